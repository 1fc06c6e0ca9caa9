"""Processes that a benchmark talks with: a line to standard input, a line back."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


@contextmanager
def started(
    command: Sequence[str], environment: Mapping[str, str]
) -> Iterator["subprocess.Popen[str]"]:
    """A process while the context lasts, with more environment than ours."""
    with subprocess.Popen(  # noqa: S603 (our own commands)
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


def line(process: "subprocess.Popen[str]", words: str = "") -> str:
    """What a process says next, after being told something."""
    tell(process, words)
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: "subprocess.Popen[str]", words: str) -> None:
    """Write to a process' standard input."""
    assert process.stdin is not None
    process.stdin.write(words)
    process.stdin.flush()
