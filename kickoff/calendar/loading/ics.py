"""Fixtures from an iCalendar file (RFC 5545), recurrences included. Fetches nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import prod
from pathlib import PurePath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr

from kickoff.calendar.model.feeds import FixtureTemplate, Span
from kickoff.calendar.model.times import LONGEST, YEARS
from kickoff.timeline import Fixture

# About 5,000 entries; a season has hundreds.
MAX_BYTES = 1_000_000

_UNIQUE = ("UID", "SUMMARY", "STATUS", "SEQUENCE", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION")
_BEGINNING = b"BEGIN:VCALENDAR"
# More than any zone's offset from UTC: floating times are read in the calendar's zone.
_SLACK = timedelta(days=1)
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_TIMES_OF_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_MOST_A_DAY = 24
# dateutil searches for dates up to the year 9999, and dates repeat every 400 years. A rule is
# tested in the last cycle that still leaves 40 years to find its first date.
_LAST_START = 9999 - 40
_CYCLE = 400


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """Name, kick-off and length of one occurrence of an entry."""

    name: str
    kickoff: datetime
    length: timedelta


@dataclass(frozen=True, slots=True)
class ImportedFeed:
    """The fixtures of an iCalendar file. Floating times are in `zone`."""

    query: recurring_ical_events.CalendarQuery
    entries: tuple[_Occurrence, ...]
    template: FixtureTemplate
    zone: ZoneInfo

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Yield the fixtures whose windows overlap [start, end)."""
        profile = self.template.profile
        longest = max((entry.length for entry in self.entries), default=timedelta())
        earliest = start - longest - profile.tail - _SLACK
        for found in self.query.between(earliest, end + profile.lead + _SLACK):
            status = str(found.get("STATUS", "")).upper()
            if not isinstance(found.start, datetime) or status == "CANCELLED":
                continue
            entry = _occurrence(found, self.template, self.zone)
            fixture = self.template.fixture(entry.name, entry.kickoff, entry.length)
            if fixture.opens < end and fixture.closes > start:
                yield fixture

    def span(self) -> Span:
        """Return the first opening and the last closing, without recurrences."""
        if not self.entries:
            return None, None
        first = min(entry.kickoff for entry in self.entries)
        last = max(entry.kickoff + entry.length for entry in self.entries)
        return first - self.template.profile.lead, last + self.template.profile.tail


def read(
    content: bytes, template: FixtureTemplate, zone: ZoneInfo
) -> tuple[ImportedFeed, list[str]]:
    """Return the fixtures of a file, and a note on each entry without a time of day.

    Raises:
        ValueError: the file is not a calendar, or an entry is not valid.
    """
    calendar = _parse(content)
    entries, notes = [], []
    for found in calendar.events:
        name = _name(found)
        try:
            _check_entry(found)
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
        # The parser quotes the text it cannot read. Another kind of file may hold credentials,
        # and none of its text may reach a log.
        is_ics = content.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(_BEGINNING)
        fault = error if is_ics else f"it does not begin with {_BEGINNING.decode()}"
        raise ValueError(f"not an iCalendar file: {fault}") from None
    match parsed:
        case icalendar.Calendar():
            return parsed
        case _:
            raise ValueError(f"not an iCalendar file: it holds only a {parsed.name}")


def _check_entry(found: icalendar.Event) -> None:
    """Refuse an entry with a line that was not understood."""
    if found.errors:
        raise ValueError("; ".join(f"{line}: {fault}" for line, fault in found.errors))
    if twice := [name for name in _UNIQUE if isinstance(found.get(name), list)]:
        raise ValueError(f"it has {twice[0]} twice")
    start = found.start
    zone = found["DTSTART"].params.get("TZID")
    if zone and isinstance(start, datetime) and start.tzinfo is None:
        raise ValueError(f"the zone {zone!r} is not known")
    rules = found.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        _check_rule(rule, start)


def _check_rule(rule: icalendar.vRecur, start: date) -> None:
    """Refuse a recurrence rule that recurs more than daily, or never.

    Raises:
        ValueError: the message completes "the entry ...".
    """
    if not set(rule.get("FREQ", [""])) <= _FREQUENCIES:
        raise ValueError("recurs neither daily, weekly, monthly nor yearly")
    if prod(max(len(rule.get(part, ())), 1) for part in _TIMES_OF_DAY) > _MOST_A_DAY:
        raise ValueError(f"recurs more than {_MOST_A_DAY} times a day")
    if any(interval < 1 for interval in rule.get("INTERVAL", ())):
        raise ValueError("recurs at an interval of less than 1")
    if {"UNTIL", "COUNT"} <= rule.keys():
        raise ValueError("recurs both by COUNT and UNTIL, which exclude each other")
    endless = icalendar.vRecur(
        {part: rule[part] for part in rule if part not in {"UNTIL", "COUNT"}}
    )
    late = start.replace(year=start.year + (_LAST_START - start.year) // _CYCLE * _CYCLE)
    text = endless.to_ical().decode()  # type: ignore[no-untyped-call]  # icalendar has no types here
    try:
        series = rrulestr(text, dtstart=datetime.combine(late, time()))
    except ValueError as error:
        raise ValueError(f"recurs by no usable rule ({error})") from None
    if next(iter(series), None) is None:
        raise ValueError("never recurs")


def _checked(found: icalendar.Event, template: FixtureTemplate, zone: ZoneInfo) -> _Occurrence:
    entry = _occurrence(found, template, zone)
    if entry.kickoff.year not in YEARS:
        raise ValueError(f"the year {entry.kickoff.year} is not from {YEARS[0]} to {YEARS[-1]}")
    if not timedelta() < entry.length <= LONGEST:
        raise ValueError(f"it lasts {entry.length}; set lasts, up to {LONGEST.days}d")
    return entry


def _occurrence(found: icalendar.Event, template: FixtureTemplate, zone: ZoneInfo) -> _Occurrence:
    kickoff, end = _utc(found.start, zone), _utc(found.end, zone)
    return _Occurrence(_name(found), kickoff, template.lasts or end - kickoff)


def _name(found: icalendar.Event) -> str:
    return str(found.get("SUMMARY") or "unnamed")


def _utc(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return aware.astimezone(UTC)
