"""Status of a table or an index, from the instants at which work on it ends."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ResourceStatus(StrEnum):
    """`TableStatus` or `IndexStatus`."""

    CREATING = "CREATING"
    UPDATING = "UPDATING"
    DELETING = "DELETING"
    ACTIVE = "ACTIVE"


@dataclass(slots=True)
class Lifecycle:
    """Instants at which work ends; None for work that was never started.

    `allocated` is the end of the first phase of an index that is added to a table: the table is
    UPDATING until then, and the index is filled after it.
    """

    created: datetime | None = None
    allocated: datetime | None = None
    updated: datetime | None = None
    deleted: datetime | None = None

    def status(self, now: datetime) -> ResourceStatus:
        """The status at an instant."""
        if self.deleted is not None:
            return ResourceStatus.DELETING
        if _before(now, self.created):
            return ResourceStatus.CREATING
        return ResourceStatus.UPDATING if _before(now, self.updated) else ResourceStatus.ACTIVE

    def allocating(self, now: datetime) -> bool:
        """Return whether an added index is in its first phase."""
        return _before(now, self.allocated)

    def online(self, now: datetime) -> bool:
        """Return whether an added index is being created, or an index deleted."""
        if self.deleted is not None:
            return not self.gone(now)
        return self.allocated is not None and _before(now, self.created)

    def gone(self, now: datetime) -> bool:
        """Return whether its deletion is complete."""
        return self.deleted is not None and now >= self.deleted


def _before(now: datetime, end: datetime | None) -> bool:
    return end is not None and now < end
