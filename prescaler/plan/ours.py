"""What of the live values is ours, by the lease; what somebody else set is drift."""

from dataclasses import replace

from prescaler.model import DecisionInput, Kind, Lease, Limits, Observed


def minimums(lease: Lease) -> set[int]:
    """What the floor may be by our own doing."""
    return {lease.found.minimum, lease.previous.minimum, lease.applied.minimum}


def maximums(lease: Lease) -> set[int]:
    """What the ceiling may be by our own doing."""
    return {lease.found.maximum, lease.previous.maximum, lease.applied.maximum}


def is_drift(inputs: DecisionInput, live: Limits) -> bool:
    """Did somebody else set the live floor? Without a lease all above the wish is theirs.

    An on-demand table's warm throughput rises by itself with its traffic: it never drifts.
    """
    if inputs.observed.kind is Kind.ON_DEMAND:
        return False
    match inputs.lease:
        case Lease() as lease:
            return live.minimum not in minimums(lease)
        case None:
            return live.minimum > inputs.desired
        case _:
            return False


def found(inputs: DecisionInput, live: Limits) -> Limits:
    """What to return to later: a value that is not ours and that we raise over counts as found."""
    return over(inputs.lease, live) if isinstance(inputs.lease, Lease) else live


def over(lease: Lease, live: Limits) -> Limits:
    """What a lease has to return to once these bounds, ours or somebody else's, are raised over."""
    minimum, maximum = lease.found.minimum, lease.found.maximum
    if live.minimum not in minimums(lease):
        minimum = max(minimum, live.minimum)
    if live.maximum not in maximums(lease):
        maximum = max(maximum, live.maximum)
    return Limits(minimum, maximum)


def own(lease: Lease, live: Limits, bounds: Limits) -> Limits:
    """Bounds for the record: one that somebody else set must not become ours by writing it down."""
    return Limits(
        bounds.minimum if live.minimum in minimums(lease) else lease.found.minimum,
        bounds.maximum if live.maximum in maximums(lease) else lease.found.maximum,
    )


def rest(lease: Lease, live: Limits, floor: int) -> Limits:
    """Where our own raise may come down to: what is wanted, and never under what was found.

    Each of the two bounds stays where it is if somebody else set it.
    """
    minimum, maximum = live.minimum, live.maximum
    if minimum in minimums(lease):
        minimum = min(minimum, max(floor, lease.found.minimum))
    if maximum in maximums(lease):
        maximum = min(maximum, max(lease.found.maximum, minimum))
    return Limits(minimum, maximum)


def with_armed(lease: Lease, live: Limits) -> Lease:
    """The lease with what one of our scheduled actions set, if that is what is live."""
    fired = {(each.minimum, each.maximum or live.maximum) for each in lease.armed}
    if live in (lease.found, lease.previous, lease.applied):
        return lease
    if (live.minimum, live.maximum) not in fired:
        return lease
    return replace(lease, previous=lease.applied, applied=live)


def migrate_kind(lease: Lease, observed: Observed) -> Lease:
    """The lease in terms of the kind that a dimension has by now.

    A table that left auto scaling keeps the units we brought. One that came under it has bounds
    that are not ours; we owe it the units we brought. Warm throughput is never taken back.
    """
    live, kind = observed.limits, observed.kind
    if kind is Kind.AUTOSCALED and isinstance(live, Limits):
        lease = with_armed(lease, live)
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
