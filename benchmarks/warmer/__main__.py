"""kickoff beside other warmers: warm containers that a wave reaches, and the cost of a wave.

Run it with `.venv/bin/python -m benchmarks.warmer`. `--write` puts the table into
docs/warming-benchmark.md. `--counts 100 300` measures fewer sizes.

Each client runs in a process of its own, over TLS, against a pool of warm containers in another
process. With node and npm, lambda-warmer and serverless-plugin-warmup are installed from npm at the
versions below.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.tables import markdown, publish
from benchmarks.warmer.clients import KICKOFF, SMALL_SHARE, Client, measure

HERE = Path(__file__).parent
PACKAGES = (
    "lambda-warmer@2.3.0",
    "serverless-plugin-warmup@8.4.1",
    "@aws-sdk/client-lambda@3.1164.0",
)
RUNS = 3  # processes of each client; the median counts
COLUMNS = {
    "distinct": "distinct",
    "cpu": "CPU ms a ping",
    "wall": "wall ms",
    "spread": "spread ms",
    "hold": "mean hold ms",
    "ratio": "hold / spread",
    "held": "held s",
    "peak": "peak MB",
}
DIGITS = {"cpu": 2, "ratio": 1, "held": 1}

PYTHON = (
    Client("kickoff, cold", KICKOFF),
    Client("kickoff, kept connections", KICKOFF, waves=9),
    Client("kickoff, cold, 14.5 % of a core", KICKOFF, share=SMALL_SHARE),
    Client("kickoff, kept connections, 14.5 % of a core", KICKOFF, waves=9, share=SMALL_SHARE),
    Client(
        "boto3, one thread for each ping", (sys.executable, "-m", "benchmarks.warmer.boto3_client")
    ),
)
NODE = (
    Client("lambda-warmer", ("node", str(HERE / "lambda_warmer.mjs"))),
    Client("serverless-plugin-warmup", ("node", str(HERE / "plugin_warmup.mjs"))),
)


def main() -> None:
    """Measure every client at every count and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[100, 300, 800])
    parser.add_argument("--write", action="store_true", help="into docs/warming-benchmark.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        clients = PYTHON + (NODE if _installed(Path(directory)) else ())
        rows = [
            _row(client, count, _median(client, count, Path(directory)))
            for count in arguments.counts
            for client in clients
        ]
    table = markdown(["pings", "", *COLUMNS.values()], rows)
    publish(table, "warming-benchmark.md", "waves", write=arguments.write)


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


def _median(client: Client, count: int, directory: Path) -> dict[str, float]:
    """The median of a client's waves; of several waves in a process the first is left out."""
    waves = []
    for _ in range(RUNS):
        measured = measure(client, count, directory)
        waves += measured[1:] or measured
    for wave in waves:
        wave["ratio"] = wave["hold"] / max(1.0, wave["spread"])
    return {column: statistics.median(wave[column] for wave in waves) for column in COLUMNS}


def _row(client: Client, count: int, measured: dict[str, float]) -> list[str]:
    print(f"{count} {client.name}", file=sys.stderr)
    figures = (f"{measured[column]:.{DIGITS.get(column, 0)}f}" for column in COLUMNS)
    return [str(count), client.name, *figures]


if __name__ == "__main__":
    main()
