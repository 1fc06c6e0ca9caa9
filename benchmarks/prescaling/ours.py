"""The prescaler's handler: a tick for each instant that is read, and what it took."""

import json
import resource
import sys
import time
from contextlib import redirect_stdout
from io import StringIO

from prescaler.handler import handler


def main() -> None:
    """Until there is no more to read."""
    for line in sys.stdin:
        began, cpu = time.monotonic(), time.process_time()
        with redirect_stdout(StringIO()):
            handler({"scheduled_time": line.strip()}, None)
        took = {
            "wall": time.monotonic() - began,
            "cpu": time.process_time() - cpu,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main()
