"""Replays minimums over a past load: cost and throttling."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan

from kickoff.forecast.replayed_table import BURST_SECONDS, SECONDS, ReplayedTable, ScalingPolicy

_MINUTES = 60  # in an hour


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
