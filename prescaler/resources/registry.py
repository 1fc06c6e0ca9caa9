"""The registry of kinds. A new kind is one more line of `KINDS`."""

from collections.abc import Iterator, Sequence

from kickoff.calendar import Calendar
from kickoff.outcome import Outcome
from kickoff.timeline import Key
from prescaler.model import Capacity, Dimension, Limits, Observed
from prescaler.resources.autoscaled_table import AutoScaledTable
from prescaler.resources.base import ResourceKind
from prescaler.resources.on_demand_table import OnDemandTable
from prescaler.resources.provisioned_concurrency import (
    AutoScaledConcurrency,
    ProvisionedConcurrency,
)
from prescaler.resources.provisioned_table import ProvisionedTable


class Registry:
    """Kinds of capacity, found by dimension and by what was read."""

    def __init__(self, kinds: Sequence[ResourceKind]) -> None:
        self._kinds = kinds

    def dimensions(self, calendar: Calendar) -> dict[Key, Dimension]:
        """Every dimension of a calendar that the prescaler scales."""
        return {
            each.key: each
            for name, target in calendar.targets.items()
            for each in self.of_target(name, target)
        }

    def of_target(self, name: str, target: object) -> Iterator[Dimension]:
        """The dimensions of one target; `warm` belongs to the warmer."""
        found = (each for kind in self._kinds for each in kind.dimensions(name, target))
        yield from dict.fromkeys(found)

    def of(self, dimension: Dimension) -> ResourceKind:
        """The first kind that a dimension may have: it reads the dimension's resource."""
        return next(kind for kind in self._kinds if dimension.scalable in kind.scalable)

    def observed(
        self, dimension: Dimension, limits: Limits | Outcome, capacity: Capacity | Outcome
    ) -> Observed:
        """The observation with its kind; the first possible kind where the reads do not show it."""
        for kind in self._kinds:
            if dimension.scalable in kind.scalable:
                found = kind.recognize(limits, capacity)
                if found is not None:
                    return found
        return Observed(limits, capacity, self.of(dimension))


KINDS = Registry(
    (
        ProvisionedTable(),
        AutoScaledTable(),
        OnDemandTable(),
        ProvisionedConcurrency(),
        AutoScaledConcurrency(),
    )
)
