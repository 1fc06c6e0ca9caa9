"""Fixtures from an iCalendar file (RFC 5545), recurrences included. Nothing is ever fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
import recurring_ical_events

from kickoff.calendar.loading import recurrence
from kickoff.calendar.model.feeds import FixtureTemplate, Span
from kickoff.calendar.model.times import LONGEST, YEARS
from kickoff.timeline import Fixture

# Some 5,000 entries; a season has hundreds.
MAX_BYTES = 1_000_000

_ONCE = ("UID", "SUMMARY", "STATUS", "SEQUENCE", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION")
_CANCELLED = "CANCELLED"
_BEGINNING = b"BEGIN:VCALENDAR"
# More than any zone's distance from UTC: floating times are read in the calendar's zone.
_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry says of each of its occurrences."""

    name: str
    kickoff: datetime
    length: timedelta


@dataclass(frozen=True, slots=True)
class ImportedFeed:
    """The entries of an iCalendar file; a floating time is one of `zone`."""

    query: recurring_ical_events.CalendarQuery
    entries: tuple[_Entry, ...]
    template: FixtureTemplate
    zone: ZoneInfo

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Those whose windows meet [start, end)."""
        profile = self.template.profile
        longest = max((entry.length for entry in self.entries), default=timedelta())
        earliest = start - longest - profile.tail - _SLACK
        for found in self.query.between(earliest, end + profile.lead + _SLACK):
            if not isinstance(found.start, datetime) or _cancelled(found):
                continue
            entry = _entry(found, self.template, self.zone)
            fixture = self.template.fixture(entry.name, entry.kickoff, entry.length)
            if fixture.opens < end and fixture.closes > start:
                yield fixture

    def span(self) -> Span:
        """From the first window's opening to the last one's closing, recurrences apart."""
        if not self.entries:
            return None, None
        first = min(entry.kickoff for entry in self.entries)
        last = max(entry.kickoff + entry.length for entry in self.entries)
        return first - self.template.profile.lead, last + self.template.profile.tail


def read(
    content: bytes, template: FixtureTemplate, zone: ZoneInfo
) -> tuple[ImportedFeed, list[str]]:
    """The entries of a file, and a note on each that is left out for having no time of day.

    Raises:
        ValueError: it holds no calendar, or what is no fixture; the message says what.
    """
    calendar = _parse(content)
    entries, notes = [], []
    for found in calendar.events:
        name = _name(found)
        try:
            _check_lines(found)
            if isinstance(found.start, datetime):
                entries.append(_checked(found, template, zone))
            else:
                notes.append(f"left out {name!r} on {found.start}: it has no time of day")
        except (ValueError, OverflowError) as error:
            raise ValueError(f"the entry {name!r}: {error}") from None
    try:
        query = recurring_ical_events.of(calendar, components=["VEVENT"])
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"its X-WR-TIMEZONE is not known: {error}") from None
    return ImportedFeed(query, tuple(entries), template, zone), notes


def _parse(content: bytes) -> icalendar.Calendar:
    try:
        parsed = icalendar.Calendar.from_ical(content)
    except OSError as error:  # a zone that is a folder of zones, such as Europe
        raise ValueError(f"the zone {PurePath(error.filename).name!r} is not known") from None
    except ValueError as error:
        # The parser quotes what it cannot read: of a file that is something else, such as one
        # with credentials, none of it belongs into a log.
        is_one = content.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(_BEGINNING)
        fault = error if is_one else f"it does not begin with {_BEGINNING.decode()}"
        raise ValueError(f"not an iCalendar file: {fault}") from None
    match parsed:
        case icalendar.Calendar():
            return parsed
        case _:
            raise ValueError(f"not an iCalendar file: it holds a {parsed.name} alone")


def _check_lines(found: icalendar.Event) -> None:
    """Accept an entry whose every line was understood, recurrences above all."""
    if found.errors:
        raise ValueError("; ".join(f"{line}: {fault}" for line, fault in found.errors))
    if twice := [name for name in _ONCE if isinstance(found.get(name), list)]:
        raise ValueError(f"{twice[0]} stands twice")
    start = found.start
    zone = found["DTSTART"].params.get("TZID")
    if zone and isinstance(start, datetime) and start.tzinfo is None:
        raise ValueError(f"the zone {zone!r} is not known")
    rules = found.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        recurrence.check(rule, start)


def _checked(found: icalendar.Event, template: FixtureTemplate, zone: ZoneInfo) -> _Entry:
    entry = _entry(found, template, zone)
    if entry.kickoff.year not in YEARS:
        raise ValueError(f"the year {entry.kickoff.year} is too far away")
    if not timedelta() < entry.length <= LONGEST:
        raise ValueError(f"it lasts {entry.length}; name lasts, up to {LONGEST.days}d")
    return entry


def _entry(found: icalendar.Event, template: FixtureTemplate, zone: ZoneInfo) -> _Entry:
    kickoff, end = _utc(found.start, zone), _utc(found.end, zone)
    return _Entry(_name(found), kickoff, template.lasts or end - kickoff)


def _name(found: icalendar.Event) -> str:
    return str(found.get("SUMMARY") or "unnamed")


def _cancelled(found: icalendar.Event) -> bool:
    return str(found.get("STATUS", "")).upper() == _CANCELLED


def _utc(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return aware.astimezone(UTC)
