"""The status of a fixture."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """The state of a fixture. A postponed fixture stays listed until it has a new date."""

    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class CalledOff(NamedTuple):
    """A postponed or cancelled fixture, with the kick-off that it had, in UTC."""

    name: str
    kickoff: datetime
    status: Status
