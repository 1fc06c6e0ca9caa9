"""Where the warmer's memory goes, stage by stage: `.venv/bin/python -m benchmarks.warmer_memory`.

`--write` puts the table into docs/warming-benchmark.md.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.processes import line
from benchmarks.warming import page
from benchmarks.warming.clients import Client, running

COUNT = 800
CLIENT = Client("memory", (sys.executable, "-m", "benchmarks.warming.memory"))
STAGES = 7


def main() -> None:
    """Measure, print, and with `--write` keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    rows, before = [], 0.0
    with (
        tempfile.TemporaryDirectory() as directory,
        running(CLIENT, COUNT, Path(directory)) as (process, _),
    ):
        for _ in range(STAGES):
            told = json.loads(line(process))
            resident = told["resident"]
            rows.append([told["stage"], f"{resident - before:.0f}", f"{resident:.0f}"])
            before = resident
    page.show("memory", ["", "MB", "MB in all"], rows, keep=parser.parse_args().write)


if __name__ == "__main__":
    main()
