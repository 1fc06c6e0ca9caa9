"""What the reconciler needs of the world; the adapters give it, tests give in-memory twins."""

from collections.abc import Collection, Mapping
from typing import Protocol

from prescaler.model import Dimension, Lease, Leases, Observed


class Scaling(Protocol):
    """Tables and their auto scaling."""

    def observe(self, dimensions: Collection[Dimension]) -> Mapping[Dimension, Observed]:
        """Read limits and capacity of each; a read that fails leaves its outcome."""
        ...

    def register(self, dimension: Dimension, minimum: int, maximum: int | None = None) -> None:
        """Register MinCapacity, and MaxCapacity where given.

        Raises:
            Failure: If it was not accepted, or nobody can tell.
        """
        ...


class LeaseStore(Protocol):
    """Leases that outlive us, written by condition: of two writers one wins."""

    def read(self) -> Leases:
        """All leases; what could not be read is said in them."""
        ...

    def put(self, lease: Lease) -> Lease:
        """Write a lease over the version it carries (none, for 0); returns it as it now stands.

        Raises:
            Failure: CONFLICT if another version stands, LEASE_UNAVAILABLE otherwise.
        """
        ...

    def delete(self, lease: Lease) -> None:
        """Delete a lease if it stands in the version it carries; errors as `put`."""
        ...
