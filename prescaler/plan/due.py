"""Selection of the dimensions a tick reads: raised ones, changing ones, and a slice as an audit."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from kickoff.calendar import Calendar
from kickoff.timeline import Key, Step, steps
from prescaler.model import (
    DesiredState,
    Dimension,
    Kinds,
    Lease,
    Leases,
    Resource,
    ScheduledActionPlan,
)
from prescaler.plan.desired_states import desired_states
from prescaler.plan.relocated import candidates
from prescaler.plan.scheduled_actions import GRACE, HORIZON

AUDIT_MINUTES = 15
SETTLED_MINUTES = 3  # period of a dimension that is raised and ready
EARLY_MINUTES = 5  # period of a dimension whose raise may have to begin earlier than that
COMING_DOWN = timedelta(minutes=15)  # after a lowering, every minute for this long
_TICK = timedelta(minutes=1)
_EARLY = EARLY_MINUTES * _TICK

DesiredStates = Mapping[Dimension, DesiredState | None]


@dataclass(frozen=True, slots=True)
class TickContext:
    """The calendar and the leases of a tick, and the kinds of capacity.

    `at`: the instant of the desired levels. `now`: the instant of decisions and records.
    """

    kinds: Kinds
    calendar: Calendar
    leases: Leases
    at: datetime
    now: datetime

    def desired_states(self) -> dict[Dimension, DesiredState]:
        """The desired state of every dimension of the calendar."""
        return desired_states(self.kinds, self.calendar, self.at)

    def timeline(self, keys: Iterable[Key]) -> Mapping[Key, Sequence[Step]]:
        """The steps of dimensions from half an hour ago to a day ahead."""
        bounds = {key: self.calendar.bounds[key] for key in keys}
        start, end = self.now - GRACE, self.now + HORIZON
        by_key: dict[Key, list[Step]] = {key: [] for key in bounds}
        for step in steps(bounds, self.calendar.fixtures(start, end), start, end) if bounds else ():
            by_key[step.key].append(step)
        return by_key


def select_all(tick: TickContext) -> DesiredStates:
    """Every dimension with its desired state; None where only a lease names it."""
    states = tick.desired_states()
    named = {dimension.lease_id for dimension in states}
    standing = tick.leases.standing.items()
    return {**states, **{lease.dimension: None for id_, lease in standing if id_ not in named}}


def select_due(tick: TickContext) -> DesiredStates:
    """The dimensions this tick reads.

    A dimension is due in the minute its level changes, and while a queue of such changes may have
    begun; while it is raised or has a lease (less often once it is settled); while a raise may have
    to begin early (less often for a long lead), and while warm throughput may be bought for one of
    its table; and every `AUDIT_MINUTES` together with the rest of its target.
    """
    standing, before = tick.leases.standing, tick.calendar.levels(tick.at - _TICK)
    states = select_all(tick)
    outlived = [standing[each.lease_id] for each, desired in states.items() if desired is None]
    relocating = candidates(outlived, states, tick.leases)
    warming = {each.group for each, desired in states.items() if _may_warm(desired)}
    due = {
        dimension: desired
        for dimension, desired in states.items()
        if desired is None
        or dimension in relocating
        or desired.desired != before[dimension.key].value
        or _in_turn(dimension, desired, standing.get(dimension.lease_id), tick.at)
        or (dimension.group in warming and _turn(dimension.key.target, tick.at, EARLY_MINUTES))
    }
    return _with_plans(tick, due, lambda dimension: _is_audited(dimension, tick.at))


def select_as_audit(tick: TickContext) -> DesiredStates:
    """Every dimension, each read as by an audit: for a tick that a person runs."""
    return _with_plans(tick, select_all(tick), lambda _: True)


def _with_plans(
    tick: TickContext, states: DesiredStates, is_audited: Callable[[Dimension], bool]
) -> DesiredStates:
    plans = _action_plans(tick, states)
    return {
        each: desired and replace(desired, audited=is_audited(each), action_plan=plans.get(each))
        for each, desired in states.items()
    }


def select_stopped(tick: TickContext, due: DesiredStates) -> DesiredStates:
    """The dimensions that a stopped tick reads: those due, and those with scheduled actions.

    With `arm: true`, a dimension with a lease, or with an unknown one, may have some.
    """
    states, leases = select_all(tick), tick.leases
    plans = _action_plans(tick, states)
    armed = {
        each: desired and replace(desired, action_plan=plans.get(each))
        for each, desired in states.items()
        if ((lease := leases.standing.get(each.lease_id)) is not None and lease.armed)
        or (each in plans and leases.of(each) is not None)
    }
    return {**armed, **due}


def _action_plans(tick: TickContext, due: DesiredStates) -> dict[Dimension, ScheduledActionPlan]:
    """The plan of each due dimension whose target has `arm: true`."""
    targets, bounds = tick.calendar.targets, tick.calendar.bounds
    named = [each for each, desired in due.items() if desired and targets[each.key.target].arm]
    chosen = [each for each in named if not tick.calendar.observes(each.key.target)]
    if not chosen:
        return {}
    together: dict[Resource, list[Dimension]] = defaultdict(list)
    for each in tick.kinds.dimensions(tick.calendar).values():
        together[each.group].append(each)
    return {
        each: ScheduledActionPlan(
            over_max=bounds[each.key].over_max,
            turn=together[each.group].index(each),
            of=len(together[each.group]),
        )
        for each in chosen
    }


def _in_turn(
    dimension: Dimension, desired: DesiredState, lease: Lease | None, at: datetime
) -> bool:
    """Return whether a dimension with an unchanged level is due in this minute."""
    name = dimension.key.target
    if _is_audited(dimension, at) or any(each.lead < _EARLY for each in desired.ahead):
        return True
    resting = lease is not None and lease.only_scheduled and desired.desired <= desired.baseline
    if lease is not None and not resting:
        return not _settled(lease, desired, at) or _turn(name, at, SETTLED_MINUTES)
    if desired.desired > desired.baseline or desired.openings:
        return True
    return bool(desired.ahead) and _turn(name, at, EARLY_MINUTES)


def _may_warm(desired: DesiredState | None) -> bool:
    """Return whether warm throughput may have to be bought for a level to come."""
    return desired is not None and desired.prewarm and bool(desired.ahead)


def _settled(lease: Lease, desired: DesiredState, at: datetime) -> bool:
    """Return whether a lease holds the desired level, ready for every fixture that needs it."""
    if lease.applied.minimum != desired.desired:
        return False
    if not desired.fixtures:
        return lease.found.minimum < desired.desired and at >= lease.at + COMING_DOWN
    return {(fixture.name, fixture.kickoff) for fixture in desired.fixtures} <= lease.ready


def _is_audited(dimension: Dimension, at: datetime) -> bool:
    return _turn(dimension.key.target, at, AUDIT_MINUTES)


def _turn(target: str, at: datetime, minutes: int) -> bool:
    """Return whether this is the target's minute: the same one on every machine and every day."""
    minute = int(at.timestamp()) // 60
    return crc32(target.encode()) % minutes == minute % minutes
