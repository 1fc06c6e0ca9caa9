"""How fast Lambda starts containers of one function."""

from collections import deque
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class StartRate:
    """At most `count` new containers a function in any `within` of real time."""

    count: int = 1000
    within: timedelta = timedelta(seconds=10)


class Starts:
    """The recent starts of one function."""

    def __init__(self, rate: StartRate) -> None:
        self._rate = rate
        self._made: deque[float] = deque()

    def allowed(self, at: float) -> bool:
        """May another start at an instant, in seconds of any steady clock?"""
        while self._made and at - self._made[0] >= self._rate.within.total_seconds():
            self._made.popleft()
        return len(self._made) < self._rate.count

    def note(self, at: float) -> None:
        """One has started."""
        self._made.append(at)
