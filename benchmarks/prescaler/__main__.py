"""The prescaler with 6,000 dimensions: cost of a quiet tick, and of the ticks that raise 200.

Run it with `.venv/bin/python -m benchmarks.prescaler`. `--write` puts the table into
docs/prescaling-benchmark.md. `--plain` also measures a plain loop of boto3 calls, which takes some
minutes.
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

from benchmarks.prescaler.scenario import LEASE_TABLE, OPENS, SECOND, calendar
from benchmarks.processes import AWS_ENVIRONMENT, request, started
from benchmarks.tables import markdown, publish

MINUTE = timedelta(minutes=1)
FIGURES = ("calls", "audit", "throttled", "wall", "cpu", "peak")
SETTLED = OPENS + 20 * MINUTE
HEADER = (
    "tick",
    "AWS calls",
    "calls about other tables",
    "throttled",
    "wall s",
    "CPU s",
    "peak MB",
)
KICKOFF = (sys.executable, "-m", "benchmarks.prescaler.kickoff_client")
PLAIN = (sys.executable, "-m", "benchmarks.prescaler.plain_client")
ACCOUNT = (sys.executable, "-m", "benchmarks.prescaler.account")

Cost = dict[str, float]
Tick = Callable[[datetime], Cost]


def main() -> None:
    """Measure, print the table, and write it with `--write`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--write", action="store_true", help="into docs/prescaling-benchmark.md")
    arguments = parser.parse_args()
    rows = [*kickoff_rows(), *(plain_rows() if arguments.plain else ())]
    publish(markdown(HEADER, rows), "prescaling-benchmark.md", "table", write=arguments.write)


def kickoff_rows() -> Iterator[list[str]]:
    """Ticks of one kickoff process: the first, fifteen quiet ones, and those of the large raise."""
    with _measured(KICKOFF) as tick:
        yield _row("kickoff, first tick of a process, raising 20", tick(OPENS))
        for minute in range(1, 20):
            tick(OPENS + minute * MINUTE)
        quiet = [tick(SETTLED + minute * MINUTE) for minute in range(15)]
        yield _row("kickoff, quiet, median of 15", _combined(statistics.median, quiet))
        yield _row("kickoff, quiet, maximum of 15", _combined(max, quiet))
        for minute in range(5, 2, -1):
            tick(SECOND - minute * MINUTE)
        yield _row("kickoff, 2 min early, updating the first of 60", tick(SECOND - 2 * MINUTE))
        yield _row("kickoff, 1 min early, updating the rest of 60", tick(SECOND - MINUTE))
        yield _row("kickoff, at the opening, registering 140", tick(SECOND))
        yield _row("kickoff, the tick after", tick(SECOND + MINUTE))


def plain_rows() -> Iterator[list[str]]:
    """The same raise, and a quiet tick, by a loop over all targets."""
    with _measured(PLAIN) as tick:
        yield _row("a plain loop, raising 220", tick(SECOND))
        yield _row("a plain loop, quiet", tick(SECOND + MINUTE))


@contextmanager
def _measured(command: Sequence[str]) -> Iterator[Tick]:
    """Start an account and a client; yields a function that runs and measures a tick."""
    with tempfile.TemporaryDirectory() as directory, started(ACCOUNT, {}) as account:
        path = Path(directory) / "config.yaml"
        path.write_text(calendar())
        environment = {
            "AWS_ENDPOINT_URL": request(account),
            **AWS_ENVIRONMENT,
            "KICKOFF_CONFIG": str(path),
            "KICKOFF_LEASE_TABLE": LEASE_TABLE,
        }
        with started(command, environment) as client:

            def tick(at: datetime) -> Cost:
                _figures(account, at)  # moves its clock and resets its count
                cost, calls = _figures(client, at), _figures(account, at)
                print(at.time(), cost, calls, file=sys.stderr)
                return cost | calls

            yield tick


def _combined(by: Callable[[list[float]], float], ticks: list[Cost]) -> Cost:
    return {name: by([each[name] for each in ticks]) for name in FIGURES}


def _row(name: str, cost: Cost) -> list[str]:
    counts = (f"{cost[each]:.0f}" for each in ("calls", "audit", "throttled"))
    seconds = (f"{cost[each]:.2f}" for each in ("wall", "cpu"))
    return [name, *counts, *seconds, f"{cost['peak']:.0f}"]


def _figures(process: "subprocess.Popen[str]", at: datetime) -> Cost:
    figures: Cost = json.loads(request(process, f"{at.isoformat()}\n"))
    return figures


if __name__ == "__main__":
    main()
