"""Figures that a client process reports: one JSON line a wave."""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

FUNCTION = "pricing"


@contextmanager
def measured() -> Iterator[None]:
    """Print the CPU and wall milliseconds of the code inside, and the process' peak megabytes.

    Then wait for a line: it comes after the pool has reported.
    """
    cpu, wall = time.process_time(), time.perf_counter()
    yield
    spent = {
        "cpu": 1000 * (time.process_time() - cpu),
        "wall": 1000 * (time.perf_counter() - wall),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(spent), flush=True)
    sys.stdin.readline()
