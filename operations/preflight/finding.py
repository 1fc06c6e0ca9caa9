"""Findings: problems that the coming fixtures will meet in the account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from kickoff.timeline import Fixture

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class FindingCode(StrEnum):
    """The kind of a finding."""

    NOT_FOUND = "not_found"
    CONTRADICTION = "contradiction"  # the resource is not what the calendar says
    MAX_TOO_LOW = "max_too_low"
    CAPPED = "capped"
    ON_DEMAND = "on_demand"
    CLAMPED = "clamped"
    TABLE_QUOTA = "table_quota"
    ACCOUNT_QUOTA = "account_quota"
    SERVICE_QUOTA = "service_quota"
    DAILY_CHANGES = "daily_changes"  # of one resource, above those AWS accepts in 24 hours
    NO_POLICY = "no_policy"  # capacity of a service stays up after a fixture
    UPDATES_AT_ONCE = "updates_at_once"
    QUEUE = "queue"  # raises begin earlier, because AWS takes few changes at once
    DECREASES = "decreases"
    REPLICA_UNKNOWN = "replica_unknown"  # a region that shares capacity is not in the calendar
    SCHEDULED_ACTIONS = "scheduled_actions"
    CONCURRENCY = "concurrency"
    NOT_READY = "not_ready"
    PROVISIONING_FAILED = "provisioning_failed"
    UNGUARDED = "unguarded"
    DENIED = "denied"
    LEAD = "lead"
    LATE = "late"
    NO_PING = "no_ping"
    CLOCK_CHANGE = "clock_change"
    UNREAD = "unread"  # a read failed, so it is unknown whether there is a problem


@dataclass(frozen=True, slots=True)
class AffectedFixtures:
    """The fixtures that a problem affects, each once."""

    fixtures: tuple[Fixture, ...] = ()

    @property
    def first(self) -> Fixture | None:
        """The first of them; None if there is none."""
        return next(iter(self.fixtures), None)

    @property
    def count(self) -> int:
        """Their number."""
        return len(self.fixtures)

    def __contains__(self, fixture: Fixture) -> bool:
        """Return whether a fixture is affected; name and kick-off identify it."""
        same = fixture.kickoff, fixture.name
        return any((each.kickoff, each.name) == same for each in self.fixtures)


def affected(groups: Iterable[Sequence[Fixture]]) -> AffectedFixtures:
    """Return the fixtures of some groups, each counted once."""
    found = {(each.kickoff, each.name): each for group in groups for each in group}
    return AffectedFixtures(tuple(found.values()))


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of `subject`: a target, one of its dimensions, or an account.

    `due` is the instant at which it first does harm; None if it does none in the period.
    """

    code: FindingCode
    subject: str
    problem: str
    advice: str
    due: datetime | None
    affected: AffectedFixtures

    def time_left(self, now: datetime) -> str:
        """Return the time until `due` in its two largest units."""
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
    """Return the sort key that puts the earliest harm first."""
    never = datetime.max.replace(tzinfo=UTC)
    return finding.due or never, finding.subject, finding.code, finding.problem
