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


class Arming:
    """Brings what stands in AWS to what should."""

    def __init__(self, scaling: Scaling, leases: LeaseStore) -> None:
        self._scaling = scaling
        self._leases = leases

    def arm(self, result: Result, now: datetime) -> Result:
        """A result with what came of arming its dimension; as it is where nothing is to change."""
        situation = result.situation
        if isinstance(situation.lease, Outcome):
            return result
        coming = wanted(situation, now)
        try:
            before, strays = self._standing(situation, coming, now)
            running = (each for each in before if now - _RUN <= each.at <= now)
            after = tuple(replace(each, stands=True) for each in (*running, *coming))
            if after == before and not strays:
                return result
            lease = situation.lease or _first(situation, now)
            kept = self._replace(replace(lease, armed=before), after, strays, now)
        except Failure as failure:
            worse = result.outcome if result.outcome.code.is_error else failure.outcome
            return replace(result, outcome=worse)
        return replace(result, situation=replace(situation, lease=kept))

    def _standing(
        self, situation: Situation, coming: tuple[Armed, ...], now: datetime
    ) -> tuple[tuple[Armed, ...], set[str]]:
        """What of the lease's actions stands, and what of ours stands that is in no lease.

        Looked at in audits alone; in between the lease is believed.
        """
        before = situation.lease.armed if isinstance(situation.lease, Lease) else ()
        insurance = situation.wish.insurance if situation.wish else None
        if insurance is None or not insurance.audited or not (before or coming):
            return before, set()
        there = self._scaling.armed(situation.dimension)
        stand = (
            each if each.at <= now else replace(each, stands=each.stands and each.name in there)
            for each in before
        )
        return tuple(stand), {*there} - {each.name for each in before}

    def _replace(
        self, lease: Lease, after: tuple[Armed, ...], strays: set[str], now: datetime
    ) -> Lease:
        """The lease names an action before it stands, and no longer once it is gone."""
        new = [each for each in after if each not in lease.armed]
        old = {each.name for each in lease.armed} | strays
        if new:
            lease = self._put(_intent(lease, new, now))
        gone = sorted(old - {each.name for each in after})
        self._scaling.arm(lease.dimension, new, gone)
        return self._put(replace(lease, armed=after))

    def _put(self, lease: Lease) -> Lease:
        kept = put(self._leases, lease)
        if isinstance(kept, Outcome):
            raise Failure(kept)
        return kept


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
