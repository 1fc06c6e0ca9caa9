"""What was changed: the audit trail of the leases."""

from collections.abc import Iterable
from dataclasses import dataclass

from prescaler.model import Entry, Lease


@dataclass(frozen=True, slots=True)
class Happened:
    """One change of one dimension."""

    target: str
    dimension: str
    entry: Entry


def happened(leases: Iterable[Lease]) -> list[Happened]:
    """All changes, newest first."""
    found = [
        Happened(lease.dimension.key.target, lease.dimension.key.dimension, entry)
        for lease in leases
        for entry in lease.entries
    ]
    return sorted(found, key=lambda each: each.entry.at, reverse=True)
