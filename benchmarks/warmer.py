"""Ours beside the others: how many warm containers a wave reaches, and what that costs.

Run it with `.venv/bin/python -m benchmarks.warmer`; `--write` puts the table into
docs/warming-benchmark.md, `--counts 100 300` measures fewer.

Each client runs in a process of its own against a pool of warm containers in another, over TLS.
With node and npm, lambda-warmer and serverless-plugin-warmup come from npm, at the versions below.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.warming.processor import limited

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "warming-benchmark.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"
PACKAGES = (
    "lambda-warmer@2.3.0",
    "serverless-plugin-warmup@8.4.1",
    "@aws-sdk/client-lambda@3.1164.0",
)
SMALL = 0.145
COLUMNS = {
    "distinct": "distinct",
    "cpu": "CPU ms a ping",
    "wall": "wall ms",
    "spread": "spread ms",
    "hold": "mean hold ms",
    "held": "held s",
    "peak": "peak MB",
}


@dataclass(frozen=True, slots=True)
class Client:
    """One way to ping: its name, its command, and whether its first or its later waves count."""

    name: str
    command: tuple[str, ...]
    waves: int = 1
    share: float | None = None


OURS = (sys.executable, "-m", "benchmarks.warming.ours")
PYTHON = (
    Client("kickoff, cold", OURS),
    Client("kickoff, kept connections", OURS, waves=9),
    Client("kickoff, cold, 14.5 % of a core", OURS, share=SMALL),
    Client("boto3, a thread a ping", (sys.executable, "-m", "benchmarks.warming.boto3_threads")),
)
NODE = (
    Client("lambda-warmer", ("node", str(HERE / "warming" / "lambda_warmer.mjs"))),
    Client("serverless-plugin-warmup", ("node", str(HERE / "warming" / "plugin_warmup.mjs"))),
)


def main() -> None:
    """Measure, print, and with `--write` keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[100, 300, 800])
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        clients = PYTHON + (NODE if _installed(Path(directory)) else ())
        rows = [
            _row(client, count, _typical(measure(client, count, Path(directory))))
            for count in arguments.counts
            for client in clients
        ]
    header = ["asked for", "", *COLUMNS.values()]
    table = "".join(f"| {' | '.join(row)} |\n" for row in [header, ["---"] * len(header), *rows])
    print(table)
    if arguments.write:
        before, _, rest = PAGE.read_text().partition(BEGIN)
        PAGE.write_text(before + BEGIN + table + END + rest.partition(END)[2])


def _installed(directory: Path) -> bool:
    """Install the npm packages; False, and why, where that cannot be."""
    if shutil.which("npm") is None:
        print("no npm: lambda-warmer and serverless-plugin-warmup are left out", file=sys.stderr)
        return False
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(directory)]
    command = [*install, *PACKAGES]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 (ours)
    if done.returncode:
        print(f"npm could not install: {done.stderr.strip()}", file=sys.stderr)
    return not done.returncode


def measure(client: Client, count: int, directory: Path) -> list[dict[str, float]]:
    """What each wave of a client came to."""
    with ExitStack() as processes:
        pool = ("benchmarks.warming.pool", str(directory), str(count), "pricing")
        server = processes.enter_context(_running((sys.executable, "-m", *pool), {}))
        environment = {
            "AWS_ENDPOINT_URL": _line(server),
            "AWS_CA_BUNDLE": str(directory / "certificate.pem"),
            "NODE_EXTRA_CA_CERTS": str(directory / "certificate.pem"),
            "NODE_MODULES": str(directory / "node_modules"),
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "benchmark",
            "AWS_SECRET_ACCESS_KEY": "benchmark",
            "AWS_LAMBDA_FUNCTION_NAME": "warmer",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        }
        command = (*client.command, str(count), str(client.waves))
        process = processes.enter_context(_running(command, environment))
        if client.share is not None:
            processes.enter_context(limited(process.pid, client.share))
        waves = []
        for _ in range(client.waves):
            spent = json.loads(_line(process))
            seen = json.loads(_line(server, "\n"))
            waves.append(spent | seen | {"cpu": spent["cpu"] / count})
            _line(process, "\n", answers=False)
    return waves


def _typical(waves: list[dict[str, float]]) -> dict[str, float]:
    """The only wave, or the median of those after the first."""
    later = waves[1:] or waves
    return {column: statistics.median(wave[column] for wave in later) for column in COLUMNS}


@contextmanager
def _running(
    command: Sequence[str], environment: dict[str, str]
) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(  # noqa: S603 (our own commands)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
        cwd=HERE.parent,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _line(process: "subprocess.Popen[str]", words: str = "", *, answers: bool = True) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(words)
    process.stdin.flush()
    return process.stdout.readline().strip() if answers else ""


def _row(client: Client, count: int, measured: dict[str, float]) -> list[str]:
    print(f"{count} {client.name}", file=sys.stderr)
    digits = {"cpu": 2, "held": 1}
    return [
        str(count),
        client.name,
        *(f"{measured[column]:.{digits.get(column, 0)}f}" for column in COLUMNS),
    ]


if __name__ == "__main__":
    main()
