"""A table under auto scaling, as a replay takes it to behave: a minute at a time.

- A unit of capacity a second serves 60 units of load a minute. What a minute leaves unused may be
  used later: up to 300 s of the present capacity. There is none at the start.
- Auto scaling sees what was consumed; what was refused is in no metric of consumption. Two
  consecutive minutes above the target make it raise the capacity to consumption / target, by the
  second of the two, `lag` minutes after the first of them; one raise is on its way at a time.
- After 15 consecutive minutes below 80 % of the target, and an hour after it last did so, it lowers
  the capacity to the highest of the 15 / target, never under the floor.
- A floor acts in the minute it is set for. It raises the capacity; to lower it is left to auto
  scaling.
"""

from collections import deque
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

SECONDS = 60
BURST_SECONDS = 300
_BREACHES = 2
_LOW_MINUTES = 15
_LOW_SHARE = 0.8
_LOWER_EVERY = 60


@dataclass(frozen=True, slots=True)
class ScalingPolicy:
    """Target tracking: its target as a share of capacity, and the minutes a raise takes."""

    target: float
    lag: int


class ReplayedMinute(NamedTuple):
    """What there was during a minute: capacity in units a second, and the units refused."""

    capacity: int
    refused: float


class ReplayedTable:
    """One dimension of a table."""

    def __init__(
        self, scaling: ScalingPolicy, baseline: int, burst_seconds: int = BURST_SECONDS
    ) -> None:
        self._capacity = baseline
        self._scaling = scaling
        self._baseline = baseline
        self._burst_seconds = burst_seconds
        self._burst = 0.0
        self._minute = 0
        self._above = 0
        self._raise: tuple[int, int] | None = None
        self._low: deque[float] = deque(maxlen=_LOW_MINUTES)
        self._lower_from = 0

    def advance(self, load: float, floor: int = 0) -> ReplayedMinute:
        """One minute under a load, in units a minute."""
        if self._raise is not None and self._minute >= self._raise[0]:
            self._capacity = max(self._capacity, self._raise[1])
            self._raise = None
        self._capacity = max(self._capacity, floor)
        supply = self._capacity * SECONDS + self._burst
        consumed = min(load, supply)
        self._burst = min(supply - consumed, self._capacity * self._burst_seconds)
        lived = ReplayedMinute(self._capacity, load - consumed)
        self._scale(consumed, floor)
        self._minute += 1
        return lived

    def _scale(self, consumed: float, floor: int) -> None:
        """What auto scaling makes of a minute."""
        target = self._scaling.target
        used = consumed / (self._capacity * SECONDS)
        self._above = self._above + 1 if used > target else 0
        if self._above >= _BREACHES and self._raise is None:
            first = self._minute - _BREACHES + 1
            self._raise = first + self._scaling.lag, ceil(consumed / SECONDS / target)
        if used >= _LOW_SHARE * target:
            self._low.clear()
            return
        self._low.append(consumed)
        if len(self._low) == _LOW_MINUTES and self._minute >= self._lower_from:
            lower = max(ceil(max(self._low) / SECONDS / target), floor, self._baseline)
            if lower < self._capacity:
                self._capacity = lower
                self._lower_from = self._minute + _LOWER_EVERY
                self._low.clear()
