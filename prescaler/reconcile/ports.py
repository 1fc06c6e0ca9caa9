"""What the reconciler needs of the world; the adapters give it, tests give in-memory twins."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Protocol

from prescaler.model import (
    Activity,
    Dimension,
    Lease,
    Leases,
    Move,
    Observed,
    Outcome,
    Pause,
    Resource,
    ScheduledAction,
    Use,
)


class Scaling(Protocol):
    """Capacity of every kind: tables and indexes, auto-scaled or not, and aliases."""

    def observe(self, dimensions: Collection[Dimension]) -> Mapping[Dimension, Observed]:
        """Read limits and capacity of each; a read that fails leaves its outcome."""
        ...

    def use(
        self, dimensions: Collection[Dimension], at: datetime
    ) -> Mapping[Dimension, Use | Outcome]:
        """Read what each carried in the minutes before an instant; a failed read its outcome."""
        ...

    def activities(self, dimensions: Collection[Dimension]) -> Mapping[Dimension, Activity]:
        """The last thing auto scaling did to each, where that is told."""
        ...

    def armed(self, dimension: Dimension) -> AbstractSet[str]:
        """The names of our scheduled actions that stand.

        Raises:
            Failure: they could not be read.
        """
        ...

    def arm(self, dimension: Dimension, new: Sequence[ScheduledAction], old: Sequence[str]) -> None:
        """Let scheduled actions stand, and take others away by name.

        Raises:
            Failure: one was not accepted, or nobody can tell.
        """
        ...

    def apply(self, whole: Resource, moves: Sequence[Move]) -> Mapping[Dimension, Outcome]:
        """Move dimensions of one resource, all up or all down, in as few calls as there can be.

        Returns what was not accepted, or nobody can tell.
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

    def pause(self, pause: Pause) -> None:
        """Keep a person's pause where every prescaler sees it.

        Raises:
            Failure: LEASE_UNAVAILABLE.
        """
        ...
