"""What stands between the calendar and the account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from kickoff.timeline import Fixture

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class Code(StrEnum):
    """What kind of finding it is."""

    NOT_FOUND = "not_found"
    CONTRADICTION = "contradiction"  # what is there is not what the calendar takes it for
    MAX_TOO_LOW = "max_too_low"
    CAPPED = "capped"
    ON_DEMAND = "on_demand"
    CLAMPED = "clamped"
    TABLE_QUOTA = "table_quota"
    ACCOUNT_QUOTA = "account_quota"
    UPDATES_AT_ONCE = "updates_at_once"
    DECREASES = "decreases"
    SCHEDULED_ACTIONS = "scheduled_actions"
    CONCURRENCY = "concurrency"
    NOT_READY = "not_ready"
    UNGUARDED = "unguarded"
    DENIED = "denied"
    LEAD = "lead"
    LATE = "late"
    NO_PING = "no_ping"
    CLOCK_CHANGE = "clock_change"
    UNREAD = "unread"  # it could not be found out whether there is something


@dataclass(frozen=True, slots=True)
class Concerned:
    """The first fixture that something concerns, and how many there are; None where none is."""

    first: Fixture | None = None
    count: int = 0


def concerned(groups: Iterable[Sequence[Fixture]]) -> Concerned:
    """All fixtures of some groups, each once."""
    found: dict[tuple[datetime, str], Fixture] = {}
    for group in groups:
        for fixture in group:
            found.setdefault((fixture.kickoff, fixture.name), fixture)
    return Concerned(next(iter(found.values()), None), len(found))


@dataclass(frozen=True, slots=True)
class Finding:
    """`due` is when it begins to hurt, `subject` a target, one of its dimensions, or an account.

    `due` is None where nothing to come is hurt by it.
    """

    code: Code
    subject: str
    what: str
    advice: str
    due: datetime | None
    concerned: Concerned

    def left(self, now: datetime) -> str:
        """How long there is, in the two largest units that matter."""
        if self.due is None:
            return "-"
        left = self.due - now
        if left < timedelta(minutes=1):
            return "none"
        if left < _HOUR:
            return f"{left // timedelta(minutes=1)} min"
        if left < _DAY:
            minutes = left % _HOUR // timedelta(minutes=1)
            return f"{left // _HOUR} h {minutes} min"
        return f"{left // _DAY} d {left % _DAY // _HOUR} h"


def by_urgency(finding: Finding) -> tuple[object, ...]:
    """What hurts first comes first."""
    never = datetime.max.replace(tzinfo=UTC)
    return finding.due or never, finding.subject, finding.code, finding.what
