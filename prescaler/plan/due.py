"""Selection of the dimensions a tick reads: raised ones, changing ones, and a slice as an audit."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zlib import crc32

from kickoff.calendar import Calendar
from kickoff.timeline import Key, Level, Step, steps
from prescaler.model import DesiredState, Dimension, Lease, Leases, Resource, ScheduledActionPlan
from prescaler.plan.desired_states import desired_states
from prescaler.plan.dimensions import dimensions
from prescaler.plan.relocated import candidates
from prescaler.plan.scheduled_actions import GRACE, HORIZON

AUDIT_MINUTES = 15
SETTLED_MINUTES = 3  # period of a dimension that is raised and ready
EARLY_MINUTES = 5  # period of a dimension whose raise may have to begin early
COMING_DOWN = timedelta(minutes=15)  # after a lowering, every minute for this long
_TICK = timedelta(minutes=1)

Wanted = Mapping[Dimension, DesiredState | None]


def everything(calendar: Calendar, leases: Leases, at: datetime) -> Wanted:
    """Every dimension with its desired state; None where only a lease names it."""
    return _with_timeline(calendar, _named(calendar, leases, at), at)


def select_due(calendar: Calendar, leases: Leases, at: datetime) -> Wanted:
    """The dimensions this tick reads.

    A dimension is due in the minute its level changes; while it is raised or has a lease (less
    often once it is settled); while a raise may have to begin early; and every `AUDIT_MINUTES`
    together with the rest of its target.
    """
    before = calendar.levels(at - _TICK)
    wanted = _named(calendar, leases, at)
    outlived = [
        leases.standing[each.lease_id] for each, desired in wanted.items() if desired is None
    ]
    relocating = candidates(outlived, wanted, leases)
    due = {
        dimension: desired
        for dimension, desired in wanted.items()
        if desired is None
        or dimension in relocating
        or desired.desired != before[dimension.key].value
        or _in_turn(dimension, desired, leases.standing.get(dimension.lease_id), at)
    }
    plans = _action_plans(calendar, due, at)
    return {
        dimension: desired
        and replace(
            desired,
            peak=_peak(desired, at) if _turn(dimension.key.target, at, AUDIT_MINUTES) else None,
            action_plan=plans.get(dimension),
        )
        for dimension, desired in _with_timeline(calendar, due, at).items()
    }


def _named(calendar: Calendar, leases: Leases, at: datetime) -> Wanted:
    wanted = desired_states(calendar, at)
    named = {dimension.lease_id for dimension in wanted}
    outlived = [lease.dimension for id_, lease in leases.standing.items() if id_ not in named]
    return {**wanted, **dict.fromkeys(outlived)}


def _with_timeline(calendar: Calendar, wanted: Wanted, at: datetime) -> Wanted:
    """The same desired states with their steps, from one sweep of the timeline."""
    bounds = {each.key: calendar.bounds[each.key] for each, desired in wanted.items() if desired}
    start, end = at - GRACE, at + HORIZON
    by_key: dict[Key, list[Step]] = defaultdict(list)
    for step in steps(bounds, calendar.fixtures(start, end), start, end) if bounds else ():
        by_key[step.key].append(step)
    return {
        each: desired and replace(desired, steps=tuple(by_key[each.key]))
        for each, desired in wanted.items()
    }


def _peak(desired: DesiredState, at: datetime) -> Level | None:
    """The highest level of the coming day: an audit reports early what prevents it."""
    coming = (step.level for step in desired.steps if step.end > at)
    return max(coming, key=lambda level: level.value, default=None)


def _action_plans(
    calendar: Calendar, due: Wanted, at: datetime
) -> dict[Dimension, ScheduledActionPlan]:
    """The plan of each due dimension whose target has `arm: true`."""
    chosen = [each for each, desired in due.items() if desired and _is_scheduled(calendar, each)]
    if not chosen:
        return {}
    together: dict[Resource, list[Dimension]] = defaultdict(list)
    for each in dimensions(calendar).values():
        together[each.whole].append(each)
    return {
        each: ScheduledActionPlan(
            over_max=calendar.bounds[each.key].over_max,
            turn=together[each.whole].index(each),
            of=len(together[each.whole]),
            audited=_turn(each.key.target, at, AUDIT_MINUTES),
        )
        for each in chosen
    }


def _is_scheduled(calendar: Calendar, dimension: Dimension) -> bool:
    return calendar.targets[dimension.key.target].arm


def _in_turn(
    dimension: Dimension, desired: DesiredState, lease: Lease | None, at: datetime
) -> bool:
    """Return whether a dimension with an unchanged level is due in this minute."""
    name = dimension.key.target
    if _turn(name, at, AUDIT_MINUTES):
        return True
    resting = lease is not None and lease.only_scheduled and desired.desired <= desired.baseline
    if lease is not None and not resting:
        return not _settled(lease, desired, at) or _turn(name, at, SETTLED_MINUTES)
    if desired.desired > desired.baseline:
        return True
    return bool(desired.ahead) and _turn(name, at, EARLY_MINUTES)


def _settled(lease: Lease, desired: DesiredState, at: datetime) -> bool:
    """Return whether a lease holds the desired level, ready for every fixture that needs it."""
    if lease.applied.minimum != desired.desired:
        return False
    if not desired.fixtures:
        return lease.found.minimum < desired.desired and at >= lease.at + COMING_DOWN
    return {(fixture.name, fixture.kickoff) for fixture in desired.fixtures} <= lease.ready


def _turn(target: str, at: datetime, minutes: int) -> bool:
    """Return whether this is the target's minute: the same one on every machine and every day."""
    minute = int(at.timestamp()) // 60
    return crc32(target.encode()) % minutes == minute % minutes
