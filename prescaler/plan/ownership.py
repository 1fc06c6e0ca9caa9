"""Ownership of live values: set by kickoff, found before its first raise, or foreign (drift)."""

from dataclasses import replace

from prescaler.model import UNREAD, Capacity, DecisionInput, Lease, Limits, Observed


def _minimums(lease: Lease) -> set[int]:
    """The minimums kickoff may have left live."""
    return {lease.found.minimum, lease.previous.minimum, lease.applied.minimum}


def _maximums(lease: Lease) -> set[int]:
    """The maximums kickoff may have left live."""
    return {lease.found.maximum, lease.previous.maximum, lease.applied.maximum}


def is_drift(inputs: DecisionInput, live: Limits) -> bool:
    """Return whether somebody else set the live minimum.

    Without a lease, every minimum above the desired level is foreign. Capacity that only rises may
    do so by itself, with traffic: it never drifts.
    """
    capacity, kind = inputs.observed.capacity, inputs.observed.kind
    if kind.only_rises:
        return False
    if not kind.has_bounds and isinstance(capacity, Capacity) and not capacity.active:
        return False  # until the change is over, the requested capacity is not known for sure
    match inputs.lease:
        case Lease() as lease:
            return live.minimum not in _minimums(lease)
        case None:
            return live.minimum > inputs.desired
        case _:
            return False


def restore_after_override(lease: Lease, live: Limits) -> Limits:
    """The bounds to restore once the live ones are raised.

    A foreign value we overwrite becomes the value to restore, if it is above the recorded one.
    """
    minimum, maximum = lease.found.minimum, lease.found.maximum
    if live.minimum not in _minimums(lease):
        minimum = max(minimum, live.minimum)
    if live.maximum not in _maximums(lease):
        maximum = max(maximum, live.maximum)
    return Limits(minimum, maximum)


def recorded_bounds(lease: Lease, live: Limits, bounds: Limits) -> Limits:
    """Bounds to write into the lease; a foreign bound is not recorded as set by kickoff."""
    return Limits(
        bounds.minimum if live.minimum in _minimums(lease) else lease.found.minimum,
        bounds.maximum if live.maximum in _maximums(lease) else lease.found.maximum,
    )


def lowest_allowed(lease: Lease, live: Limits, floor: int) -> Limits:
    """The lowest bounds kickoff may set: the desired level, and never below the found bounds.

    A foreign minimum or maximum stays as it is.
    """
    minimum, maximum = live.minimum, live.maximum
    if minimum in _minimums(lease):
        minimum = min(minimum, max(floor, lease.found.minimum))
    if maximum in _maximums(lease):
        maximum = min(maximum, max(lease.found.maximum, minimum))
    return Limits(minimum, maximum)


def _with_fired_action(lease: Lease, live: Limits) -> Lease:
    """The lease with the bounds that one of kickoff's scheduled actions set, if they are live."""
    fired = {(each.minimum, each.maximum or live.maximum) for each in lease.armed}
    if live in (lease.found, lease.previous, lease.applied):
        return lease
    if (live.minimum, live.maximum) not in fired:
        return lease
    return replace(lease, previous=lease.applied, applied=live)


def _with_maximum(lease: Lease, maximum: int) -> Lease:
    """The lease of an unread raise, which sets no maximum: the live one is found."""
    return replace(
        lease,
        found=replace(lease.found, maximum=maximum),
        previous=replace(lease.previous, maximum=maximum),
        applied=replace(lease.applied, maximum=maximum),
    )


def migrate_kind(lease: Lease, observed: Observed) -> Lease:
    """The lease in terms of the dimension's present kind, with what a scheduled action set."""
    live, kind = observed.limits, observed.kind
    if not isinstance(live, Limits):
        return lease
    if lease.kind == UNREAD:
        return _with_maximum(replace(lease, kind=kind.name), live.maximum)
    if kind.has_bounds:
        lease = _with_fired_action(lease, live)
    return lease if kind.name == lease.kind else kind.adopt(lease, live)
