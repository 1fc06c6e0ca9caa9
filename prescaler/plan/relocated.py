"""Leases of tables that the calendar reaches through another region or role than before."""

from collections.abc import Iterable, Mapping

from prescaler.model import Capacity, DesiredState, Dimension, Lease, Leases, Observed


def candidates(
    outlived: Iterable[Lease], states: Iterable[Dimension], leases: Leases
) -> set[Dimension]:
    """Dimensions without a lease that have the same names as a lease outside the calendar."""
    names = {(lease.dimension.resource, lease.dimension.scalable) for lease in outlived}
    return {
        each
        for each in states
        if (each.resource, each.scalable) in names and each.lease_id not in leases.standing
    }


def relocated_leases(
    states: Mapping[Dimension, DesiredState | None],
    leases: Leases,
    observed: Mapping[Dimension, Observed],
) -> dict[Dimension, Lease]:
    """The leases outside the calendar whose table, by its ARN, another dimension now names."""
    outlived = [
        leases.standing[each.lease_id]
        for each, desired in states.items()
        if desired is None and each.lease_id in leases.standing
    ]
    by_name = {
        (lease.arn, lease.dimension.resource, lease.dimension.scalable): lease
        for lease in outlived
        if lease.arn
    }
    found = {}
    named = [each for each, desired in states.items() if desired]
    for each in candidates(outlived, named, leases):
        capacity = observed[each].capacity
        arn = capacity.arn if isinstance(capacity, Capacity) else None
        lease = by_name.get((arn, each.resource, each.scalable)) if arn else None
        if lease is not None:
            found[each] = lease
    return found
