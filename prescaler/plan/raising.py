"""Raises: at once, with the lease that remembers what was there before."""

from dataclasses import replace
from datetime import datetime

from prescaler.model import (
    Action,
    Capacity,
    Change,
    Decision,
    DecisionInput,
    Entry,
    Kind,
    Lease,
    Limits,
    Outcome,
)
from prescaler.plan.lead import needed
from prescaler.plan.lowering import is_late
from prescaler.plan.obstacle import obstacle
from prescaler.plan.ours import found
from prescaler.plan.readiness import claims
from prescaler.plan.words import describe_demand


def raise_(
    inputs: DecisionInput, live: Limits, floor: int, *, drift: bool, now: datetime
) -> Decision:
    """Raise to a floor, where the table can take it now and the calendar allows it."""
    capacity = inputs.observed.capacity
    if isinstance(capacity, Capacity):
        if capacity.on_demand and obstacle(inputs) is not None:
            return Decision(inputs, Action.BLOCKED, "on-demand, and not to be warmed")
        bound_by_itself = inputs.observed.kind is not Kind.AUTOSCALED
        if bound_by_itself and not capacity.active:
            reason = f"{describe_demand(inputs)} {inputs.desired}, an update is under way"
            return Decision(inputs, Action.WAIT, reason, drift=drift)
    reason = f"{describe_demand(inputs)} {inputs.desired}, the minimum is {live.minimum}"
    if drift:
        reason += ", which somebody else set"
    to = Limits(floor, max(live.maximum, floor))
    intent = _intent(inputs, live, to, reason, now)
    warm = floor if inputs.observed.kind is Kind.ON_DEMAND else None
    change = Change(to, intent, _units(inputs, floor), warm)
    return Decision(inputs, Action.RAISE, reason, change, drift)


def unseen(inputs: DecisionInput, now: datetime) -> Decision | None:
    """A raise where the bounds could not be read: of the capacity alone, which lowers nothing.

    Registering sets a minimum, it does not only raise it; and it might lower somebody's.
    """
    capacity, lease = inputs.observed.capacity, inputs.lease
    unread = inputs.observed.limits
    if not isinstance(capacity, Capacity) or capacity.provisioned >= inputs.desired:
        return None
    if not isinstance(unread, Outcome) or inputs.desired_state is None:
        return None
    if capacity.on_demand or not capacity.active:
        return None
    reason = f"{describe_demand(inputs)} {inputs.desired}, the bounds cannot be read: units alone"
    live, to = Limits(capacity.provisioned), Limits(inputs.desired)
    if isinstance(lease, Lease) and lease.kind is Kind.AUTOSCALED:
        entry = Entry(now, Action.RAISE, live.minimum, to.minimum, reason)
        intent = replace(lease, claims=claims(inputs, now), entries=lease.trail(entry))
    else:
        intent = replace(_intent(inputs, live, to, reason, now), kind=Kind.PROVISIONED)
    change = Change(to, intent, inputs.desired)
    told = f"{reason} ({unread.message})"
    return Decision(inputs, Action.RAISE, told, change, code=unread.code)


def prewarm(inputs: DecisionInput) -> Decision | None:
    """Buy the warm throughput that a raise to come needs, where a person allowed it."""
    desired_state, capacity = inputs.desired_state, inputs.observed.capacity
    if desired_state is None or not desired_state.prewarm or not isinstance(capacity, Capacity):
        return None
    if capacity.on_demand or not capacity.active:
        return None
    due = [
        level.value
        for lead, level in desired_state.ahead
        if lead <= needed(inputs.dimension, capacity, level.value)
    ]
    if not due:
        return None
    reason = f"{max(due)} are due soon, {capacity.warm or 0} are warm"
    change = Change(Limits(max(due)), warm=max(due))
    return Decision(inputs, Action.PREWARM, reason, change)


def _units(inputs: DecisionInput, floor: int) -> int | None:
    """Capacity that goes up with its table's in one update; None where auto scaling brings it."""
    capacity, kind = inputs.observed.capacity, inputs.observed.kind
    if kind is Kind.PROVISIONED:
        return floor
    if kind is Kind.ON_DEMAND or isinstance(capacity, Outcome) or not capacity.active:
        return None
    return floor if capacity.provisioned < floor else None


def _intent(inputs: DecisionInput, live: Limits, to: Limits, reason: str, now: datetime) -> Lease:
    """The lease to write before; an ended one goes on, with its version and its trail."""
    before, capacity = inputs.lease, inputs.observed.capacity
    if not isinstance(before, Lease):
        before = None
    past = before or inputs.ended
    units = capacity.provisioned if isinstance(capacity, Capacity) else None
    entry = Entry(now, Action.RAISE, live.minimum, to.minimum, reason)
    return Lease(
        inputs.dimension,
        found=found(inputs, live),
        previous=live,
        applied=to,
        at=before.at if before and is_late(before, now) else now,
        claims=claims(inputs, now),
        version=past.version if past else 0,
        kind=inputs.observed.kind or Kind.AUTOSCALED,
        units=before.units if before else units,
        waived=tuple(each for each in past.waived if each.closes > now) if past else (),
        entries=past.trail(entry) if past else (entry,),
        arn=capacity.arn if isinstance(capacity, Capacity) else past.arn if past else None,
        id=past.id if past else "",
    )
