"""Raised capacity that kickoff holds, with the price of the raise, for people."""

from collections.abc import Iterable
from dataclasses import dataclass

from prescaler.model import ON_DEMAND, Kinds, Lease


@dataclass(frozen=True, slots=True)
class HeldCapacity:
    """The minimum before the first raise and now, of one dimension.

    `dollars_an_hour` is the price of the difference, of us-east-1; 0 for warm throughput of an
    on-demand table, which is paid once.
    """

    target: str
    dimension: str
    found: int
    applied: int
    dollars_an_hour: float


def held(leases: Iterable[Lease], kinds: Kinds) -> list[HeldCapacity]:
    """Return the capacity above the values to restore, by target and dimension."""
    raised = [each for each in leases if each.applied.minimum > each.found.minimum]
    return sorted((_held(each, kinds) for each in raised), key=lambda e: (e.target, e.dimension))


def _held(lease: Lease, kinds: Kinds) -> HeldCapacity:
    added = lease.applied.minimum - lease.found.minimum
    hourly = 0.0
    if lease.kind != ON_DEMAND and kinds.knows(lease.dimension):
        hourly = kinds.of(lease.dimension).price_per_hour(lease.dimension)
    return HeldCapacity(
        *lease.dimension.key, lease.found.minimum, lease.applied.minimum, added * hourly
    )
