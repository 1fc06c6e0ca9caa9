"""What to do about one dimension. Raise fast; lower only what our own lease raised."""

from dataclasses import replace
from datetime import datetime, timedelta

from prescaler.model import (
    Action,
    Capacity,
    Change,
    Code,
    Decision,
    Lease,
    Limits,
    Outcome,
    Situation,
)
from prescaler.plan.readiness import claims

# No tick comes later than this: the schedule gives up on a delivery after a minute. A lease from
# further ahead was written by a tick of another instant, such as a replay.
LATE = timedelta(minutes=10)


def decide(situation: Situation, now: datetime) -> Decision:
    """The one thing to do now about a dimension, the same whoever carries it out.

    Registering sets a minimum, it does not only raise it: where the live one could not be read
    nothing is registered, as that might lower somebody's. No other failed read forbids a raise.
    """
    live = situation.observed.limits
    if isinstance(live, Outcome) or _nothing_to_scale(situation):
        return _blocked(situation)
    floor = _floor(situation, live)
    lease, drift = situation.lease, _is_drift(situation, live)
    if floor > live.minimum:
        return _raise(situation, live, floor, drift=drift, now=now)
    if isinstance(lease, Lease):
        rest = _rest(lease, live, floor)
        if rest != live:
            return _lower(situation, lease, live, rest, now)
        if live.minimum <= lease.found.minimum:
            return Decision(situation, Action.RELEASE, "nothing is held above what was found")
    return _stay(situation, live, floor, drift=drift)


def _floor(situation: Situation, live: Limits) -> int:
    """The minimum wanted, as far as MaxCapacity allows."""
    if situation.wish and situation.wish.over_max:
        return situation.desired
    return min(situation.desired, live.maximum)


def _is_drift(situation: Situation, live: Limits) -> bool:
    """Did somebody else set the live minimum? Without a lease all above the wish is theirs."""
    match situation.lease:
        case Lease() as lease:
            return live.minimum not in _minimums(lease)
        case None:
            return live.minimum > situation.desired
        case Outcome():
            return False


def _minimums(lease: Lease) -> set[int]:
    """What MinCapacity may be by our own doing."""
    return {lease.found.minimum, lease.previous.minimum, lease.applied.minimum}


def _maximums(lease: Lease) -> set[int]:
    """What MaxCapacity may be by our own doing."""
    return {lease.found.maximum, lease.previous.maximum, lease.applied.maximum}


def _rest(lease: Lease, live: Limits, floor: int) -> Limits:
    """Where our own raise may come down to: what is wanted, and never under what was found.

    Each of the two bounds stays where it is if somebody else set it.
    """
    minimum, maximum = live.minimum, live.maximum
    if minimum in _minimums(lease):
        minimum = min(minimum, max(floor, lease.found.minimum))
    if maximum in _maximums(lease):
        maximum = min(maximum, max(lease.found.maximum, minimum))
    return Limits(minimum, maximum)


def _raise(
    situation: Situation, live: Limits, floor: int, *, drift: bool, now: datetime
) -> Decision:
    to = Limits(floor, max(live.maximum, floor))
    reason = f"{_asker(situation)} {situation.desired}, the minimum is {live.minimum}"
    if drift:
        reason += ", which somebody else set"
    intent = Lease(
        situation.dimension,
        found=_found(situation.lease, live),
        previous=live,
        applied=to,
        at=now,
        claims=claims(situation, now),
        version=situation.lease.version if isinstance(situation.lease, Lease) else 0,
    )
    return Decision(situation, Action.RAISE, reason, Change(to, intent), drift)


def _found(lease: Lease | Outcome | None, live: Limits) -> Limits:
    """What to return to later: a value that is not ours and that we raise over counts as found."""
    if not isinstance(lease, Lease):
        return live
    minimum, maximum = lease.found.minimum, lease.found.maximum
    if live.minimum not in _minimums(lease):
        minimum = max(minimum, live.minimum)
    if live.maximum not in _maximums(lease):
        maximum = max(maximum, live.maximum)
    return Limits(minimum, maximum)


def _lower(
    situation: Situation, lease: Lease, live: Limits, rest: Limits, now: datetime
) -> Decision:
    if isinstance(situation.observed.capacity, Outcome):
        return Decision(situation, Action.HOLD, "not lowered while the table cannot be read")
    if now < lease.at <= now + LATE:
        reason = f"this tick is late: that of {lease.at:%H:%MZ} raised or lowered already"
        return Decision(situation, Action.HOLD, reason)
    intent = replace(
        lease,
        dimension=situation.dimension,
        previous=_own(lease, live, live),
        applied=_own(lease, live, rest),
        at=now,
        claims=claims(situation, now),
    )
    reason = f"{_asker(situation)} {situation.desired}, {lease.found.minimum} was found"
    return Decision(situation, Action.LOWER, reason, Change(rest, intent))


def _own(lease: Lease, live: Limits, bounds: Limits) -> Limits:
    """Bounds for the record: one that somebody else set must not become ours by writing it down."""
    return Limits(
        bounds.minimum if live.minimum in _minimums(lease) else lease.found.minimum,
        bounds.maximum if live.maximum in _maximums(lease) else lease.found.maximum,
    )


def _stay(situation: Situation, live: Limits, floor: int, *, drift: bool) -> Decision:
    """The registered minimum is as it should be: is the capacity?"""
    asks = f"{_asker(situation)} {situation.desired}"
    match situation.observed.capacity:
        case Capacity(active=False):
            return Decision(situation, Action.WAIT, f"{asks}, the table is UPDATING", drift=drift)
        case Capacity(provisioned=provisioned) if provisioned < floor:
            reason = f"{asks}, registered, but {provisioned} are provisioned"
            return Decision(situation, Action.REAPPLY, reason, Change(live), drift)
        case _ if drift:
            reason = f"{asks}, somebody else set the minimum to {live.minimum}"
            return Decision(situation, Action.DRIFT, reason, drift=drift)
        case _:
            return Decision(situation, Action.HOLD, f"{asks}, the minimum is {live.minimum}")


def _nothing_to_scale(situation: Situation) -> bool:
    """Did the table tell that it has no such capacity? Unlike a failed read, that is an answer."""
    capacity = situation.observed.capacity
    return isinstance(capacity, Outcome) and capacity.code in {Code.NOT_FOUND, Code.ON_DEMAND}


def _blocked(situation: Situation) -> Decision:
    limits = situation.observed.limits
    unregistered = isinstance(limits, Outcome) and limits.code is Code.NOT_AUTOSCALED
    if unregistered and situation.wish is None:
        return Decision(situation, Action.RELEASE, "gone from AWS and from the calendar")
    return Decision(situation, Action.BLOCKED, "there is nothing to raise, or it cannot be read")


def _asker(situation: Situation) -> str:
    """Who makes the level, as the subject of a sentence."""
    if situation.wish is None:
        return "no longer in the calendar, restoring to"
    names = [fixture.name for fixture in situation.fixtures]
    if not names:
        return "the baseline is"
    return f"{' and '.join(names)} {'asks' if len(names) == 1 else 'ask'}"
