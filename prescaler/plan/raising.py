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
    units, warm = kind.units_to_request(floor), kind.warmth_to_buy(floor)
    change = CapacityChange(to, intent, units, warm)
    return Decision(inputs, Action.RAISE, reason, change, drift)


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
