"""Global tables: a change in one region also changes the regions that share the capacity."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kickoff.timeline import Level
from prescaler.model import (
    Capacity,
    Code,
    DecisionInput,
    DesiredState,
    Dimension,
    Observed,
    Outcome,
    RecentConsumption,
)


@dataclass(frozen=True, slots=True)
class Replicas:
    """The regions that share the capacity of a dimension.

    `named`: the desired states of the same dimension there, as far as the calendar names it.
    `unnamed`: the regions in which the calendar does not name the table.
    """

    named: Mapping[Dimension, DesiredState]
    unnamed: tuple[str, ...]

    @property
    def highest(self) -> Level:
        """The highest level that another region needs."""
        levels = (Level(each.desired, each.fixtures) for each in self.named.values())
        return max(levels, key=lambda level: level.value, default=Level(0))

    def hold(self, inputs: DecisionInput) -> Outcome | None:
        """The reason not to lower the capacity: another region needs it, or its need is unknown."""
        if self.unnamed:
            return Outcome(
                Code.REPLICA_UNKNOWN,
                f"{' and '.join(self.unnamed)} would be lowered too, and the calendar does not "
                "name the table there",
            )
        if inputs.desired_state is None and self.highest.value > inputs.desired:
            return Outcome(Code.WAITING, f"another region of the table needs {self.highest.value}")
        return None


def shared_regions(dimension: Dimension, observed: Observed) -> tuple[str, ...]:
    """The other regions that a change of a dimension also changes."""
    capacity = observed.capacity
    if not isinstance(capacity, Capacity) or not capacity.replicas:
        return ()
    return observed.kind.shared_regions(dimension, capacity)


def by_table(states: Mapping[Dimension, DesiredState]) -> dict[str, dict[Dimension, DesiredState]]:
    """Desired states by the name of their table, whatever its region."""
    tables: dict[str, dict[Dimension, DesiredState]] = {}
    for dimension, desired in states.items():
        tables.setdefault(dimension.group.name, {})[dimension] = desired
    return tables


def replicas(
    dimension: Dimension, regions: tuple[str, ...], of_table: Mapping[Dimension, DesiredState]
) -> Replicas:
    """The replicas of a dimension in the regions that share it; `of_table` has all regions."""
    others = [each for each in of_table if _is_elsewhere(dimension, each, regions)]
    named = {
        each: of_table[each]
        for each in others
        if (each.resource, each.scalable) == (dimension.resource, dimension.scalable)
    }
    return Replicas(named, _unnamed(regions, others))


def highest_of_replicas(desired: DesiredState, shared: Replicas) -> DesiredState:
    """The highest level that any region needs: one setting serves all of them."""
    return desired.at_level(shared.highest) if shared.highest.value > desired.desired else desired


def total_consumption(
    regions: Iterable[RecentConsumption | Outcome],
) -> RecentConsumption | Outcome:
    """The consumption of the busiest region, and the throttled requests of all; else unknown."""
    peak = throttled = 0.0
    for each in regions:
        if isinstance(each, Outcome):
            return each
        peak, throttled = max(peak, each.peak), throttled + each.throttled
    return RecentConsumption(peak, throttled)


def _is_elsewhere(dimension: Dimension, other: Dimension, regions: tuple[str, ...]) -> bool:
    """Return whether a dimension of the same table is in one of the regions."""
    return (
        other.place != dimension.place
        and other.place.role_arn == dimension.place.role_arn
        and (other.place.region is None or other.place.region in regions)
    )


def _unnamed(regions: tuple[str, ...], others: Iterable[Dimension]) -> tuple[str, ...]:
    """The regions without a target; kickoff's own region, None in the calendar, may be one."""
    named = {each.place.region for each in others}
    missing = tuple(each for each in regions if each not in named)
    return () if len(missing) == 1 and None in named else missing
