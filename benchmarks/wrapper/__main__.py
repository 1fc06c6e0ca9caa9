"""The cost of the guard for any function: `.venv/bin/python -m benchmarks.wrapper`.

Needs Go and Node. `--write` puts the tables into docs/guards.md.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.processes import ROOT
from benchmarks.tables import markdown, publish
from benchmarks.wrapper.latency import measure

HERE = Path(__file__).parent
STARTS = 100
CALLS = 100_000
SIZES = {1_000: 20_000, 100_000: 4_000, 6_000_000: 200}
NAMES = {1_000: "1 KB", 100_000: "100 KB", 6_000_000: "6 MB"}


def main() -> None:
    """Measure the three ways and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="into docs/guards.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        layer = Path(directory)
        subprocess.run([ROOT / "scripts" / "build-any-guard", layer], cwd=ROOT, check=True)  # noqa: S603
        wrapper = layer / "kickoff-guard"
        requests, memory = measure(wrapper, SIZES)
        bare, guarded = requests[1_000]
        added = guarded.median - bare.median
        rows = [
            [
                "Python: the guard is the handler",
                *handler_costs(wrapper, sys.executable, "bootstrap.py"),
            ],
            ["Node: the guard is the handler", *handler_costs(wrapper, _node(), "index.mjs")],
            [
                "others: a proxy of the Runtime API",
                f"{start_cost(wrapper, ['/bin/true']):.0f}",
                f"{memory:.0f}",
                f"{added:.0f}",
            ],
        ]
    table = markdown(["", "start, ms", "memory, MB", "request, µs"], rows)
    publish(table, "guards.md", "cost", write=arguments.write)
    rows = [
        [
            f"{NAMES[size]} in, {NAMES[size]} out",
            f"{bare.median:,.0f}",
            f"{guarded.median:,.0f}",
            f"{guarded.median - bare.median:,.0f}",
            f"{bare.slow:,.0f}",
            f"{guarded.slow:,.0f}",
        ]
        for size, (bare, guarded) in requests.items()
    ]
    header = ["µs a request", "without", "with the proxy", "added", "99 % without", "99 % with"]
    publish(markdown(header, rows), "guards.md", "proxy", write=arguments.write)


def handler_costs(wrapper: Path, program: str, runtime: str) -> list[str]:
    """Return what the guard adds: ms of a start, MB, and µs of a call."""
    command = [program, str(HERE / "runtime" / runtime)]
    bare, guarded = (run(each, CALLS) for each in (command, [str(wrapper), *command]))
    return [
        f"{start_cost(wrapper, command):.0f}",
        f"{guarded['memory_mb'] - bare['memory_mb']:.0f}",
        f"{guarded['call_us'] - bare['call_us']:.1f}",
    ]


def start_cost(wrapper: Path, command: Sequence[str]) -> float:
    """Return the ms that the wrapper adds to the median start of a command. Both take turns."""
    times: tuple[list[float], list[float]] = [], []
    for _ in range(STARTS):
        for measured, each in zip(times, (command, [str(wrapper), *command]), strict=True):
            began = time.perf_counter()
            run(each, 0)
            measured.append((time.perf_counter() - began) * 1000)
    return median(times[1]) - median(times[0])


def run(command: Sequence[str], calls: int) -> dict[str, float]:
    """Run a runtime to its end; return its figures, if it prints some."""
    variables = {
        "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9",
        "LAMBDA_TASK_ROOT": str(HERE),
        "_HANDLER": "pricing.handler",
        "CALLS": str(calls),
    }
    done = subprocess.run(  # noqa: S603 (a command of this repository)
        command, env=os.environ | variables, capture_output=True, text=True, check=True
    )
    figures: dict[str, float] = json.loads(done.stdout or "{}")
    return figures


def _node() -> str:
    found = shutil.which("node")
    if found is None:
        raise SystemExit("node is not installed")
    return found


if __name__ == "__main__":
    main()
