"""A token bucket: calls of one control plane wait for their turn, so that AWS refuses none."""

import time
from collections.abc import Callable
from threading import Lock

from kickoff.aws.pace import Pace


class Pacer:
    """Gives turns at a pace, in the order of asking. Safe for threads.

    `clock` returns seconds, from any start.
    """

    def __init__(
        self, pace: Pace, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._between = 1 / pace.per_second
        self._ahead = (pace.burst - 1) * self._between
        self._clock = clock
        self._sleep = sleep
        self._lock = Lock()
        self._full_at = clock()  # the instant at which the bucket is full again

    def has_turn(self, until: float) -> bool:
        """Return whether the next turn comes at `until` or before."""
        with self._lock:
            return self._next_turn() <= until

    def take(self, until: float) -> bool:
        """Wait for a turn. Return False, at once, if it would come after `until`."""
        with self._lock:
            now, turn = self._clock(), self._next_turn()
            if turn > until:
                return False
            self._full_at = max(self._full_at, turn) + self._between
        if turn > now:
            self._sleep(turn - now)
        return True

    def _next_turn(self) -> float:
        return max(self._clock(), self._full_at - self._ahead)

    def refused(self) -> None:
        """Empty the bucket: AWS refused a call, so another client used the pace too."""
        with self._lock:
            empty = self._clock() + self._ahead + self._between
            self._full_at = max(self._full_at, empty)


def seconds() -> float:
    """Return the seconds of a clock that is never set."""
    return time.monotonic()


def wait(seconds: float) -> None:
    """Wait some seconds."""
    time.sleep(seconds)
