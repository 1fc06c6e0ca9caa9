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
    DecisionInput,
    Kind,
    Lease,
    Limits,
    Outcome,
)
from prescaler.plan import lowering, raising
from prescaler.plan.ours import is_drift, migrate_kind, rest
from prescaler.plan.words import describe_demand

_NO_SUCH_CAPACITY = frozenset((Code.NOT_FOUND, Code.INVALID))


def decide(inputs: DecisionInput, now: datetime) -> Decision:
    """The one thing to do now about a dimension, the same whoever carries it out."""
    if isinstance(inputs.lease, Lease):
        fit = migrate_kind(inputs.lease, inputs.observed)
        inputs = replace(inputs, lease=fit)
    live = inputs.observed.limits
    if _nothing_to_scale(inputs):
        return _blocked(inputs)
    if isinstance(live, Outcome):
        return raising.unseen(inputs, now) or _blocked(inputs)
    floor = _floor(inputs, live)
    drift = is_drift(inputs, live)
    if floor > live.minimum:
        return raising.raise_(inputs, live, floor, drift=drift, now=now)
    short = _short(inputs, live, floor, drift=drift)
    if short is not None:
        return short
    if isinstance(inputs.lease, Lease):
        down = _down(inputs, inputs.lease, live, floor, now)
        if down is not None:
            return down
    return raising.prewarm(inputs) or _stay(inputs, live, floor, drift=drift, now=now)


def _floor(inputs: DecisionInput, live: Limits) -> int:
    """The minimum wanted, as far as MaxCapacity allows."""
    if inputs.desired_state and inputs.desired_state.over_max:
        return inputs.desired
    return min(inputs.desired, live.maximum)


def _short(inputs: DecisionInput, live: Limits, floor: int, *, drift: bool) -> Decision | None:
    """Again what was registered while an update was under way, and thus changed nothing."""
    capacity = inputs.observed.capacity
    if isinstance(capacity, Outcome) or not capacity.active or capacity.provisioned >= floor:
        return None
    wanted = f"{describe_demand(inputs)} {inputs.desired}"
    reason = f"{wanted}, registered, but {capacity.provisioned} are provisioned"
    return Decision(inputs, Action.REAPPLY, reason, Change(live, units=floor), drift)


def _down(
    inputs: DecisionInput, lease: Lease, live: Limits, floor: int, now: datetime
) -> Decision | None:
    """The next thing to take down of what we put up, if anything is left of it."""
    if inputs.observed.kind is not Kind.ON_DEMAND:
        to = rest(lease, live, floor)
        if to != live:
            return lowering.lower(inputs, lease, live, to, now)
        left = lowering.left_by_auto_scaling(inputs, lease, live, now)
        if left is not None:
            return lowering.finish(inputs, lease, live, left, now)
        if live.minimum > lease.found.minimum:
            return None
    capacity = inputs.observed.capacity
    unfinished = inputs.fixtures or inputs.vanished or lease.armed
    if unfinished or isinstance(capacity, Outcome) or not capacity.active:
        return None  # what fixtures leave up, or an update still brings, is ours to finish
    return Decision(inputs, Action.RELEASE, "nothing is held above what was found")


def _stay(
    inputs: DecisionInput, live: Limits, floor: int, *, drift: bool, now: datetime
) -> Decision:
    """All is as it should be, or on its way, or somebody else's doing."""
    asks = f"{describe_demand(inputs)} {inputs.desired}"
    match inputs.observed.capacity:
        case Capacity(active=False):
            return Decision(inputs, Action.WAIT, f"{asks}, an update is under way", drift=drift)
        case _ if drift:
            return _drifted(inputs, live, floor, now)
        case _:
            return Decision(inputs, Action.HOLD, f"{asks}, the minimum is {live.minimum}")


def _drifted(inputs: DecisionInput, live: Limits, floor: int, now: datetime) -> Decision:
    reason = f"{describe_demand(inputs)} {inputs.desired}, somebody else set {live.minimum}"
    policy = inputs.desired_state.drift if inputs.desired_state else Drift.HOLD
    if isinstance(inputs.observed.capacity, Outcome):
        policy = Drift.HOLD  # until it is read
    if policy is Drift.ADOPT:
        action = Action.RELEASE if isinstance(inputs.lease, Lease) else Action.HOLD
        return Decision(inputs, action, f"{reason}: adopted")
    if policy is Drift.ENFORCE and live.minimum > floor:
        return lowering.enforce(inputs, live, floor, now)
    return Decision(inputs, Action.DRIFT, reason, drift=True)


def _nothing_to_scale(inputs: DecisionInput) -> bool:
    """Did AWS tell that it has no such capacity? Unlike a failed read, that is an answer."""
    capacity = inputs.observed.capacity
    return isinstance(capacity, Outcome) and capacity.code in _NO_SUCH_CAPACITY


def _blocked(inputs: DecisionInput) -> Decision:
    limits, capacity = inputs.observed.limits, inputs.observed.capacity
    gone = isinstance(limits, Outcome) and limits.code is Code.NOT_AUTOSCALED
    gone = gone and isinstance(capacity, Outcome) and capacity.code is Code.NOT_FOUND
    if gone and inputs.desired_state is None:
        return Decision(inputs, Action.RELEASE, "gone from AWS and from the calendar")
    return Decision(inputs, Action.BLOCKED, "there is nothing to raise, or it cannot be read")
