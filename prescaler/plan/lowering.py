"""Lowerings: only of what our own lease raised, and carefully."""

from dataclasses import replace
from datetime import datetime, timedelta

from prescaler.model import (
    Action,
    Capacity,
    Change,
    Code,
    Decision,
    DecisionInput,
    Entry,
    Kind,
    Lease,
    Limits,
    Outcome,
)
from prescaler.plan.ours import own
from prescaler.plan.readiness import claims
from prescaler.plan.restraint import limit_decrease
from prescaler.plan.words import describe_demand

# No tick comes later than this: the schedule gives up on a delivery after a minute. A lease from
# further ahead was written by a tick of another instant, such as a replay.
_LATE = timedelta(minutes=10)
# A table in use comes down by auto scaling; a day after, what it then has is no longer our doing.
FINISHED = timedelta(days=1)
ENFORCED_EVERY = timedelta(hours=1)


def lower(inputs: DecisionInput, lease: Lease, live: Limits, to: Limits, now: datetime) -> Decision:
    """Bring bounds (or units) down to what is wanted, or say why not now."""
    held = _held(inputs, lease, now)
    if held is not None:
        return held
    by_update = lease.kind is Kind.PROVISIONED
    part = limit_decrease(inputs, live.minimum, to.minimum, by_update=by_update, now=now)
    if part.to != to.minimum:
        if part.to == live.minimum and live.minimum != to.minimum:
            return Decision(inputs, Action.WAIT, part.reason, code=part.code)
        to = replace(to, minimum=part.to, maximum=max(part.to, to.maximum))
    reason = f"{describe_demand(inputs)} {inputs.desired}, {lease.found.minimum} was found"
    intent = replace(
        lease,
        dimension=inputs.dimension,
        previous=own(lease, live, live),
        applied=own(lease, live, to),
        at=now,
        claims=claims(inputs, now),
        entries=lease.trail(Entry(now, Action.LOWER, live.minimum, to.minimum, reason)),
    )
    units = to.minimum if by_update else None
    return Decision(inputs, Action.LOWER, reason, Change(to, intent, units))


def finish(
    inputs: DecisionInput, lease: Lease, live: Limits, units: int, now: datetime
) -> Decision:
    """Bring capacity down that auto scaling leaves up although its minimum came down."""
    held = _held(inputs, lease, now)
    if held is not None:
        return held
    capacity = inputs.observed.capacity
    assert isinstance(capacity, Capacity)  # noqa: S101 (that it was read is what _held asks)
    if not capacity.active:
        return Decision(inputs, Action.WAIT, "coming down, an update is under way")
    part = limit_decrease(inputs, capacity.provisioned, units, by_update=True, now=now)
    if part.to == capacity.provisioned:
        return Decision(inputs, Action.WAIT, part.reason, code=part.code)
    reason = f"the minimum is {live.minimum}, auto scaling leaves {capacity.provisioned}"
    entry = Entry(now, Action.FINISH, capacity.provisioned, part.to, reason)
    intent = replace(lease, claims=claims(inputs, now), entries=lease.trail(entry))
    return Decision(inputs, Action.FINISH, reason, Change(live, intent, part.to))


def left_by_auto_scaling(
    inputs: DecisionInput, lease: Lease, live: Limits, now: datetime
) -> int | None:
    """The units to bring capacity down to by hand; None where there is nothing to finish.

    Never under the minimum, or what was provisioned before the first raise.
    """
    capacity = inputs.observed.capacity
    if lease.kind is not Kind.AUTOSCALED or inputs.fixtures or lease.at + FINISHED <= now:
        return None
    to = max(live.minimum, lease.found.minimum, lease.units or 0)
    if isinstance(capacity, Outcome) or capacity.provisioned <= to:
        return None
    return to


def enforce(inputs: DecisionInput, live: Limits, floor: int, now: datetime) -> Decision:
    """Take down what somebody else set, once an hour at most: two that enforce must not fight."""
    desired_state, lease = inputs.desired_state, inputs.lease
    past = lease if isinstance(lease, Lease) else inputs.ended
    entries = past.entries if past else ()
    reason = f"{describe_demand(inputs)} {inputs.desired}, somebody else set {live.minimum}"
    if any(e.action == "enforce" and now < e.at + ENFORCED_EVERY for e in entries):
        reason += ", again within the hour"
        return Decision(inputs, Action.DRIFT, reason, drift=True)
    base = (
        lease.found.minimum
        if isinstance(lease, Lease)
        else desired_state.baseline
        if desired_state
        else floor
    )
    kind = inputs.observed.kind or Kind.AUTOSCALED
    by_update = kind is Kind.PROVISIONED
    lowest = max(floor, base)
    part = limit_decrease(inputs, live.minimum, lowest, by_update=by_update, now=now)
    if part.to >= live.minimum:
        return Decision(inputs, Action.WAIT, part.reason, drift=True, code=part.code)
    to = Limits(part.to, live.maximum)
    entry = Entry(now, "enforce", live.minimum, to.minimum, reason)
    intent = Lease(
        inputs.dimension,
        found=Limits(base, live.maximum),
        previous=to,  # what somebody else set must not become ours by writing it down
        applied=to,
        at=now,
        claims=claims(inputs, now),
        version=past.version if past else 0,
        kind=kind,
        units=past.units if past else None,
        entries=past.trail(entry) if past else (entry,),
        arn=past.arn if past else None,
        id=past.id if past else "",
    )
    held = _held(inputs, intent, now)
    units = to.minimum if by_update else None
    return held or Decision(
        inputs, Action.LOWER, f"{reason}: enforced", Change(to, intent, units), drift=True
    )


def is_late(lease: Lease, now: datetime) -> bool:
    """Did a later tick than this one set the bounds? Then this one lowers nothing."""
    return now < lease.at <= now + _LATE


def _held(inputs: DecisionInput, lease: Lease, now: datetime) -> Decision | None:
    """Why nothing is lowered now, whatever it is."""
    capacity = inputs.observed.capacity
    if isinstance(capacity, Outcome):
        return Decision(inputs, Action.HOLD, "not lowered while the capacity cannot be read")
    if is_late(lease, now):
        reason = f"this tick is late: that of {lease.at:%H:%MZ} raised or lowered already"
        return Decision(inputs, Action.HOLD, reason)
    if inputs.vanished:
        names = ", ".join(sorted({claim.fixture for claim in inputs.vanished}))
        until = max(claim.closes for claim in inputs.vanished)
        reason = f"{names} vanished from the calendar: held until {until:%Y-%m-%d %H:%MZ}"
        return Decision(inputs, Action.HOLD, reason, code=Code.VANISHED)
    if lease.kind is Kind.PROVISIONED and not capacity.active:
        return Decision(inputs, Action.WAIT, "not lowered while an update is under way")
    return None
