"""Fixtures from an iCalendar file (RFC 5545), recurrences included. Nothing is ever fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from kickoff.config.feeds import Mould, Span
from kickoff.timeline import Fixture

# Some 5,000 entries; a season has hundreds.
MAX_BYTES = 1_000_000

# Finer recurrences are not kick-offs, and expanding them would never end.
_TOO_FINE = {"SECONDLY", "MINUTELY"}
_CANCELLED = "CANCELLED"
# More than any zone's distance from UTC: floating times are read in the calendar's zone.
_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry says of each of its occurrences."""

    name: str
    kickoff: datetime
    length: timedelta


@dataclass(frozen=True, slots=True)
class Imported:
    """The entries of an iCalendar file; a floating time is one of `zone`."""

    query: recurring_ical_events.CalendarQuery
    entries: tuple[_Entry, ...]
    mould: Mould
    zone: ZoneInfo

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Those whose windows meet [start, end)."""
        profile = self.mould.profile
        longest = max((entry.length for entry in self.entries), default=timedelta())
        earliest = start - longest - profile.tail - _SLACK
        for found in self.query.between(earliest, end + profile.lead + _SLACK):
            if not isinstance(found.start, datetime) or found.get("STATUS") == _CANCELLED:
                continue
            entry = _entry(found, self.mould, self.zone)
            fixture = self.mould.fixture(entry.name, entry.kickoff, entry.length)
            if fixture.opens < end and fixture.closes > start:
                yield fixture

    def span(self) -> Span:
        """From the first entry to the last, recurrences apart."""
        kickoffs = [entry.kickoff for entry in self.entries]
        return min(kickoffs, default=None), max(kickoffs, default=None)


def read(path: Path, mould: Mould, zone: ZoneInfo) -> tuple[Imported, list[str]]:
    """The entries of a file, and a note on each that is left out for having no time of day.

    Raises:
        OSError: the file cannot be read.
        ValueError: it holds no calendar, or what is no fixture; the message says what.
    """
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES:,} bytes")
    try:
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"not an iCalendar file: {error}") from None
    entries, notes = [], []
    for found in calendar.events:
        name = _name(found)
        try:
            if isinstance(found.start, datetime):
                entries.append(_entry(found, mould, zone))
            else:
                notes.append(f"left out {name!r} on {found.start}: it has no time of day")
        except (icalendar.InvalidCalendar, icalendar.IncompleteComponent) as error:
            raise ValueError(f"the entry {name!r} has no usable start or end: {error}") from None
    query = recurring_ical_events.of(calendar, components=["VEVENT"])
    return Imported(query, tuple(entries), mould, zone), notes


def _entry(found: icalendar.Event, mould: Mould, zone: ZoneInfo) -> _Entry:
    name = _name(found)
    rules = found.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if _TOO_FINE & {str(frequency).upper() for frequency in rule.get("FREQ", [])}:
            raise ValueError(f"the entry {name!r} recurs more than hourly")
    kickoff = _utc(found.start, zone)
    length = mould.lasts or _utc(found.end, zone) - kickoff
    if length <= timedelta():
        raise ValueError(f"the entry {name!r} ends when it starts; name lasts in its profile")
    return _Entry(name, kickoff, length)


def _name(found: icalendar.Event) -> str:
    return str(found.get("SUMMARY", "unnamed"))


def _utc(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return aware.astimezone(UTC)
