"""The desired state of each dimension: its level, and larger raises that must begin early."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from kickoff.calendar import Calendar, TableTarget
from kickoff.forecast.foreseen import Foreseen
from kickoff.timeline import Key, Level, OverMax
from prescaler.model import Capacity, DesiredState, Dimension, Lease
from prescaler.plan.dimensions import dimensions
from prescaler.plan.lead import LEADS, needed


def desired_states(calendar: Calendar, at: datetime) -> dict[Dimension, DesiredState]:
    """The desired state of every dimension of the calendar at an instant."""
    levels = calendar.levels(at)
    ahead = {lead: calendar.levels(at + lead) for lead in LEADS}
    found = {}
    for key, dimension in dimensions(calendar).items():
        target, level = calendar.targets[key.target], levels[key]
        found[dimension] = DesiredState(
            desired=level.value,
            baseline=calendar.bounds[key].baseline,
            over_max=calendar.bounds[key].over_max is OverMax.RAISE,
            fixtures=level.because,
            prewarm=isinstance(target, TableTarget) and target.prewarm,
            drift=target.drift,
            ahead=_ahead(key, level, ahead, at),
            foreseen=isinstance(calendar, Foreseen) and key in calendar.floors,
        )
    return _highest_of_each_resource(found)


def _highest_of_each_resource(
    desired_states: dict[Dimension, DesiredState],
) -> dict[Dimension, DesiredState]:
    """Two targets that name one dimension both take the higher level, so that neither lowers it."""
    highest: dict[str, DesiredState] = {}
    for dimension, desired in desired_states.items():
        known = highest.get(dimension.lease_id, desired)
        highest[dimension.lease_id] = max(known, desired, key=lambda each: each.desired)
    if len(highest) == len(desired_states):
        return desired_states
    return {
        each: desired.at_level(
            Level(highest[each.lease_id].desired, highest[each.lease_id].fixtures)
        )
        for each, desired in desired_states.items()
    }


def started_early(desired: DesiredState, dimension: Dimension, capacity: Capacity) -> DesiredState:
    """The desired state with a level to come, if the raise to it must begin now.

    With `prewarm`, warm throughput is bought that early instead, and the raise is instant.
    """
    early = desired
    if desired.prewarm:
        return desired
    for lead, level in desired.ahead:
        if level.value > early.desired and lead <= needed(dimension, capacity, level.value):
            early = early.at_level(level)
    return early


def without_released(desired: DesiredState, lease: Lease | None) -> DesiredState:
    """The baseline, if every fixture that causes the level was released by hand."""
    causes = {(fixture.name, fixture.kickoff) for fixture in desired.fixtures}
    released = causes and lease and causes <= lease.released
    return desired.at_level(Level(desired.baseline)) if released else desired


def highest_of_replicas(
    desired: DesiredState,
    dimension: Dimension,
    capacity: Capacity,
    everywhere: Callable[[], Mapping[Dimension, DesiredState]],
) -> DesiredState:
    """The highest level that any region needs, where the replicas share one setting.

    The write capacity of a global table is one setting of all replicas, so two targets in two
    regions would otherwise lower each other's.
    """
    if dimension.reads or not capacity.replicas:
        return desired
    highest = desired
    for other, theirs in everywhere().items():
        if _is_replica(dimension, other, capacity) and theirs.desired > highest.desired:
            highest = highest.at_level(Level(theirs.desired, theirs.fixtures))
    return highest


def _is_replica(dimension: Dimension, other: Dimension, capacity: Capacity) -> bool:
    return (
        (other.resource, other.scalable) == (dimension.resource, dimension.scalable)
        and other.place != dimension.place
        and other.place.role_arn == dimension.place.role_arn
        and (other.place.region is None or other.place.region in capacity.replicas)
    )


def _ahead(
    key: Key, now: Level, ahead: Mapping[timedelta, Mapping[Key, Level]], at: datetime
) -> tuple[tuple[timedelta, Level], ...]:
    """Higher levels to come, each by the lead at which a fixture that causes it has begun."""
    return tuple(
        (lead, level)
        for lead, levels in ahead.items()
        if (level := levels[key]).value > now.value
        and any(fixture.kickoff <= at + lead for fixture in level.because)
    )
