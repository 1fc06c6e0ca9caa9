"""Child processes of a benchmark, which exchange lines over standard input and output."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
AWS_ENVIRONMENT = {
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "benchmark",
    "AWS_SECRET_ACCESS_KEY": "benchmark",
}
"""Variables for a client of a simulated account, without its URL."""


@contextmanager
def started(
    command: Sequence[str], environment: Mapping[str, str]
) -> Iterator["subprocess.Popen[str]"]:
    """Run a process while the context lasts, with variables added to this environment."""
    with subprocess.Popen(  # noqa: S603 (a command of this repository)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        cwd=ROOT,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def request(process: "subprocess.Popen[str]", words: str = "") -> str:
    """Send words to a process and return the next line it prints."""
    send(process, words)
    assert process.stdout is not None
    return process.stdout.readline().strip()


def send(process: "subprocess.Popen[str]", words: str) -> None:
    """Write to the standard input of a process."""
    assert process.stdin is not None
    process.stdin.write(words)
    process.stdin.flush()
