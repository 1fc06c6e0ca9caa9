"""Raises: at once, with a lease that records what to restore."""

from dataclasses import replace
from datetime import datetime

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
from prescaler.plan.readiness import URGENT, obstacle


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
        floor = kind.step(capacity, floor)
    reason = f"{inputs.describe_demand()}, the minimum is {live.minimum}"
    if drift:
        reason += ", which somebody else set"
    to = Limits(floor, max(live.maximum, floor))
    entry = Entry(now, Action.RAISE, live.minimum, to.minimum, reason)
    intent = lease_changes.raised(inputs, live, to, entry)
    units, warm = kind.units_to_request(floor), kind.warmth_to_buy(floor)
    change = CapacityChange(to, intent, units, warm)
    return Decision(inputs, Action.RAISE, reason, change, drift)


def raise_unread(inputs: DecisionInput, unread: Outcome, now: datetime) -> Decision | None:
    """Raise the minimum although the bounds could not be read; None where it can or must wait.

    Nothing is lowered by it: capacity below the level shows that the minimum is below it too. The
    minimum to restore is then the capacity, the most that it can have been. A read that may succeed
    in the next tick is waited for until kick-off is near.
    """
    capacity, lease = inputs.observed.capacity, inputs.lease
    if isinstance(capacity, Outcome) or not inputs.observed.kind.has_bounds:
        return None
    most = max(capacity.provisioned, capacity.requested or 0)
    if most >= inputs.desired or not _is_urgent(inputs, unread, now):
        return None
    reason = f"{inputs.describe_demand()}, {most} are provisioned, the bounds are unread"
    applied = lease.applied if isinstance(lease, Lease) else Limits(most)
    if applied.minimum >= inputs.desired:
        return Decision(inputs, Action.REAPPLY, reason, CapacityChange(applied))
    before = replace(applied, minimum=max(applied.minimum, most))
    to = replace(before, minimum=inputs.desired)
    entry = Entry(now, Action.RAISE, before.minimum, to.minimum, reason)
    intent = lease_changes.raised(inputs, before, to, entry)
    return Decision(inputs, Action.RAISE, reason, CapacityChange(to, intent))


def _is_urgent(inputs: DecisionInput, unread: Outcome, now: datetime) -> bool:
    """Return whether to raise before the bounds are read: kick-off is near, or they stay denied."""
    near = any(fixture.kickoff - now < URGENT for fixture in inputs.fixtures)
    return near or (unread.code is Code.DENIED and bool(inputs.fixtures))


def _replaces_own(inputs: DecisionInput, live: Limits, floor: int) -> bool:
    """Return whether the change in progress is kickoff's own, and brings too little.

    A purchase of warm throughput is replaced by a higher one; somebody else's is left alone.
    """
    lease = inputs.lease
    if not inputs.observed.kind.only_rises or not isinstance(lease, Lease):
        return False
    return live.minimum < lease.applied.minimum < floor
