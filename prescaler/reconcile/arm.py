"""Keeps scheduled actions in step with the timeline, through the lease that says they are ours."""

from dataclasses import replace
from datetime import datetime, timedelta

from prescaler.model import (
    DecisionInput,
    Entry,
    Failure,
    Kind,
    Lease,
    Limits,
    Outcome,
    ScheduledAction,
)
from prescaler.plan.arming import wanted
from prescaler.reconcile.ports import LeaseStore, Scaling
from prescaler.reconcile.result import Result
from prescaler.reconcile.writing import put

# How long after its time an action is taken away: it may run a little late.
_RUN = timedelta(minutes=5)


class ScheduledActions:
    """Brings what stands in AWS to what should."""

    def __init__(self, scaling: Scaling, leases: LeaseStore) -> None:
        self._scaling = scaling
        self._leases = leases

    def arm(self, result: Result, now: datetime) -> Result:
        """A result with what came of arming its dimension; as it is where nothing is to change."""
        inputs = result.inputs
        if isinstance(inputs.lease, Outcome):
            return result
        coming = wanted(inputs, now)
        try:
            before, strays = self._standing(inputs, coming, now)
            running = (each for each in before if now - _RUN <= each.at <= now)
            after = tuple(replace(each, stands=True) for each in (*running, *coming))
            if after == before and not strays:
                return result
            lease = inputs.lease or _first(inputs, now)
            kept = self._replace(replace(lease, armed=before), after, strays, now)
        except Failure as failure:
            worse = result.outcome if result.outcome.code.is_error else failure.outcome
            return replace(result, outcome=worse)
        return replace(result, inputs=replace(inputs, lease=kept))

    def _standing(
        self, inputs: DecisionInput, coming: tuple[ScheduledAction, ...], now: datetime
    ) -> tuple[tuple[ScheduledAction, ...], set[str]]:
        """What of the lease's actions stands, and what of ours stands that is in no lease.

        Looked at in audits alone; in between the lease is believed.
        """
        before = inputs.lease.armed if isinstance(inputs.lease, Lease) else ()
        action_plan = inputs.desired_state.action_plan if inputs.desired_state else None
        if action_plan is None or not action_plan.audited or not (before or coming):
            return before, set()
        there = self._scaling.armed(inputs.dimension)
        stand = (
            each if each.at <= now else replace(each, stands=each.stands and each.name in there)
            for each in before
        )
        return tuple(stand), {*there} - {each.name for each in before}

    def _replace(
        self, lease: Lease, after: tuple[ScheduledAction, ...], strays: set[str], now: datetime
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


def _intent(lease: Lease, new: list[ScheduledAction], now: datetime) -> Lease:
    """The lease before its actions stand: what they may set is ours already."""
    highest = max(each.minimum for each in new)
    reason = f"{len(new)} scheduled actions, the first at {new[0].at:%d %b %H:%MZ}"
    entry = Entry(now, "arm", lease.applied.minimum, highest, reason)
    pending = {replace(each, stands=False) for each in new}
    armed = tuple(sorted({*lease.armed, *pending}, key=lambda each: (each.at, each.minimum)))
    return replace(lease, armed=armed, entries=lease.trail(entry))


def _first(inputs: DecisionInput, now: datetime) -> Lease:
    """A lease that holds nothing yet, for what the actions will raise."""
    live, ended = inputs.observed.limits, inputs.ended
    assert isinstance(live, Limits)  # noqa: S101 (without bounds nothing is wanted)
    return Lease(
        inputs.dimension,
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
