"""The interfaces the reconciler needs: capacity, and the lease store."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Protocol

from prescaler.model import (
    Activity,
    Dimension,
    Lease,
    Leases,
    Observed,
    Outcome,
    Pause,
    RecentConsumption,
    Resource,
    ScalingRequest,
    ScheduledAction,
)


class Scaling(Protocol):
    """Reads and changes capacity of every kind."""

    def begin_tick(self) -> None:
        """Begin a tick: its changes have a limited time."""
        ...

    def observe(self, dimensions: Collection[Dimension]) -> Mapping[Dimension, Observed]:
        """Read bounds and capacity of each; a failed read leaves its outcome."""
        ...

    def consumption(
        self, dimensions: Collection[Dimension], at: datetime
    ) -> Mapping[Dimension, RecentConsumption | Outcome]:
        """Read the consumption of the minutes before an instant; a failed read its outcome."""
        ...

    def activities(self, dimensions: Collection[Dimension]) -> Mapping[Dimension, Activity]:
        """Read the last scaling activity of each, where it is known."""
        ...

    def scheduled_actions(self, dimension: Dimension) -> AbstractSet[str]:
        """Read the names of kickoff's scheduled actions.

        Raises:
            Failure: They could not be read.
        """
        ...

    def replace_scheduled_actions(
        self, dimension: Dimension, new: Sequence[ScheduledAction], old: Sequence[str]
    ) -> None:
        """Create scheduled actions, and delete others by name.

        Raises:
            Failure: A call failed, or its result is unknown.
        """
        ...

    def has_turn(self, resource: Resource) -> bool:
        """Return whether the tick has time for a change of a resource, at its service's pace."""
        ...

    def apply(
        self, resource: Resource, requests: Sequence[ScalingRequest]
    ) -> Mapping[Dimension, Outcome]:
        """Change dimensions of one resource, all up or all down, in as few calls as possible.

        Return the requests that failed, that the tick has no time for, whose result is unknown, or
        whose resource somebody else changed at the same moment.
        """
        ...

    def settle(self) -> None:
        """Wait until updates of tables that began just now are over."""
        ...


class LeaseStore(Protocol):
    """Leases that outlive the process. Writes are conditional: of two writers one wins."""

    def read(self) -> Leases:
        """Read all leases, with the failures of those that cannot be read."""
        ...

    def put(self, lease: Lease) -> Lease:
        """Write a lease over the version it carries (none, for 0); return it as stored.

        Raises:
            Failure: CONFLICT if another version is stored, LEASE_UNAVAILABLE otherwise.
        """
        ...

    def pause(self, pause: Pause) -> None:
        """Store a person's pause or stop for every prescaler.

        Raises:
            Failure: LEASE_UNAVAILABLE.
        """
        ...

    def resume(self, *, stops_all: bool) -> None:
        """Remove a person's stop, or with `stops_all` false their pause; none is no error.

        Raises:
            Failure: LEASE_UNAVAILABLE.
        """
        ...
