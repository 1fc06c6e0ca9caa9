"""Raises: at once, with the lease that remembers what was there before."""

from dataclasses import replace
from datetime import datetime

from prescaler.model import (
    Action,
    Capacity,
    Change,
    Decision,
    Entry,
    Kind,
    Lease,
    Limits,
    Outcome,
    Situation,
)
from prescaler.plan.lead import needed
from prescaler.plan.lowering import is_late
from prescaler.plan.obstacle import obstacle
from prescaler.plan.ours import found
from prescaler.plan.readiness import claims
from prescaler.plan.words import asker


def raise_(
    situation: Situation, live: Limits, floor: int, *, drift: bool, now: datetime
) -> Decision:
    """Raise to a floor, where the table can take it now and the calendar allows it."""
    capacity = situation.observed.capacity
    if isinstance(capacity, Capacity):
        if capacity.on_demand and obstacle(situation) is not None:
            return Decision(situation, Action.BLOCKED, "on-demand, and not to be warmed")
        bound_by_itself = situation.observed.kind is not Kind.AUTOSCALED
        if bound_by_itself and not capacity.active:
            reason = f"{asker(situation)} {situation.desired}, an update is under way"
            return Decision(situation, Action.WAIT, reason, drift=drift)
    reason = f"{asker(situation)} {situation.desired}, the minimum is {live.minimum}"
    if drift:
        reason += ", which somebody else set"
    to = Limits(floor, max(live.maximum, floor))
    intent = _intent(situation, live, to, reason, now)
    warm = floor if situation.observed.kind is Kind.ON_DEMAND else None
    change = Change(to, intent, _units(situation, floor), warm)
    return Decision(situation, Action.RAISE, reason, change, drift)


def unseen(situation: Situation, now: datetime) -> Decision | None:
    """A raise where the bounds could not be read: of the capacity alone, which lowers nothing.

    Registering sets a minimum, it does not only raise it; and it might lower somebody's.
    """
    capacity, lease = situation.observed.capacity, situation.lease
    unread = situation.observed.limits
    if not isinstance(capacity, Capacity) or capacity.provisioned >= situation.desired:
        return None
    if not isinstance(unread, Outcome) or situation.wish is None:
        return None
    if capacity.on_demand or not capacity.active:
        return None
    reason = f"{asker(situation)} {situation.desired}, the bounds cannot be read: units alone"
    live, to = Limits(capacity.provisioned), Limits(situation.desired)
    if isinstance(lease, Lease) and lease.kind is Kind.AUTOSCALED:
        entry = Entry(now, Action.RAISE, live.minimum, to.minimum, reason)
        intent = replace(lease, claims=claims(situation, now), entries=lease.trail(entry))
    else:
        intent = replace(_intent(situation, live, to, reason, now), kind=Kind.PROVISIONED)
    change = Change(to, intent, situation.desired)
    told = f"{reason} ({unread.message})"
    return Decision(situation, Action.RAISE, told, change, code=unread.code)


def prewarm(situation: Situation) -> Decision | None:
    """Buy the warm throughput that a raise to come needs, where a person allowed it."""
    wish, capacity = situation.wish, situation.observed.capacity
    if wish is None or not wish.prewarm or not isinstance(capacity, Capacity):
        return None
    if capacity.on_demand or not capacity.active:
        return None
    due = [
        level.value
        for lead, level in wish.ahead
        if lead <= needed(situation.dimension, capacity, level.value)
    ]
    if not due:
        return None
    reason = f"{max(due)} are due soon, {capacity.warm or 0} are warm"
    change = Change(Limits(max(due)), warm=max(due))
    return Decision(situation, Action.PREWARM, reason, change)


def _units(situation: Situation, floor: int) -> int | None:
    """Capacity that goes up with its table's in one update; None where auto scaling brings it."""
    capacity, kind = situation.observed.capacity, situation.observed.kind
    if kind is Kind.PROVISIONED:
        return floor
    if kind is Kind.ON_DEMAND or isinstance(capacity, Outcome) or not capacity.active:
        return None
    return floor if capacity.provisioned < floor else None


def _intent(situation: Situation, live: Limits, to: Limits, reason: str, now: datetime) -> Lease:
    """The lease to write before; an ended one goes on, with its version and its trail."""
    before, capacity = situation.lease, situation.observed.capacity
    if not isinstance(before, Lease):
        before = None
    past = before or situation.ended
    units = capacity.provisioned if isinstance(capacity, Capacity) else None
    entry = Entry(now, Action.RAISE, live.minimum, to.minimum, reason)
    return Lease(
        situation.dimension,
        found=found(situation, live),
        previous=live,
        applied=to,
        at=before.at if before and is_late(before, now) else now,
        claims=claims(situation, now),
        version=past.version if past else 0,
        kind=situation.observed.kind or Kind.AUTOSCALED,
        units=before.units if before else units,
        waived=tuple(each for each in past.waived if each.closes > now) if past else (),
        entries=past.trail(entry) if past else (entry,),
        arn=capacity.arn if isinstance(capacity, Capacity) else past.arn if past else None,
        id=past.id if past else "",
    )
