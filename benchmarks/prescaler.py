"""The prescaler over 6,000 dimensions: what a quiet tick takes, and one that raises 200.

Run it with `.venv/bin/python -m benchmarks.prescaler`; `--write` puts the table into
docs/prescaling-benchmark.md, `--plain` also measures a plain loop of boto3 calls (some minutes).
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.prescaling.setting import LEASES, OPENS, SECOND, calendar
from benchmarks.processes import line, started

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "prescaling-benchmark.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"
MINUTE = timedelta(minutes=1)
TOOK = ("calls", "audit", "wall", "cpu", "peak")
SETTLED = OPENS + 20 * MINUTE
COLUMNS = ("AWS calls", "of them of other tables", "wall s", "CPU s", "peak MB")
OURS = (sys.executable, "-m", "benchmarks.prescaling.ours")
PLAIN = (sys.executable, "-m", "benchmarks.prescaling.plain_loop")
SERVICE = (sys.executable, "-m", "benchmarks.prescaling.service")

Took = dict[str, float]


def main() -> None:
    """Measure, print, and with `--write` keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows = [*ours(), *(plain() if arguments.plain else ())]
    header = ["tick", *COLUMNS]
    table = "".join(f"| {' | '.join(row)} |\n" for row in [header, ["---"] * len(header), *rows])
    print(table)
    if arguments.write:
        before, _, rest = PAGE.read_text().partition(BEGIN)
        PAGE.write_text(before + BEGIN + table + END + rest.partition(END)[2])


def ours() -> Iterator[list[str]]:
    """Ticks of one process of ours: its first, settled ones for an audit's round, the raise."""
    with _both(OURS) as tick:
        yield _row("kickoff, a process' first, raising 20", tick(OPENS))
        for minute in range(1, 20):
            tick(OPENS + minute * MINUTE)
        quiet = [tick(SETTLED + minute * MINUTE) for minute in range(15)]
        yield _row("kickoff, quiet, median of 15", _over(statistics.median, quiet))
        yield _row("kickoff, quiet, most of 15", _over(max, quiet))
        for minute in range(5, 0, -1):
            tick(SECOND - minute * MINUTE)
        yield _row("kickoff, raising 200", tick(SECOND))


def plain() -> Iterator[list[str]]:
    """The same by a loop over all targets."""
    with _both(PLAIN) as tick:
        yield _row("a plain loop, raising 220", tick(SECOND))
        yield _row("a plain loop, quiet", tick(SECOND + MINUTE))


@contextmanager
def _both(command: Sequence[str]) -> Iterator["Tick"]:
    """An account and a client of it."""
    with tempfile.TemporaryDirectory() as directory, started(SERVICE, {}) as service:
        path = Path(directory) / "config.yaml"
        path.write_text(calendar())
        environment = {
            "AWS_ENDPOINT_URL": line(service),
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "benchmark",
            "AWS_SECRET_ACCESS_KEY": "benchmark",
            "KICKOFF_CONFIG": str(path),
            "KICKOFF_LEASE_TABLE": LEASES,
        }
        with started(command, environment) as client:
            yield Tick(service, client)


class Tick:
    """One tick at an instant: what it took its process, and the calls that arrived."""

    def __init__(self, service: "subprocess.Popen[str]", client: "subprocess.Popen[str]") -> None:
        self._service, self._client = service, client

    def __call__(self, at: datetime) -> Took:
        """Go there, live it, and count."""
        _ask(self._service, at)
        took: Took = _ask(self._client, at)
        calls = _ask(self._service, at)
        print(at.time(), took, calls, file=sys.stderr)
        return took | calls


def _over(of: Callable[[list[float]], float], ticks: list[Took]) -> Took:
    return {name: of([each[name] for each in ticks]) for name in TOOK}


def _row(name: str, took: Took) -> list[str]:
    return [
        name,
        f"{took['calls']:.0f}",
        f"{took['audit']:.0f}",
        f"{took['wall']:.2f}",
        f"{took['cpu']:.2f}",
        f"{took['peak']:.0f}",
    ]


def _ask(process: "subprocess.Popen[str]", at: datetime) -> dict[str, float]:
    answer: dict[str, float] = json.loads(line(process, f"{at.isoformat()}\n"))
    return answer


if __name__ == "__main__":
    main()
