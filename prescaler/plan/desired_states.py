"""What the calendar wants of each dimension, now and by when a larger raise must begin."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from kickoff.calendar import Calendar, TableTarget
from kickoff.forecast.forecast_calendar import ForecastCalendar
from kickoff.timeline import Key, Level, OverMax
from prescaler.model import Capacity, DesiredState, Dimension, Lease
from prescaler.plan.dimensions import dimensions
from prescaler.plan.lead import LEADS, needed


def desired_states(calendar: Calendar, at: datetime) -> dict[Dimension, DesiredState]:
    """What the calendar wants of every dimension at an instant."""
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
            foreseen=isinstance(calendar, ForecastCalendar) and key in calendar.minimums,
        )
    return _agreed(found)


def _agreed(desired_states: dict[Dimension, DesiredState]) -> dict[Dimension, DesiredState]:
    """The wishes, where two targets name one thing the higher for both: they must not fight."""
    highest: dict[str, DesiredState] = {}
    for dimension, desired_state in desired_states.items():
        known = highest.get(dimension.lease_id, desired_state)
        highest[dimension.lease_id] = max(known, desired_state, key=lambda each: each.desired)
    if len(highest) == len(desired_states):
        return desired_states
    return {
        each: desired_state.of(
            Level(highest[each.lease_id].desired, highest[each.lease_id].fixtures)
        )
        for each, desired_state in desired_states.items()
    }


def started_early(
    desired_state: DesiredState, dimension: Dimension, capacity: Capacity
) -> DesiredState:
    """The wish with what is due soon, where the raise to it takes that long.

    Where warm throughput may be bought, that is done so long before, and the raise is instant.
    """
    early = desired_state
    if desired_state.prewarm:
        return desired_state
    for lead, level in desired_state.ahead:
        if level.value > early.desired and lead <= needed(dimension, capacity, level.value):
            early = early.of(level)
    return early


def without_waived(desired_state: DesiredState, lease: Lease | None) -> DesiredState:
    """The wish without fixtures that a person gave back by hand, if no other asks."""
    waived = {claim.identity for claim in lease.waived} if lease else set()
    asking = {(fixture.name, fixture.kickoff) for fixture in desired_state.fixtures}
    return (
        desired_state.of(Level(desired_state.baseline))
        if asking and asking <= waived
        else desired_state
    )


def _ahead(
    key: Key, now: Level, ahead: Mapping[timedelta, Mapping[Key, Level]], at: datetime
) -> tuple[tuple[timedelta, Level], ...]:
    """Higher levels to come, by the lead at which a fixture that makes them will have begun."""
    return tuple(
        (lead, level)
        for lead, levels in ahead.items()
        if (level := levels[key]).value > now.value
        and any(fixture.kickoff <= at + lead for fixture in level.because)
    )
