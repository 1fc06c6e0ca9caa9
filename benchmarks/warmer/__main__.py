"""kickoff beside other warmers: warm containers that a tick reaches, and the cost of a tick.

Run it with `.venv/bin/python -m benchmarks.warmer`. `--write` puts the tables into
docs/warming-benchmark.md. `--counts 100`, `--runs 1` and `--tables rises` measure less.

Each client runs in a process of its own, over TLS, against a pool of containers in another process.
With node and npm, lambda-warmer and serverless-plugin-warmup are installed from npm at the versions
below.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.tables import markdown, publish
from benchmarks.warmer.clients import KICKOFF, SMALL_SHARE, Client, Situation, measure
from benchmarks.warmer.pool import IDLE_DEATH_S
from simulator.traits import Placement

HERE = Path(__file__).parent
PAGE = "warming-benchmark.md"
PACKAGES = (
    "lambda-warmer@2.3.0",
    "serverless-plugin-warmup@8.4.1",
    "@aws-sdk/client-lambda@3.1164.0",
)
RUNS = 3  # processes of each client; the median counts
TICKS = 5
DYING_COUNT = 300
RISES = (40, 300)
START_MS = 500
COLUMNS = {
    "distinct": "distinct",
    "waves": "waves",
    "cpu": "CPU ms a ping",
    "wall": "wall ms",
    "spread": "spread ms",
    "hold": "mean hold ms",
    "ratio": "hold / spread",
    "held": "held s",
    "peak": "peak MB",
}
DIGITS = {"cpu": 2, "ratio": 1, "held": 1}

HEADERS = {
    "waves": ["pings", "", "tick", *COLUMNS.values()],
    "dying": ["pings", "connections", "", *(f"tick {number}" for number in range(1, TICKS + 1))],
    "rises": [
        "rise",
        "placement",
        "",
        "distinct",
        "started",
        "wall s",
        "next tick: distinct",
        "started",
        "mean hold ms",
    ],
}
TABLES = tuple(HEADERS)

KICKOFFS = (Client("kickoff", KICKOFF), Client("kickoff, 14.5 % of a core", KICKOFF, SMALL_SHARE))
BOTO3 = Client(
    "boto3, one thread for each ping", (sys.executable, "-m", "benchmarks.warmer.boto3_client")
)
NODE = (
    Client("lambda-warmer", ("node", str(HERE / "lambda_warmer.mjs"))),
    Client("serverless-plugin-warmup", ("node", str(HERE / "plugin_warmup.mjs"))),
)

Ticks = list[dict[str, float]]


def main() -> None:
    """Measure every client in every situation and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[100, 300, 800])
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--tables", nargs="+", choices=TABLES, default=TABLES)
    parser.add_argument("--write", action="store_true", help=f"into docs/{PAGE}")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        peers = (BOTO3, *(NODE if _installed(Path(directory)) else ()))
        bench = Bench((*KICKOFFS, *peers), arguments.runs, Path(directory))
        for name in arguments.tables:
            match name:
                case "waves":
                    rows = bench.waves(arguments.counts)
                case "dying":
                    rows = bench.dying()
                case _:
                    rows = bench.rises()
            publish(markdown(HEADERS[name], list(rows)), PAGE, name, write=arguments.write)


class Bench:
    """The tables, of all clients; each figure is the median of several processes."""

    def __init__(self, clients: Sequence[Client], runs: int, directory: Path) -> None:
        self._clients = clients
        self._runs = runs
        self._directory = directory

    def waves(self, counts: Sequence[int]) -> Iterator[list[str]]:
        """Rows of ticks against a pool that is warm."""
        for count in counts:
            for client in self._clients:
                runs = self._measure(client, Situation(count, warm=count, ticks=TICKS))
                first = [ticks[0] for ticks in runs]
                later = [tick for ticks in runs for tick in ticks[1:]]
                yield [str(count), client.name, "first", *_figures(first)]
                yield [str(count), client.name, "later", *_figures(later)]

    def dying(self) -> Iterator[list[str]]:
        """Rows of the containers reached in each tick, if connections die between ticks."""
        for death in ("reset", "silent"):
            options, pause = ("--idle-death", death), 2 * IDLE_DEATH_S
            situation = Situation(DYING_COUNT, DYING_COUNT, TICKS, options, pause)
            for client in self._clients:
                if death == "silent" and client not in KICKOFFS:
                    continue  # without a read timeout a peer would wait for ever
                runs = self._measure(client, situation)
                reached = (_median(each, "distinct") for each in zip(*runs, strict=True))
                words = [f"{distinct:.0f}" for distinct in reached]
                yield [str(DYING_COUNT), f"die, {death}", client.name, *words]

    def rises(self) -> Iterator[list[str]]:
        """Rows of a rise from two warm containers, and of the tick after it."""
        for count in RISES:
            for placement in (Placement.BOUND, Placement.HANDED_OVER):
                options = ("--placement", placement, "--start-ms", str(START_MS))
                situation = Situation(count, 2, ticks=2, pool=options, pause=3 * START_MS / 1000)
                for client in self._clients:
                    rise, later = zip(*self._measure(client, situation), strict=True)
                    yield [
                        f"2 to {count}",
                        placement,
                        client.name,
                        f"{_median(rise, 'distinct'):.0f}",
                        f"{_median(rise, 'started') - 2:.0f}",
                        f"{_median(rise, 'wall') / 1000:.1f}",
                        f"{_median(later, 'distinct'):.0f}",
                        f"{_median(later, 'started'):.0f}",
                        f"{_median(later, 'hold'):.0f}",
                    ]

    def _measure(self, client: Client, situation: Situation) -> list[Ticks]:
        print(f"{situation.count} {client.name} {' '.join(situation.pool)}", file=sys.stderr)
        return [measure(client, situation, self._directory) for _ in range(self._runs)]


def _installed(directory: Path) -> bool:
    """Install the npm packages; if that fails, print the reason and return False."""
    if shutil.which("npm") is None:
        print("no npm: lambda-warmer and serverless-plugin-warmup are left out", file=sys.stderr)
        return False
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(directory)]
    command = [*install, *PACKAGES]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 (fixed packages)
    if done.returncode:
        print(f"npm could not install: {done.stderr.strip()}", file=sys.stderr)
    return not done.returncode


def _median(ticks: Sequence[dict[str, float]], figure: str) -> float:
    return statistics.median(tick[figure] for tick in ticks)


def _figures(ticks: Ticks) -> list[str]:
    for tick in ticks:
        tick["ratio"] = tick["hold"] / max(1.0, tick["spread"])
    return [f"{_median(ticks, column):.{DIGITS.get(column, 0)}f}" for column in COLUMNS]


if __name__ == "__main__":
    main()
