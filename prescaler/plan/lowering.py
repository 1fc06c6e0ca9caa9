"""Lowerings: only of what kickoff raised, within the limits of `decrease_limit`."""

from dataclasses import replace
from datetime import datetime, timedelta

from kickoff.calendar import Drift
from prescaler.model import (
    Action,
    Capacity,
    CapacityChange,
    Code,
    Decision,
    DecisionInput,
    Entry,
    Lease,
    Limits,
    Outcome,
)
from prescaler.plan import lease_changes
from prescaler.plan.decrease_limit import limit_decrease
from prescaler.plan.due import COMING_DOWN
from prescaler.plan.ownership import is_drift, lowest_allowed

# A day after its minimum came down, auto scaling's own level no longer comes from kickoff.
FINISHED = timedelta(days=1)
ENFORCED_EVERY = timedelta(hours=1)


def lower(inputs: DecisionInput, live: Limits, floor: int, now: datetime) -> Decision | None:
    """Lower what the lease raised: the minimum first, then units auto scaling leaves up."""
    lease = inputs.lease
    if not isinstance(lease, Lease) or inputs.observed.kind.only_rises:
        return None
    to = lowest_allowed(lease, live, floor)
    if to != live:
        return _lower_floor(inputs, lease, live, to, now)
    units = _left_by_auto_scaling(inputs, lease, live, now)
    return None if units is None else _lower_units(inputs, lease, live, units, now)


def enforce(inputs: DecisionInput, live: Limits, floor: int, now: datetime) -> Decision:
    """Lower a foreign minimum, once an hour at most, so that two prescalers do not fight."""
    reason = f"{inputs.describe_demand()}, somebody else set {live.minimum}"
    if _was_enforced(inputs, now):
        reason += ", again within the hour"
        return Decision(inputs, Action.DRIFT, reason, drift=True)
    base = _enforced_minimum(inputs, floor)
    held = _hold(inputs, max(floor, base), now)
    if held is not None:
        return replace(held, drift=True)
    by_update = not inputs.observed.kind.has_bounds
    part = limit_decrease(inputs, live.minimum, max(floor, base), by_update=by_update, now=now)
    if part.to >= live.minimum:
        return Decision(inputs, Action.WAIT, part.reason, drift=True, code=part.code)
    to = Limits(part.to, live.maximum)
    entry = Entry(now, "enforce", live.minimum, to.minimum, reason)
    intent = lease_changes.enforced(inputs, Limits(base, live.maximum), to, entry)
    change = CapacityChange(to, intent, to.minimum if by_update else None)
    return Decision(inputs, Action.LOWER, f"{reason}: enforced", change, drift=True)


def may_lower(inputs: DecisionInput, now: datetime) -> bool:
    """Return whether this tick may lower the dimension: only then is its consumption read."""
    live, capacity, lease = inputs.observed.limits, inputs.observed.capacity, inputs.lease
    if not isinstance(live, Limits) or not isinstance(capacity, Capacity):
        return False
    floor = inputs.floor(live)
    if live.minimum < floor or (capacity.active and capacity.provisioned < floor):
        return False
    if isinstance(lease, Lease) and not inputs.observed.kind.only_rises:
        to = lowest_allowed(lease, live, floor)
        if to != live:
            return _hold(inputs, to.minimum, now) is None
        units = _left_by_auto_scaling(inputs, lease, live, now)
        if units is not None:
            return _hold(inputs, units, now, by_update=True) is None
    policy = inputs.desired_state.drift if inputs.desired_state else Drift.HOLD
    return (
        policy is Drift.ENFORCE
        and live.minimum > floor
        and is_drift(inputs, live)
        and capacity.active
        and not _was_enforced(inputs, now)
        and _hold(inputs, max(floor, _enforced_minimum(inputs, floor)), now) is None
    )


def _lower_floor(
    inputs: DecisionInput, lease: Lease, live: Limits, to: Limits, now: datetime
) -> Decision:
    """Lower bounds (or units, where they are the floor themselves)."""
    held, capacity = _hold(inputs, to.minimum, now), inputs.observed.capacity
    if held is not None:
        return held
    by_update = not inputs.observed.kind.has_bounds
    part = limit_decrease(inputs, live.minimum, to.minimum, by_update=by_update, now=now)
    if part.to != to.minimum:
        if part.to == live.minimum:
            return Decision(inputs, Action.WAIT, part.reason, code=part.code)
        to = replace(to, minimum=part.to, maximum=max(part.to, to.maximum))
    reason = f"{inputs.describe_demand()}, {lease.found.minimum} was found before the first raise"
    assert isinstance(capacity, Capacity)  # noqa: S101 (nothing holds, so it was read)
    if (step := inputs.observed.kind.step(capacity, to.minimum)) != to.minimum:
        to, reason = replace(to, minimum=step), f"{reason}, {step} is the most of one change"
    entry = Entry(now, Action.LOWER, live.minimum, to.minimum, reason)
    intent = lease_changes.lowered(inputs, lease, live, to, entry)
    change = CapacityChange(to, intent, to.minimum if by_update else None)
    return Decision(inputs, Action.LOWER, reason, change)


