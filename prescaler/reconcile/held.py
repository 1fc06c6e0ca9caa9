"""Raised capacity that kickoff holds, with the price of the raise, for people."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from prescaler.model import ON_DEMAND, Kinds, Lease


@dataclass(frozen=True, slots=True)
class HeldCapacity:
    """The minimum before the first raise and now, of one dimension.

    `dollars_an_hour` is the price of the difference; 0 for warm throughput of an on-demand table,
    which is paid once. `region` is the dimension's own.
    """

    target: str
    dimension: str
    found: int
    applied: int
    dollars_an_hour: float
    region: str | None


def held(leases: Iterable[Lease], kinds: Kinds, region: str | None = None) -> list[HeldCapacity]:
    """Return the capacity above the values to restore, by target and dimension.

    `region` is that of dimensions without one, for prices.
    """
    raised = [each for each in leases if each.applied.minimum > each.found.minimum]
    return sorted(
        (_held(each, kinds, region) for each in raised), key=lambda e: (e.target, e.dimension)
    )


def _held(lease: Lease, kinds: Kinds, region: str | None) -> HeldCapacity:
    place = lease.dimension.place
    dimension = replace(lease.dimension, place=place._replace(region=place.region or region))
    added = lease.applied.minimum - lease.found.minimum
    hourly = 0.0
    if lease.kind != ON_DEMAND and kinds.knows(dimension):
        hourly = kinds.of(dimension).price_per_hour(dimension)
    return HeldCapacity(
        *dimension.key,
        lease.found.minimum,
        lease.applied.minimum,
        added * hourly,
        dimension.place.region,
    )
