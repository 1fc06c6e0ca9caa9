"""The decision for one dimension. Raise at once; lower only what kickoff raised."""

from datetime import datetime, timedelta

from kickoff.calendar import Drift
from prescaler.model import (
    Action,
    Capacity,
    CapacityChange,
    Code,
    Decision,
    DecisionInput,
    Lease,
    Limits,
    Outcome,
)
from prescaler.plan import lowering, raising
from prescaler.plan.ownership import is_drift
from prescaler.plan.prewarming import prewarm

# The time that auto scaling has to bring a registered minimum.
REGISTERED_FOR = timedelta(minutes=2)
_NO_SUCH_CAPACITY = frozenset((Code.NOT_FOUND, Code.INVALID))


def decide(inputs: DecisionInput, now: datetime) -> Decision:
    """Decide what one dimension needs now; the same for every executor."""
    live = inputs.observed.limits
    if _has_no_capacity(inputs):
        return _blocked(inputs)
    if isinstance(live, Outcome):
        return raising.raise_unread(inputs, live, now) or _blocked(inputs)
    floor, drift = inputs.floor(live), is_drift(inputs, live)
    if floor > live.minimum:
        return raising.raise_(inputs, live, floor, drift=drift, now=now)
    return (
        _reapply(inputs, live, floor, drift=drift, now=now)
        or lowering.lower(inputs, live, floor, now)
        or _release(inputs, live)
        or prewarm(inputs)
        or _stay(inputs, live, floor, drift=drift, now=now)
    )


def _reapply(
    inputs: DecisionInput, live: Limits, floor: int, *, drift: bool, now: datetime
) -> Decision | None:
    """Request the capacity again: a registration during an update changes nothing.

    Auto scaling gets a second registration, then the capacity is requested without it; in a global
    table never, because the update would name reads, which may apply to other regions.
    """
    capacity, kind = inputs.observed.capacity, inputs.observed.kind
    if isinstance(capacity, Outcome) or not capacity.active or capacity.provisioned >= floor:
        return None
    if not kind.has_own_call and (capacity.requested or 0) >= floor:
        return None  # the service is bringing it
    live_units = f"only {capacity.provisioned} are live, so it is requested again"
    reason = f"{inputs.describe_demand()}: that minimum is registered, but {live_units}"
    lease = inputs.lease
    overdue = isinstance(lease, Lease) and now >= lease.at + REGISTERED_FOR
    by_call = kind.has_own_call and overdue and not capacity.replicas
    units = floor if by_call else kind.units_to_request(floor)
    return Decision(inputs, Action.REAPPLY, reason, CapacityChange(live, units=units), drift)


def _release(inputs: DecisionInput, live: Limits) -> Decision | None:
    """End a lease that holds nothing any more."""
    lease, capacity = inputs.lease, inputs.observed.capacity
    if not isinstance(lease, Lease):
        return None
    if not inputs.observed.kind.only_rises and live.minimum > lease.found.minimum:
        return None
    unfinished = inputs.fixtures or inputs.removed_while_active or lease.armed
    if unfinished or isinstance(capacity, Outcome) or not capacity.active:
        return None  # units that fixtures keep up, or an update still brings, come down later
    return Decision(inputs, Action.RELEASE, "nothing is held above what was found")


def _stay(
    inputs: DecisionInput, live: Limits, floor: int, *, drift: bool, now: datetime
) -> Decision:
    """Change nothing: the state is right, on its way, or foreign."""
    demand = inputs.describe_demand()
    match inputs.observed.capacity:
        case Capacity(active=False):
            return Decision(inputs, Action.WAIT, f"{demand}, an update is in progress", drift=drift)
        case _ if drift:
            return _drifted(inputs, live, floor, now)
        case _:
            return Decision(inputs, Action.HOLD, f"{demand}, the minimum is {live.minimum}")


def _drifted(inputs: DecisionInput, live: Limits, floor: int, now: datetime) -> Decision:
    """Follow the target's policy for foreign values."""
    reason = f"{inputs.describe_demand()}, somebody else set {live.minimum}"
    policy = inputs.desired_state.drift if inputs.desired_state else Drift.HOLD
    if isinstance(inputs.observed.capacity, Outcome):
        policy = Drift.HOLD  # until it is read
    if policy is Drift.ADOPT:
        action = Action.RELEASE if isinstance(inputs.lease, Lease) else Action.HOLD
        return Decision(inputs, action, f"{reason}: adopted")
    if policy is Drift.ENFORCE and live.minimum > floor:
        return lowering.enforce(inputs, live, floor, now)
    return Decision(inputs, Action.DRIFT, reason, drift=True)


def _has_no_capacity(inputs: DecisionInput) -> bool:
    """Return whether AWS answered that the capacity does not exist; a failed read is no answer."""
    capacity = inputs.observed.capacity
    return isinstance(capacity, Outcome) and capacity.code in _NO_SUCH_CAPACITY


def _blocked(inputs: DecisionInput) -> Decision:
    limits, capacity = inputs.observed.limits, inputs.observed.capacity
    gone = isinstance(limits, Outcome) and limits.code is Code.NOT_AUTOSCALED
    gone = gone and isinstance(capacity, Outcome) and capacity.code is Code.NOT_FOUND
    if gone and inputs.desired_state is None:
        return Decision(inputs, Action.RELEASE, "deleted from AWS and from the calendar")
    return Decision(inputs, Action.BLOCKED, "there is nothing to raise, or it cannot be read")
