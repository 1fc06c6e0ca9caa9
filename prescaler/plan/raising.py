"""Raises: at once, with a lease that records what to restore."""

from datetime import datetime

from prescaler.model import (
    Action,
    Capacity,
    CapacityChange,
    Decision,
    DecisionInput,
    Entry,
    Limits,
    Outcome,
)
from prescaler.plan import lease_changes
from prescaler.plan.readiness import obstacle


def raise_(
    inputs: DecisionInput, live: Limits, floor: int, *, drift: bool, now: datetime
) -> Decision:
    """Raise to a minimum, if the resource accepts it now and the calendar allows it."""
    capacity, kind = inputs.observed.capacity, inputs.observed.kind
    if isinstance(capacity, Capacity):
        if kind.only_rises and obstacle(inputs) is not None:
            reason = f"{kind.name}: a raise that cannot be undone is not allowed"
            return Decision(inputs, Action.BLOCKED, reason)
        if not kind.accepts_raise(capacity):
            reason = f"{inputs.describe_demand()}, an update is in progress"
            return Decision(inputs, Action.WAIT, reason, drift=drift)
    reason = f"{inputs.describe_demand()}, the minimum is {live.minimum}"
    if drift:
        reason += ", which somebody else set"
    to = Limits(floor, max(live.maximum, floor))
    entry = Entry(now, Action.RAISE, live.minimum, to.minimum, reason)
    intent = lease_changes.raised(inputs, live, to, entry)
    units, warm = kind.units_to_request(capacity, floor), kind.warmth_to_buy(floor)
    change = CapacityChange(to, intent, units, warm)
    return Decision(inputs, Action.RAISE, reason, change, drift)


def raise_without_bounds(inputs: DecisionInput, now: datetime) -> Decision | None:
    """Raise units alone where the bounds could not be read.

    Registering a minimum could lower one set by somebody else; UpdateTable lowers none.
    """
    capacity, unread = inputs.observed.capacity, inputs.observed.limits
    if not isinstance(capacity, Capacity) or capacity.provisioned >= inputs.desired:
        return None
    if not isinstance(unread, Outcome) or inputs.desired_state is None:
        return None
    if not capacity.active:
        return None
    reason = f"{inputs.describe_demand()}, the bounds cannot be read: only units are raised"
    live, to = Limits(capacity.provisioned), Limits(inputs.desired)
    entry = Entry(now, Action.RAISE, live.minimum, to.minimum, reason)
    intent = lease_changes.raised_without_bounds(inputs, live, to, entry)
    change = CapacityChange(to, intent, inputs.desired)
    reported = f"{reason} ({unread.message})"
    return Decision(inputs, Action.RAISE, reported, change, code=unread.code)


def prewarm(inputs: DecisionInput) -> Decision | None:
    """Buy the warm throughput for a raise to come, if the calendar allows it."""
    desired, capacity, kind = inputs.desired_state, inputs.observed.capacity, inputs.observed.kind
    if desired is None or not desired.prewarm or not isinstance(capacity, Capacity):
        return None
    if kind.only_rises or not capacity.active:
        return None
    due = [level.value for level in desired.beginning_now(kind, inputs.dimension, capacity)]
    if not due:
        return None
    reason = f"{max(due)} are needed soon, {capacity.warm or 0} are warm"
    change = CapacityChange(Limits(max(due)), warm=max(due))
    return Decision(inputs, Action.PREWARM, reason, change)
