"""What to do about one dimension. Raise fast; lower only what our own lease raised."""

from dataclasses import replace
from datetime import datetime

from kickoff.calendar import Drift
from prescaler.model import (
    Action,
    Capacity,
    Change,
    Code,
    Decision,
    Kind,
    Lease,
    Limits,
    Outcome,
    Situation,
)
from prescaler.plan import lowering, raising
from prescaler.plan.ours import fitted, is_drift, rest
from prescaler.plan.words import asker

_NO_SUCH_CAPACITY = frozenset((Code.NOT_FOUND, Code.INVALID))


def decide(situation: Situation, now: datetime) -> Decision:
    """The one thing to do now about a dimension, the same whoever carries it out."""
    if isinstance(situation.lease, Lease):
        fit = fitted(situation.lease, situation.observed)
        situation = replace(situation, lease=fit)
    live = situation.observed.limits
    if _nothing_to_scale(situation):
        return _blocked(situation)
    if isinstance(live, Outcome):
        return raising.unseen(situation, now) or _blocked(situation)
    floor = _floor(situation, live)
    drift = is_drift(situation, live)
    if floor > live.minimum:
        return raising.raise_(situation, live, floor, drift=drift, now=now)
    short = _short(situation, live, floor, drift=drift)
    if short is not None:
        return short
    if isinstance(situation.lease, Lease):
        down = _down(situation, situation.lease, live, floor, now)
        if down is not None:
            return down
    return raising.prewarm(situation) or _stay(situation, live, floor, drift=drift, now=now)


def _floor(situation: Situation, live: Limits) -> int:
    """The minimum wanted, as far as MaxCapacity allows."""
    if situation.wish and situation.wish.over_max:
        return situation.desired
    return min(situation.desired, live.maximum)


def _short(situation: Situation, live: Limits, floor: int, *, drift: bool) -> Decision | None:
    """Again what was registered while an update was under way, and thus changed nothing."""
    capacity = situation.observed.capacity
    if isinstance(capacity, Outcome) or not capacity.active or capacity.provisioned >= floor:
        return None
    wanted = f"{asker(situation)} {situation.desired}"
    reason = f"{wanted}, registered, but {capacity.provisioned} are provisioned"
    return Decision(situation, Action.REAPPLY, reason, Change(live, units=floor), drift)


def _down(
    situation: Situation, lease: Lease, live: Limits, floor: int, now: datetime
) -> Decision | None:
    """The next thing to take down of what we put up, if anything is left of it."""
    if situation.observed.kind is not Kind.ON_DEMAND:
        to = rest(lease, live, floor)
        if to != live:
            return lowering.lower(situation, lease, live, to, now)
        left = lowering.left_by_auto_scaling(situation, lease, live, now)
        if left is not None:
            return lowering.finish(situation, lease, live, left, now)
        if live.minimum > lease.found.minimum:
            return None
    capacity = situation.observed.capacity
    unfinished = situation.fixtures or situation.vanished or lease.armed
    if unfinished or isinstance(capacity, Outcome) or not capacity.active:
        return None  # what fixtures leave up, or an update still brings, is ours to finish
    return Decision(situation, Action.RELEASE, "nothing is held above what was found")


def _stay(
    situation: Situation, live: Limits, floor: int, *, drift: bool, now: datetime
) -> Decision:
    """All is as it should be, or on its way, or somebody else's doing."""
    asks = f"{asker(situation)} {situation.desired}"
    match situation.observed.capacity:
        case Capacity(active=False):
            return Decision(situation, Action.WAIT, f"{asks}, an update is under way", drift=drift)
        case _ if drift:
            return _drifted(situation, live, floor, now)
        case _:
            return Decision(situation, Action.HOLD, f"{asks}, the minimum is {live.minimum}")


def _drifted(situation: Situation, live: Limits, floor: int, now: datetime) -> Decision:
    reason = f"{asker(situation)} {situation.desired}, somebody else set {live.minimum}"
    policy = situation.wish.drift if situation.wish else Drift.HOLD
    if isinstance(situation.observed.capacity, Outcome):
        policy = Drift.HOLD  # until it is read
    if policy is Drift.ADOPT:
        action = Action.RELEASE if isinstance(situation.lease, Lease) else Action.HOLD
        return Decision(situation, action, f"{reason}: adopted")
    if policy is Drift.ENFORCE and live.minimum > floor:
        return lowering.enforce(situation, live, floor, now)
    return Decision(situation, Action.DRIFT, reason, drift=True)


def _nothing_to_scale(situation: Situation) -> bool:
    """Did AWS tell that it has no such capacity? Unlike a failed read, that is an answer."""
    capacity = situation.observed.capacity
    return isinstance(capacity, Outcome) and capacity.code in _NO_SUCH_CAPACITY


def _blocked(situation: Situation) -> Decision:
    limits, capacity = situation.observed.limits, situation.observed.capacity
    gone = isinstance(limits, Outcome) and limits.code is Code.NOT_AUTOSCALED
    gone = gone and isinstance(capacity, Outcome) and capacity.code is Code.NOT_FOUND
    if gone and situation.wish is None:
        return Decision(situation, Action.RELEASE, "gone from AWS and from the calendar")
    return Decision(situation, Action.BLOCKED, "there is nothing to raise, or it cannot be read")
