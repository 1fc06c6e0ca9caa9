"""Keeps scheduled actions in step with the timeline, through the lease that says they are ours."""

from dataclasses import replace
from datetime import datetime, timedelta

from prescaler.model import Armed, Entry, Failure, Kind, Lease, Limits, Outcome, Situation
from prescaler.plan.arming import wanted
from prescaler.reconcile.ports import LeaseStore, Scaling
from prescaler.reconcile.result import Result
from prescaler.reconcile.writing import put

# How long after its time an action is taken away: it may run a little late.
_RUN = timedelta(minutes=5)


def arm(scaling: Scaling, leases: LeaseStore, result: Result, now: datetime) -> Result:
    """A result with what came of arming its dimension; as it is where nothing is to be changed.

    The lease names an action before it stands, and no longer once it is gone.
    """
    situation = result.situation
    lease = situation.lease
    if isinstance(lease, Outcome):
        return result
    before = lease.armed if lease else ()
    running = (each for each in before if now - _RUN <= each.at <= now)
    after = tuple(replace(each, stands=True) for each in (*running, *wanted(situation, now)))
    if after == before:
        return result
    try:
        kept = _replace(scaling, leases, situation, after, now)
    except Failure as failure:
        worse = result.outcome if result.outcome.code.is_error else failure.outcome
        return replace(result, outcome=worse)
    return replace(result, situation=replace(situation, lease=kept))


def _replace(
    scaling: Scaling,
    leases: LeaseStore,
    situation: Situation,
    after: tuple[Armed, ...],
    now: datetime,
) -> Lease:
    lease = situation.lease if isinstance(situation.lease, Lease) else _first(situation, now)
    new = [each for each in after if each not in lease.armed]
    names = {each.name for each in after}
    old = [each.name for each in lease.armed if each.name not in names]
    if new:
        lease = _put(leases, _intent(lease, new, now))
    scaling.arm(situation.dimension, new, old)
    return _put(leases, replace(lease, armed=after))


def _intent(lease: Lease, new: list[Armed], now: datetime) -> Lease:
    """The lease before its actions stand: what they may set is ours already."""
    highest = max(each.minimum for each in new)
    reason = f"{len(new)} scheduled actions, the first at {new[0].at:%d %b %H:%MZ}"
    entry = Entry(now, "arm", lease.applied.minimum, highest, reason)
    pending = {replace(each, stands=False) for each in new}
    armed = tuple(sorted({*lease.armed, *pending}, key=lambda each: (each.at, each.minimum)))
    return replace(lease, armed=armed, entries=lease.trail(entry))


def _first(situation: Situation, now: datetime) -> Lease:
    """A lease that holds nothing yet, for what the actions will raise."""
    live, ended = situation.observed.limits, situation.ended
    assert isinstance(live, Limits)  # noqa: S101 (without bounds nothing is wanted)
    return Lease(
        situation.dimension,
        found=live,
        previous=live,
        applied=live,
        at=now,
        version=ended.version if ended else 0,
        kind=Kind.AUTOSCALED,
        entries=ended.entries if ended else (),
        waived=ended.waived if ended else (),
        id=ended.id if ended else "",
    )


def _put(leases: LeaseStore, lease: Lease) -> Lease:
    kept = put(leases, lease)
    if isinstance(kept, Outcome):
        raise Failure(kept)
    return kept
