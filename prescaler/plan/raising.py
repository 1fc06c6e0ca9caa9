"""Raises: at once, with a lease that records what to restore."""

from datetime import datetime

from prescaler.model import (
    Action,
    Capacity,
    CapacityChange,
    Decision,
    DecisionInput,
    Entry,
    Lease,
    Limits,
)
from prescaler.plan import lease_changes
from prescaler.plan.readiness import obstacle


def raise_(
    inputs: DecisionInput, live: Limits, floor: int, *, drift: bool, now: datetime
) -> Decision:
    """Raise to a minimum, if the resource accepts it now and the calendar allows it."""
    capacity, kind = inputs.observed.capacity, inputs.observed.kind
    if kind.only_rises and inputs.desired_state is not None:
        floor = max(floor, inputs.desired_state.purchase)
    if isinstance(capacity, Capacity):
        if kind.only_rises and obstacle(inputs) is not None:
            reason = f"{kind.name}: a raise that cannot be undone is not allowed"
            return Decision(inputs, Action.BLOCKED, reason)
        if not kind.accepts_raise(capacity) and not _replaces_own(inputs, live, floor):
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


def _replaces_own(inputs: DecisionInput, live: Limits, floor: int) -> bool:
    """Return whether the change in progress is kickoff's own, and brings too little.

    A purchase of warm throughput is replaced by a higher one; somebody else's is left alone.
    """
    lease = inputs.lease
    if not inputs.observed.kind.only_rises or not isinstance(lease, Lease):
        return False
    return live.minimum < lease.applied.minimum < floor
