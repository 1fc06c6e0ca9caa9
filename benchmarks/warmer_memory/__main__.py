"""The warmer's memory, stage by stage: `.venv/bin/python -m benchmarks.warmer_memory`.

`--write` puts the table into docs/warming-benchmark.md.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.processes import request
from benchmarks.tables import markdown, publish
from benchmarks.warmer.clients import Client, Situation, running

COUNT = 800
CLIENT = Client("memory", (sys.executable, "-m", "benchmarks.warmer_memory.process"))
STAGES = 7


def main() -> None:
    """Measure every stage and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="into docs/warming-benchmark.md")
    arguments = parser.parse_args()
    rows, before = [], 0.0
    with (
        tempfile.TemporaryDirectory() as directory,
        running(CLIENT, Situation(COUNT, warm=COUNT), Path(directory)) as (process, _),
    ):
        for _ in range(STAGES):
            reported = json.loads(request(process))
            resident = reported["resident"]
            rows.append([reported["stage"], f"{resident - before:.0f}", f"{resident:.0f}"])
            before = resident
    table = markdown(["", "MB", "MB in total"], rows)
    publish(table, "warming-benchmark.md", "memory", write=arguments.write)


if __name__ == "__main__":
    main()