def _lower_units(
    inputs: DecisionInput, lease: Lease, live: Limits, units: int, now: datetime
) -> Decision:
    """Lower units that auto scaling leaves up although its minimum came down."""
    held, capacity = _hold(inputs, units, now, by_update=True), inputs.observed.capacity
    if held is not None:
        return held
    assert isinstance(capacity, Capacity)  # noqa: S101 (nothing holds, so it was read)
    part = limit_decrease(inputs, capacity.provisioned, units, by_update=True, now=now)
    if part.to == capacity.provisioned:
        return Decision(inputs, Action.WAIT, part.reason, code=part.code)
    reason = f"the minimum is {live.minimum}, auto scaling leaves {capacity.provisioned}"
    entry = Entry(now, Action.FINISH, capacity.provisioned, part.to, reason)
    intent = lease_changes.finished(inputs, lease, entry)
    return Decision(inputs, Action.FINISH, reason, CapacityChange(live, intent, part.to))


def _left_by_auto_scaling(
    inputs: DecisionInput, lease: Lease, live: Limits, now: datetime
) -> int | None:
    """The units to lower capacity to by UpdateTable; None where nothing is left.

    Never below the minimum, or the units provisioned before the first raise. During a fixture only
    units that the minimum before this one brought: auto scaling may have added others for traffic.
    None in a global table: the update would name reads, which may apply to other regions.
    """
    capacity = inputs.observed.capacity
    kind = inputs.observed.kind
    if not kind.has_bounds or not kind.has_own_call:
        return None
    if isinstance(capacity, Outcome) or capacity.replicas:
        return None
    to = max(live.minimum, lease.found.minimum, lease.units or 0)
    if capacity.provisioned <= to or lease.at + FINISHED <= now:
        return None
    brought = capacity.provisioned <= lease.previous.minimum and now < lease.at + COMING_DOWN
    return None if inputs.fixtures and not brought else to


def _enforced_minimum(inputs: DecisionInput, floor: int) -> int:
    """The minimum to restore in place of a foreign one."""
    if isinstance(inputs.lease, Lease):
        return inputs.lease.found.minimum
    return inputs.desired_state.baseline if inputs.desired_state else floor


def _was_enforced(inputs: DecisionInput, now: datetime) -> bool:
    """Return whether a foreign minimum was lowered within the last hour."""
    entries = inputs.past.entries if inputs.past else ()
    return any(each.action == "enforce" and now < each.at + ENFORCED_EVERY for each in entries)


def _hold(
    inputs: DecisionInput, to: int, now: datetime, *, by_update: bool = False
) -> Decision | None:
    """The decision to lower nothing now, whatever is raised.

    `by_update`: bounds stay, and units are lowered. Any update needs an ACTIVE resource. Units
    above a lower minimum cost a decrease too: auto scaling lowers them.
    """
    capacity, kind = inputs.observed.capacity, inputs.observed.kind
    if isinstance(capacity, Outcome):
        return Decision(inputs, Action.HOLD, "not lowered while the capacity cannot be read")
    if isinstance(inputs.lease, Lease) and inputs.lease.is_newer_than(now):
        reason = f"this tick, of {now:%Y-%m-%d %H:%MZ}, is late: a later one was here already"
        return Decision(inputs, Action.HOLD, reason)
    if (kept := _kept_for_others(inputs)) is not None:
        return kept
    if not capacity.active and (by_update or not kind.has_bounds):
        return Decision(inputs, Action.WAIT, "not lowered while an update is in progress")
    allowed = kind.next_decrease(capacity, now) if capacity.provisioned > to else now
    if allowed > now:
        reason = f"{capacity.decreases} {kind.counted_as}, the next is allowed at {allowed:%H:%MZ}"
        return Decision(inputs, Action.WAIT, reason, code=Code.BUDGET_SPENT)
    return None


def _kept_for_others(inputs: DecisionInput) -> Decision | None:
    """The decision to keep what vanished fixtures, or other regions of the table, may need."""
    if inputs.removed_while_active:
        names = ", ".join(sorted({claim.fixture for claim in inputs.removed_while_active}))
        until = max(claim.closes for claim in inputs.removed_while_active)
        reason = f"{names} vanished from the calendar: held until {until:%Y-%m-%d %H:%MZ}"
        return Decision(inputs, Action.HOLD, reason, code=Code.VANISHED)
    if inputs.replica_hold is not None:
        hold = inputs.replica_hold
        return Decision(inputs, Action.HOLD, hold.message, code=hold.code)
    return None
