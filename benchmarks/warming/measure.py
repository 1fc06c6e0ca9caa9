"""What a client process says of itself: one JSON line a wave."""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

FUNCTION = "pricing"


@contextmanager
def measured() -> Iterator[None]:
    """Print the CPU and wall milliseconds of what runs inside, and the process' peak memory.

    Then wait for a line, by which the pool has been asked what it saw.
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
