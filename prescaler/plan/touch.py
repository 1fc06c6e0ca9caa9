"""Which dimensions a tick touches: what is raised or about to change, and a slice as an audit."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from zlib import crc32

from kickoff.calendar import Calendar
from kickoff.timeline import Key, Level, steps
from prescaler.model import DesiredState, Dimension, Lease, Leases
from prescaler.plan.action_plans import action_plans
from prescaler.plan.desired_states import desired_states
from prescaler.plan.moved import candidates

AUDIT_MINUTES = 15
SETTLED_MINUTES = 3  # how often what is raised and ready is looked at
EARLY_MINUTES = 5  # how often what may have to start early is looked at
COMING_DOWN = timedelta(minutes=15)  # how long what was lowered is looked at every minute
FORESIGHT = timedelta(days=1)  # of an audit
_TICK = timedelta(minutes=1)


def everything(
    calendar: Calendar, leases: Leases, at: datetime
) -> dict[Dimension, DesiredState | None]:
    """Every dimension with its wish; None where a lease outlived its calendar entry."""
    wanted = desired_states(calendar, at)
    named = {dimension.lease_id for dimension in wanted}
    outlived = [lease.dimension for id_, lease in leases.standing.items() if id_ not in named]
    return {**wanted, **dict.fromkeys(outlived)}


def select_due(
    calendar: Calendar, leases: Leases, at: datetime
) -> dict[Dimension, DesiredState | None]:
    """The part of everything that this tick looks at.

    A dimension is touched in the minute its level changes, while it is raised or a lease stands
    for it (less often once that is settled), while a raise to come may have to start early, and
    every `AUDIT_MINUTES` with the rest of its target.
    """
    before = calendar.levels(at - _TICK)
    wanted = everything(calendar, leases, at)
    outlived = [
        leases.standing[each.lease_id]
        for each, desired_state in wanted.items()
        if desired_state is None
    ]
    moving = candidates(outlived, wanted, leases)
    found = {
        dimension: desired_state
        for dimension, desired_state in wanted.items()
        if desired_state is None
        or dimension in moving
        or desired_state.desired != before[dimension.key].value
        or _in_turn(dimension, desired_state, leases.standing.get(dimension.lease_id), at)
    }
    audited = {each.key for each in found if _turn(each.key.target, at, AUDIT_MINUTES)}
    peaks = _peaks(calendar, audited, at) if audited else {}
    insured = action_plans(calendar, found, audited, at)
    return {
        dimension: desired_state
        and replace(
            desired_state,
            peak=peaks.get(dimension.key),
            action_plan=insured.get(dimension),
        )
        for dimension, desired_state in found.items()
    }


def _peaks(calendar: Calendar, keys: Collection[Key], at: datetime) -> dict[Key, Level]:
    """The highest level of each in the coming day: what hinders it is known that early."""
    bounds = {key: calendar.bounds[key] for key in keys if key in calendar.bounds}
    found: dict[Key, Level] = {}
    for step in steps(bounds, calendar.fixtures(at, at + FORESIGHT), at, at + FORESIGHT):
        if step.level.value > found.get(step.key, Level(0)).value:
            found[step.key] = step.level
    return found


def _in_turn(
    dimension: Dimension, desired_state: DesiredState, lease: Lease | None, at: datetime
) -> bool:
    """Is it the minute to look, at a dimension whose level stays as it was?"""
    name = dimension.key.target
    if _turn(name, at, AUDIT_MINUTES):
        return True
    resting = (
        lease is not None and lease.only_armed and desired_state.desired <= desired_state.baseline
    )
    if lease is not None and not resting:
        return not _settled(lease, desired_state, at) or _turn(name, at, SETTLED_MINUTES)
    if desired_state.desired > desired_state.baseline:
        return True
    return bool(desired_state.ahead) and _turn(name, at, EARLY_MINUTES)


def _settled(lease: Lease, desired_state: DesiredState, at: datetime) -> bool:
    """Does a lease hold just what is wanted, ready for every fixture that asks?"""
    if lease.applied.minimum != desired_state.desired:
        return False
    if not desired_state.fixtures:
        return lease.found.minimum < desired_state.desired and at >= lease.at + COMING_DOWN
    return {(fixture.name, fixture.kickoff) for fixture in desired_state.fixtures} <= lease.ready


def _turn(target: str, at: datetime, minutes: int) -> bool:
    """Is it the target's minute? Each has its own, the same on every machine and every day."""
    minute = int(at.timestamp()) // 60
    return crc32(target.encode()) % minutes == minute % minutes
