"""The desired state of each dimension: its level, and larger raises that must begin early."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache

from kickoff.calendar import Calendar
from kickoff.forecast.forecast_calendar import ForecastCalendar
from kickoff.timeline import Key, Level, OverMax
from prescaler.model import (
    Capacity,
    CapacityKind,
    ComingLevel,
    DecisionInput,
    DesiredState,
    Dimension,
    Kinds,
    Lease,
    Outcome,
)
from prescaler.plan.queue import openings

LevelAt = Callable[[datetime], int]
_TICK = timedelta(minutes=1)


def desired_states(kinds: Kinds, calendar: Calendar, at: datetime) -> dict[Dimension, DesiredState]:
    """The desired state of every dimension of the calendar at an instant."""
    levels_in = cache(lambda lead: calendar.levels(at + lead))
    levels, dimensions, found = levels_in(timedelta(0)), kinds.dimensions(calendar), {}
    opening = openings(calendar, dimensions, at)
    for key, dimension in dimensions.items():
        target, level, kind = calendar.targets[key.target], levels[key], kinds.of(dimension)
        found[dimension] = DesiredState(
            desired=level.value,
            baseline=calendar.bounds[key].baseline,
            over_max=calendar.bounds[key].over_max is OverMax.RAISE,
            fixtures=level.because,
            prewarm=kind.may_prewarm(target),
            drift=target.drift,
            ahead=tuple(_ahead(kind, dimension, levels_in, at)),
            openings=opening.get(dimension, ()),
            follows_consumption=isinstance(calendar, ForecastCalendar) and key in calendar.minimums,
        )
    return _highest_of_each_resource(found)


def _in_ticks(lead: timedelta) -> timedelta:
    """The lead in whole ticks: a tick must begin before the lead does."""
    return -(-lead // _TICK) * _TICK


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


def started_early(
    inputs: DecisionInput, desired: DesiredState, at: datetime, level_at: LevelAt
) -> DesiredState:
    """The desired state with a level to come, if the raise to it must begin now, or has begun.

    `level_at`: the dimension's level in the calendar at an instant. With `prewarm`, warm throughput
    is bought that early instead, and the raise is instant. The raise of an on-demand table is that
    purchase.
    """
    early, observed = desired, inputs.observed
    capacity, kind = observed.capacity, observed.kind
    instant = desired.prewarm and not kind.only_rises
    if instant:
        return desired
    levels = list(_begun(desired, inputs.lease, at, level_at))
    if isinstance(capacity, Capacity):
        levels += desired.beginning_now(kind, inputs.dimension, capacity)
    for level in levels:
        if level.value > early.desired:
            early = early.at_level(level)
    return early


def _begun(
    desired: DesiredState, lease: Lease | Outcome | None, at: datetime, level_at: LevelAt
) -> Iterator[Level]:
    """Yield the levels to come that the lease holds already, because their raises began early.

    Once a raise is there it has no lead any more; its level stays until it is due. A raise began
    early if the calendar's level was lower then. A forecast is held until a window opens only.
    """
    if not isinstance(lease, Lease) or not desired.ahead:
        return
    held = lease.applied.minimum
    if held <= desired.desired or level_at(lease.at) >= held:
        return
    claimed = {claim.identity for claim in lease.claims}
    for each in desired.ahead:
        causes = tuple(
            fixture
            for fixture in each.level.because
            if (fixture.name, fixture.kickoff) in claimed
            and (fixture.opens > at or not desired.follows_consumption)
        )
        if causes:
            yield Level(min(each.level.value, held), causes)


def _ahead(
    kind: CapacityKind,
    dimension: Dimension,
    levels_in: Callable[[timedelta], Mapping[Key, Level]],
    at: datetime,
) -> Iterator[ComingLevel]:
    """Yield higher levels to come, each by the lead at which a fixture that causes it has begun."""
    now, companion = levels_in(timedelta(0))[dimension.key], kind.companion(dimension)
    for lead in kind.leads:
        early = _in_ticks(lead)
        levels = levels_in(early)
        level, beside = levels[dimension.key], levels.get(companion) if companion else None
        begun = any(fixture.kickoff <= at + early for fixture in level.because)
        if level.value > now.value and begun:
            yield ComingLevel(lead, level, beside.value if beside else None)
