"""The status of a fixture."""

from enum import StrEnum


class Status(StrEnum):
    """The state of a fixture. A postponed fixture stays listed until it has a new date."""

    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
