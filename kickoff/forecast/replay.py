"""What a run of floors would have cost, and what would have been refused."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan

from kickoff.forecast.replayed_table import BURST_SECONDS, SECONDS, ReplayedTable, ScalingPolicy

_MINUTES = 60  # in an hour


@dataclass(frozen=True, slots=True)
class Replay:
    """A table through the minutes of a load: its capacity, and the units refused, in each."""

    requested: Sequence[float]
    capacity: Sequence[int]
    refused: Sequence[float]

    @property
    def throttled(self) -> float:
        """Units refused."""
        return sum(self.refused)

    @property
    def throttled_share(self) -> float:
        """Of all that was asked."""
        asked = sum(self.requested)
        return self.throttled / asked if asked else 0.0

    @property
    def throttled_minutes(self) -> int:
        """In how many minutes any was."""
        return sum(1 for units in self.refused if units)

    @property
    def capacity_hours(self) -> float:
        """Capacity units held, times the hours they were."""
        return sum(self.capacity) / _MINUTES

    @property
    def overprovisioning(self) -> float:
        """How many times what was consumed was held."""
        consumed = sum(self.requested) - self.throttled
        return sum(self.capacity) * SECONDS / consumed if consumed else 0.0

    @property
    def decreases(self) -> int:
        """How often the table's capacity was lowered."""
        return sum(after < before for before, after in pairwise(self.capacity))


def replay(
    loads: Sequence[float],
    floors: Iterable[int],
    scaling: ScalingPolicy,
    baseline: int,
    *,
    burst_seconds: int = BURST_SECONDS,
) -> Replay:
    """A table under loads, a floor for each; a minute of which nothing is known asks nothing."""
    table = ReplayedTable(scaling, baseline, burst_seconds)
    asked = [0.0 if isnan(load) else load for load in loads]
    capacity, refused = array("q"), array("d")
    for load, floor in zip(asked, floors, strict=True):
        lived = table.advance(load, floor)
        capacity.append(lived.capacity)
        refused.append(lived.refused)
    return Replay(asked, capacity, refused)
