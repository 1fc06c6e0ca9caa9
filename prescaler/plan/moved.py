"""Targets that the calendar reaches by another region or role than when they were raised."""

from collections.abc import Iterable, Mapping

from prescaler.model import Capacity, DesiredState, Dimension, Lease, Leases, Observed


def candidates(
    outlived: Iterable[Lease], wanted: Iterable[Dimension], leases: Leases
) -> set[Dimension]:
    """Dimensions without a lease that may be what an outlived lease is of, by their names."""
    names = {(lease.dimension.resource, lease.dimension.scalable) for lease in outlived}
    return {
        each
        for each in wanted
        if (each.resource, each.scalable) in names and each.lease_id not in leases.standing
    }


def moved(
    wanted: Mapping[Dimension, DesiredState | None],
    leases: Leases,
    observed: Mapping[Dimension, Observed],
) -> dict[Dimension, Lease]:
    """The leases of dimensions that are the same table as one that left the calendar."""
    left = [
        leases.standing[each.lease_id]
        for each, desired_state in wanted.items()
        if desired_state is None and each.lease_id in leases.standing
    ]
    by_name = {
        (lease.arn, lease.dimension.resource, lease.dimension.scalable): lease
        for lease in left
        if lease.arn
    }
    found = {}
    for each in candidates(
        left, [each for each, desired_state in wanted.items() if desired_state], leases
    ):
        capacity = observed[each].capacity
        arn = capacity.arn if isinstance(capacity, Capacity) else None
        lease = by_name.get((arn, each.resource, each.scalable)) if arn else None
        if lease is not None:
            found[each] = lease
    return found
