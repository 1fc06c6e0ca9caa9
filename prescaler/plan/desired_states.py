"""The desired state of each dimension: its level, and larger raises that must begin early."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from kickoff.calendar import Calendar
from kickoff.forecast.forecast_calendar import ForecastCalendar
from kickoff.timeline import Level, OverMax
from prescaler.model import Capacity, DesiredState, Dimension, Kinds, Lease, Observed
from prescaler.plan.queue import openings


def desired_states(kinds: Kinds, calendar: Calendar, at: datetime) -> dict[Dimension, DesiredState]:
    """The desired state of every dimension of the calendar at an instant."""
    levels, levels_in = calendar.levels(at), cache(lambda lead: calendar.levels(at + lead))
    dimensions, found = kinds.dimensions(calendar), {}
    opening = openings(calendar, dimensions, at)
    for key, dimension in dimensions.items():
        target, level, kind = calendar.targets[key.target], levels[key], kinds.of(dimension)
        ahead = {lead: levels_in(lead)[key] for lead in kind.leads}
        found[dimension] = DesiredState(
            desired=level.value,
            baseline=calendar.bounds[key].baseline,
            over_max=calendar.bounds[key].over_max is OverMax.RAISE,
            fixtures=level.because,
            prewarm=kind.may_prewarm(target),
            drift=target.drift,
            ahead=_higher(ahead, level, at),
            openings=opening.get(dimension, ()),
            follows_consumption=isinstance(calendar, ForecastCalendar) and key in calendar.minimums,
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


def started_early(desired: DesiredState, dimension: Dimension, observed: Observed) -> DesiredState:
    """The desired state with a level to come, if the raise to it must begin now.

    With `prewarm`, warm throughput is bought that early instead, and the raise is instant.
    """
    early, capacity = desired, observed.capacity
    if desired.prewarm or not isinstance(capacity, Capacity):
        return desired
    for lead, level in desired.ahead:
        if level.value > early.desired and lead <= observed.kind.lead(
            dimension, capacity, level.value
        ):
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
    observed: Observed,
    everywhere: Callable[[], Mapping[Dimension, DesiredState]],
) -> DesiredState:
    """The highest level that any region needs, where the replicas share one setting.

    The write capacity of a global table is one setting of all replicas, so two targets in two
    regions would otherwise lower each other's.
    """
    replicas = observed.capacity.replicas if isinstance(observed.capacity, Capacity) else ()
    highest = desired
    for other, theirs in everywhere().items() if replicas else ():
        if _is_replica(dimension, other, replicas) and theirs.desired > highest.desired:
            highest = highest.at_level(Level(theirs.desired, theirs.fixtures))
    return highest


def _is_replica(dimension: Dimension, other: Dimension, replicas: Sequence[str]) -> bool:
    return (
        (other.resource, other.scalable) == (dimension.resource, dimension.scalable)
        and other.place != dimension.place
        and other.place.role_arn == dimension.place.role_arn
        and (other.place.region is None or other.place.region in replicas)
    )


def _higher(
    ahead: Mapping[timedelta, Level], now: Level, at: datetime
) -> tuple[tuple[timedelta, Level], ...]:
    """Higher levels to come, each by the lead at which a fixture that causes it has begun."""
    return tuple(
        (lead, level)
        for lead, level in ahead.items()
        if level.value > now.value
        and any(fixture.kickoff <= at + lead for fixture in level.because)
    )
