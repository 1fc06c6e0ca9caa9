"""Replays minimums over a past load, minute by minute: cost and throttling.

Assumptions about the table:

- Capacity and burst serve the load as `kickoff.table_throughput` describes.
- Auto scaling reads consumption; throttled units are not part of it. After two consecutive minutes
  above the target, it raises the capacity to consumption / target, by the second of the two, `lag`
  minutes after the first. Only one raise is in progress at a time.
- It lowers as `kickoff.target_tracking` describes, at most once an hour, and not below the minimum.
- A minimum takes effect in its minute. It only raises the capacity; auto scaling lowers it.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan
from typing import NamedTuple

from kickoff.table_throughput import BURST_SECONDS, SECONDS, ThroughputBucket
from kickoff.target_tracking import SCALE_OUT_MINUTES, LowAlarm, capacity_for

_MINUTES = 60  # in an hour
_LOWER_EVERY = 60


@dataclass(frozen=True, slots=True)
class ScalingPolicy:
    """Target tracking: the target as a share of capacity, and the minutes that a raise takes."""

    target: float
    lag: int


class ReplayedMinute(NamedTuple):
    """Capacity during a minute, and the units throttled in it."""

    capacity: int
    throttled: float


class ReplayedTable:
    """One dimension of a table."""

    def __init__(
        self, policy: ScalingPolicy, baseline: int, burst_seconds: int = BURST_SECONDS
    ) -> None:
        self._capacity = baseline
        self._policy = policy
        self._baseline = baseline
        self._bucket = ThroughputBucket(burst_seconds)
        self._minute = 0
        self._above = 0
        self._raise: tuple[int, int] | None = None
        self._low_alarm = LowAlarm(policy.target)
        self._lower_from = 0

    def advance(self, load: float, minimum: int = 0) -> ReplayedMinute:
        """Replay one minute with a load in units a minute."""
        if self._raise is not None and self._minute >= self._raise[0]:
            self._capacity = max(self._capacity, self._raise[1])
            self._raise = None
        self._capacity = max(self._capacity, minimum)
        consumed = self._bucket.consume(load, self._capacity)
        replayed = ReplayedMinute(self._capacity, load - consumed)
        self._scale_out(consumed)
        self._scale_in(consumed, max(minimum, self._baseline))
        self._minute += 1
        return replayed

    def _scale_out(self, consumed: float) -> None:
        target = self._policy.target
        self._above = self._above + 1 if consumed > target * self._capacity * SECONDS else 0
        if self._above >= SCALE_OUT_MINUTES and self._raise is None:
            first = self._minute - SCALE_OUT_MINUTES + 1
            self._raise = first + self._policy.lag, capacity_for(consumed, target)

    def _scale_in(self, consumed: float, lowest: int) -> None:
        self._low_alarm.observe(consumed)
        wanted = self._low_alarm.lower_to(self._capacity)
        if wanted is None or self._minute < self._lower_from:
            return
        if (lower := max(wanted, lowest)) < self._capacity:
            self._capacity = lower
            self._lower_from = self._minute + _LOWER_EVERY
            self._low_alarm.reset()


@dataclass(frozen=True, slots=True)
class Replay:
    """Requested units, capacity and throttled units of each minute."""

    requested: Sequence[float]
    capacity: Sequence[int]
    throttled_by_minute: Sequence[float]

    @property
    def throttled(self) -> float:
        """Throttled units."""
        return sum(self.throttled_by_minute)

    @property
    def throttled_share(self) -> float:
        """Throttled units as a share of the requested ones."""
        requested = sum(self.requested)
        return self.throttled / requested if requested else 0.0

    @property
    def throttled_minutes(self) -> int:
        """Number of minutes with throttling."""
        return sum(1 for units in self.throttled_by_minute if units)

    @property
    def capacity_hours(self) -> float:
        """Capacity units x hours."""
        return sum(self.capacity) / _MINUTES

    @property
    def overprovisioning(self) -> float:
        """Capacity as a multiple of consumption."""
        consumed = sum(self.requested) - self.throttled
        return sum(self.capacity) * SECONDS / consumed if consumed else 0.0

    @property
    def decreases(self) -> int:
        """Number of decreases of the table's capacity."""
        return sum(after < before for before, after in pairwise(self.capacity))


def replay(
    loads: Sequence[float],
    minimums: Iterable[int],
    policy: ScalingPolicy,
    baseline: int,
    *,
    burst_seconds: int = BURST_SECONDS,
) -> Replay:
    """Replay a table with a minimum for each load. An unknown load counts as 0."""
    table = ReplayedTable(policy, baseline, burst_seconds)
    requested = [0.0 if isnan(load) else load for load in loads]
    capacity, throttled = array("q"), array("d")
    for load, minimum in zip(requested, minimums, strict=True):
        minute = table.advance(load, minimum)
        capacity.append(minute.capacity)
        throttled.append(minute.throttled)
    return Replay(requested, capacity, throttled)
