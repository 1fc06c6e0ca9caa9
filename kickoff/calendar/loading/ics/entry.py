"""An entry (VEVENT) of an iCalendar file as it was read, and its times."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry. `start` is a day for an all-day entry, else a local time with its zone.

    `end` reads the end: a time, a length, or None. It raises ValueError, and only if it is used.
    `is_floating`: the start has no zone of its own. `version` is SEQUENCE, DTSTAMP, LAST-MODIFIED.
    `texts` are the values that rules compare, by property.
    `recurrence` is the instant or the day of the occurrence that this entry replaces; `following`
    if it also replaces the later ones.
    """

    line: int
    uid: str
    title: str
    start: datetime | date
    is_floating: bool
    end: Callable[[], datetime | date | timedelta | None]
    status: str
    version: tuple[int, datetime, datetime]
    recurrence: datetime | date | None
    following: bool
    texts: dict[str, tuple[str, ...]]
    rules: tuple[str, ...]
    exception_rules: tuple[str, ...]
    dates: tuple[datetime | date, ...]
    excluded: tuple[datetime | date, ...]

    @property
    def is_cancelled(self) -> bool:
        """True if the publisher cancelled the entry."""
        return self.status in {"CANCELLED", "CANCELED"}

    @property
    def recurs(self) -> bool:
        """True if the entry has a recurrence rule or further dates."""
        return bool(self.rules or self.dates)

    def length(self) -> timedelta:
        """Return the length by the end; zero without one.

        Raises:
            ValueError: the end is not valid, or not of the kind of the start.
        """
        end, start = self.end(), self.start
        if end is None:
            return timedelta()
        if isinstance(end, timedelta):
            return end
        if isinstance(end, datetime) and isinstance(start, datetime):
            return to_utc(end) - to_utc(start)
        if not isinstance(end, datetime) and not isinstance(start, datetime):
            return end - start
        raise ValueError("DTSTART and DTEND are not both a time or both a day")


def to_utc(moment: datetime) -> datetime:
    """Return an aware time in UTC; a time that the clocks skip has the offset before the change."""
    return moment.astimezone(UTC)


def begins(start: datetime | date, zone: tzinfo) -> datetime:
    """Return a start as a time; that of a day is midnight in a zone."""
    return start if isinstance(start, datetime) else datetime.combine(start, time(), zone)


def comparable(moment: datetime | date | None) -> datetime | date | None:
    """Return a time in UTC, so that one instant in two zones is equal; a day as it is."""
    return to_utc(moment) if isinstance(moment, datetime) else moment
