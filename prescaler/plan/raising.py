"""Raises: at once, with a lease that records what to restore."""

from datetime import datetime

from prescaler.model import (
    Action,
    Capacity,
    CapacityChange,
    Decision,
    DecisionInput,
    Entry,
    Kind,
    Limits,
    Outcome,
)
from prescaler.plan import lease_changes
from prescaler.plan.lead import needed
from prescaler.plan.obstacle import obstacle


def raise_(
    inputs: DecisionInput, live: Limits, floor: int, *, drift: bool, now: datetime
) -> Decision:
    """Raise to a minimum, if the resource accepts it now and the calendar allows it."""
    capacity = inputs.observed.capacity
    if isinstance(capacity, Capacity):
        if capacity.on_demand and obstacle(inputs) is not None:
            return Decision(inputs, Action.BLOCKED, "on-demand, and warming it is not allowed")
        bound_by_itself = inputs.observed.kind is not Kind.AUTOSCALED
        if bound_by_itself and not capacity.active:
            reason = f"{inputs.describe_demand()}, an update is in progress"
            return Decision(inputs, Action.WAIT, reason, drift=drift)
    reason = f"{inputs.describe_demand()}, the minimum is {live.minimum}"
    if drift:
        reason += ", which somebody else set"
    to = Limits(floor, max(live.maximum, floor))
    entry = Entry(now, Action.RAISE, live.minimum, to.minimum, reason)
    intent = lease_changes.raised(inputs, live, to, entry)
    warm = floor if inputs.observed.kind is Kind.ON_DEMAND else None
    change = CapacityChange(to, intent, _units(inputs, floor), warm)
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
    if capacity.on_demand or not capacity.active:
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
    desired, capacity = inputs.desired_state, inputs.observed.capacity
    if desired is None or not desired.prewarm or not isinstance(capacity, Capacity):
        return None
    if capacity.on_demand or not capacity.active:
        return None
    due = [
        level.value
        for lead, level in desired.ahead
        if lead <= needed(inputs.dimension, capacity, level.value)
    ]
    if not due:
        return None
    reason = f"{max(due)} are needed soon, {capacity.warm or 0} are warm"
    change = CapacityChange(Limits(max(due)), warm=max(due))
    return Decision(inputs, Action.PREWARM, reason, change)


def _units(inputs: DecisionInput, floor: int) -> int | None:
    """The units to request in the table's one update; None where auto scaling brings them."""
    capacity, kind = inputs.observed.capacity, inputs.observed.kind
    if kind is Kind.PROVISIONED:
        return floor
    if kind is Kind.ON_DEMAND or isinstance(capacity, Outcome) or not capacity.active:
        return None
    return floor if capacity.provisioned < floor else None
