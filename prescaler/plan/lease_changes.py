"""Every lease that follows from another one, or begins: the one place that makes them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kickoff.timeline import Fixture
from prescaler.model import (
    UNREAD,
    Action,
    Capacity,
    Claim,
    DecisionInput,
    Entry,
    Lease,
    Limits,
    ScheduledAction,
)
from prescaler.plan.ownership import recorded_bounds, restore_after_override
from prescaler.plan.readiness import claims


def raised(inputs: DecisionInput, live: Limits, to: Limits, entry: Entry) -> Lease:
    """The lease to write before a raise."""
    held = inputs.lease if isinstance(inputs.lease, Lease) else None
    known = inputs.observed.capacity if isinstance(inputs.observed.capacity, Capacity) else None
    lease = _next(inputs, to, entry)
    lease = replace(lease, previous=live, arn=known.arn if known else lease.arn)
    if held is None:
        return replace(lease, found=live, units=known.provisioned if known else None)
    at = held.at if held.is_newer_than(entry.at) else entry.at
    return replace(lease, found=restore_after_override(held, live), at=at)


def lowered(inputs: DecisionInput, lease: Lease, live: Limits, to: Limits, entry: Entry) -> Lease:
    """The lease to write before bounds or units are lowered."""
    return replace(
        _with_entry(inputs, lease, entry),
        dimension=inputs.dimension,
        previous=recorded_bounds(lease, live, live),
        applied=recorded_bounds(lease, live, to),
        at=entry.at,
    )


def finished(inputs: DecisionInput, lease: Lease, entry: Entry) -> Lease:
    """The lease to write before units are lowered that auto scaling left up."""
    return _with_entry(inputs, lease, entry)


def enforced(inputs: DecisionInput, found: Limits, to: Limits, entry: Entry) -> Lease:
    """The lease to write before a foreign minimum is lowered; `found` are the bounds to restore.

    The foreign minimum is not recorded, so it never counts as set by kickoff.
    """
    return replace(_next(inputs, to, entry), found=found)


def scheduling(
    inputs: DecisionInput, live: Limits, new: Sequence[ScheduledAction], now: datetime
) -> Lease:
    """The lease to write before scheduled actions exist: it owns the bounds that they set."""
    lease = inputs.lease
    highest = max(each.minimum for each in new)
    reason = f"{len(new)} scheduled actions, the first at {new[0].at:%d %b %H:%MZ}"
    if not isinstance(lease, Lease):
        entry = Entry(now, "arm", live.minimum, highest, reason)
        lease = replace(_next(inputs, live, entry), claims=(), units=None)
    else:
        entry = Entry(now, "arm", lease.applied.minimum, highest, reason)
        lease = replace(lease, entries=lease.trail(entry))
    pending = {replace(each, stands=False) for each in new}
    actions = sorted({*lease.armed, *pending}, key=lambda each: (each.at, each.minimum))
    return replace(lease, armed=tuple(actions))


def released(lease: Lease, reason: str, now: datetime) -> Lease:
    """The lease once nothing is held any more; it keeps its audit trail."""
    entry = Entry(now, Action.RELEASE, lease.applied.minimum, lease.found.minimum, reason)
    return replace(lease, standing=False, claims=(), entries=lease.trail(entry))


def waived(lease: Lease, claims: Sequence[Claim], fixtures: Sequence[Fixture] = ()) -> Lease:
    """The lease after a person released some of its claims, and fixtures without a claim."""
    known = lease.released | {claim.identity for claim in lease.claims}
    unclaimed = tuple(
        Claim(each.name, each.kickoff, each.closes, by_feed=each.by_feed)
        for each in fixtures
        if (each.name, each.kickoff) not in known
    )
    return replace(lease, waived=(*lease.waived, *claims, *unclaimed))


def successor(stored: Lease, lease: Lease) -> Lease:
    """A lease of a raise made without reading the store, as the successor of the stored one.

    The bounds before that raise are in the new lease; if they were unread, in the stored one.
    """
    newer = replace(
        lease,
        version=stored.version,
        id=stored.id,
        entries=(*stored.entries, *lease.entries[-1:]),
        armed=(*stored.armed, *lease.armed),
    )
    if not stored.standing:
        return newer
    return replace(
        newer,
        found=restore_after_override(stored, newer.found),
        previous=stored.applied if lease.kind == UNREAD else lease.previous,
        at=max(stored.at, lease.at),
        units=stored.units,
    )


def _next(inputs: DecisionInput, bounds: Limits, entry: Entry) -> Lease:
    """A lease with the version, audit trail, open releases and actions of the past one."""
    past = inputs.past
    lease = Lease(
        inputs.dimension,
        found=bounds,
        previous=bounds,
        applied=bounds,
        at=entry.at,
        claims=claims(inputs, entry.at),
        kind=_kind(inputs),
    )
    if past is None:
        return replace(lease, entries=lease.trail(entry))
    return replace(
        lease,
        version=past.version,
        units=past.units,
        waived=_open(past.waived, entry.at),
        entries=past.trail(entry),
        arn=past.arn,
        id=past.id,
        armed=past.armed,
    )


def _kind(inputs: DecisionInput) -> str:
    """The kind that the bounds in a lease belong to; unread ones stay those of the lease."""
    held = inputs.lease.kind if isinstance(inputs.lease, Lease) else UNREAD
    return inputs.observed.kind_name or held


def _with_entry(inputs: DecisionInput, lease: Lease, entry: Entry) -> Lease:
    return replace(lease, claims=claims(inputs, entry.at), entries=lease.trail(entry))


def _open(claims: Sequence[Claim], now: datetime) -> tuple[Claim, ...]:
    return tuple(claim for claim in claims if claim.closes > now)
