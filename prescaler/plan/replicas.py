"""Global tables: write capacity is one setting of all replicas, read capacity is each one's own."""

from collections.abc import Callable, Mapping

from kickoff.timeline import Level
from prescaler.model import Capacity, DesiredState, Dimension


def table_wide(
    dimension: Dimension,
    desired_state: DesiredState,
    capacity: Capacity,
    everywhere: Callable[[], Mapping[Dimension, DesiredState]],
) -> DesiredState:
    """The wish for a write setting, with what the calendar wants of it in other regions.

    Two targets of one global table would otherwise take each other's writes down.
    """
    if dimension.reads or not capacity.replicas:
        return desired_state
    highest = desired_state
    for other, theirs in everywhere().items():
        if _is_replica(dimension, other, capacity) and theirs.desired > highest.desired:
            highest = highest.of(Level(theirs.desired, theirs.fixtures))
    return highest


def _is_replica(dimension: Dimension, other: Dimension, capacity: Capacity) -> bool:
    return (
        (other.resource, other.scalable) == (dimension.resource, dimension.scalable)
        and other.place != dimension.place
        and other.place.role_arn == dimension.place.role_arn
        and (other.place.region is None or other.place.region in capacity.replicas)
    )
