"""Ownership of live values: set by kickoff, found before its first raise, or foreign (drift)."""

from dataclasses import replace

from prescaler.model import DecisionInput, Kind, Lease, Limits, Observed


def _minimums(lease: Lease) -> set[int]:
    """The minimums kickoff may have left live."""
    return {lease.found.minimum, lease.previous.minimum, lease.applied.minimum}


def _maximums(lease: Lease) -> set[int]:
    """The maximums kickoff may have left live."""
    return {lease.found.maximum, lease.previous.maximum, lease.applied.maximum}


def is_drift(inputs: DecisionInput, live: Limits) -> bool:
    """Return whether somebody else set the live minimum.

    Without a lease, every minimum above the desired level is foreign. The warm throughput of an
    on-demand table rises with its traffic, so it never drifts.
    """
    if inputs.observed.kind is Kind.ON_DEMAND:
        return False
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


def migrate_kind(lease: Lease, observed: Observed) -> Lease:
    """The lease in terms of the dimension's present kind.

    A table that left auto scaling keeps the units kickoff brought. A table that came under it has
    bounds of somebody else, and kickoff still has to restore the units. Warm throughput is never
    restored.
    """
    live, kind = observed.limits, observed.kind
    if kind is Kind.AUTOSCALED and isinstance(live, Limits):
        lease = _with_fired_action(lease, live)
    if kind is None or kind is lease.kind or not isinstance(live, Limits):
        return lease
    units = lease.found.minimum if lease.kind is Kind.PROVISIONED else lease.units
    if kind is Kind.PROVISIONED and lease.kind is Kind.AUTOSCALED:
        return replace(
            lease,
            kind=kind,
            found=Limits(units or lease.found.minimum),
            previous=Limits(lease.previous.minimum),
            applied=Limits(lease.applied.minimum),
        )
    return replace(lease, kind=kind, found=live, previous=live, applied=live, units=units)
