"""One invocation of the warmer; the argument is the event, the timeout is the template's.

The last line of the output is the answer.
"""

import json
import sys
import time

from warmer.handler import handler

TIMEOUT_MS = 50_000


class TimeLimit:
    """The context of an invocation: its remaining time."""

    def __init__(self) -> None:
        self._ends = time.monotonic() * 1000 + TIMEOUT_MS

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation."""
        return int(self._ends - time.monotonic() * 1000)


if __name__ == "__main__":
    print(json.dumps(handler(json.loads(sys.argv[1]), TimeLimit())))
