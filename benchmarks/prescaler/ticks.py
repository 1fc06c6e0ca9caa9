"""Measured ticks of a client process: an instant in, a line of figures out."""

import json
import resource
import sys
import time
from collections.abc import Callable


def run_ticks(tick: Callable[[str], None]) -> None:
    """Run a tick for each instant on standard input; print its seconds and the peak megabytes."""
    for line in sys.stdin:
        began, cpu = time.monotonic(), time.process_time()
        tick(line.strip())
        cost = {
            "wall": time.monotonic() - began,
            "cpu": time.process_time() - cpu,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(cost), flush=True)
