"""Entries (VEVENT) of an iCalendar file. Each is read on its own; unused properties are ignored."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

import icalendar
from icalendar.prop import vDDDTypes

from kickoff.calendar.loading.ics.content_lines import Component, ContentLine
from kickoff.calendar.loading.ics.zones import FeedZones
from kickoff.calendar.model.problems import FeedProblem
from kickoff.calendar.model.times import YEARS

_TEXTS = ("UID", "SUMMARY", "STATUS", "CATEGORIES", "LOCATION", "DESCRIPTION")
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry. `start` is a day for an all-day entry, else a local time with its zone.

    `end` reads the end: a time, a length, or None. It raises ValueError, and only if it is used.
    `recurrence` is the instant or the day of the occurrence that this entry replaces; `following`
    if it also replaces the later ones.
    """

    line: int
    uid: str
    title: str
    start: datetime | date
    end: Callable[[], datetime | date | timedelta | None]
    status: str
    version: tuple[int, datetime]
    recurrence: datetime | date | None
    following: bool
    texts: dict[str, str]
    rules: tuple[str, ...]
    dates: tuple[datetime | date, ...]
    excluded: tuple[datetime | date, ...]

    @property
    def is_cancelled(self) -> bool:
        """True if the publisher cancelled the entry."""
        return self.status == "CANCELLED"

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


def read_entries(
    components: Iterable[Component], zones: FeedZones, floating: tzinfo
) -> tuple[list[FeedEntry], list[FeedProblem]]:
    """Read the entries, and describe those that cannot be read.

    Times without a zone are in `floating`.
    """
    entries, problems = [], []
    for component in components:
        if component.name != "VEVENT":
            continue
        try:
            entries.append(_EntryReader(component, zones, floating).entry())
        except Exception as error:  # noqa: BLE001 (a fault of the parser concerns one entry)
            problems.append(_problem(component, error))
    return entries, problems


def to_utc(moment: datetime) -> datetime:
    """Return an aware time in UTC."""
    return moment.astimezone(UTC)


def comparable(moment: datetime | date | None) -> datetime | date | None:
    """Return a time in UTC, so that one instant in two zones is equal; a day as it is."""
    return to_utc(moment) if isinstance(moment, datetime) else moment


class _EntryReader:
    """Reads the properties of one component."""

    def __init__(self, component: Component, zones: FeedZones, floating: tzinfo) -> None:
        self._component = component
        self._zones = zones
        self._floating = floating

    def entry(self) -> FeedEntry:
        """Return the entry.

        Raises:
            ValueError: a property that is used has no valid value; the message names it.
        """
        texts = {name: self._text(name) for name in _TEXTS}
        start = self._start()
        instance = self._one("RECURRENCE-ID")
        return FeedEntry(
            line=self._component.number,
            uid=texts["UID"],
            title=texts["SUMMARY"] or "unnamed",
            start=start,
            end=self._end,
            status=texts["STATUS"].upper(),
            version=(self._sequence(), self._stamp()),
            recurrence=self._moment(instance) if instance else None,
            following=instance is not None and "THISANDFUTURE" in instance.text.upper(),
            texts=texts,
            rules=tuple(line.parts()[1] for line in self._lines("RRULE")),
            dates=tuple(self._moments("RDATE")),
            excluded=tuple(self._moments("EXDATE")),
        )

    def _start(self) -> datetime | date:
        line = self._one("DTSTART")
        if line is None:
            raise ValueError("it has no DTSTART")
        start = self._moment(line)
        if start.year not in YEARS:
            raise ValueError(f"the year {start.year} is not from {YEARS[0]} to {YEARS[-1]}")
        return start

    def _end(self) -> datetime | date | timedelta | None:
        if line := self._one("DTEND"):
            return self._moment(line)
        if line := self._one("DURATION"):
            length = _parsed(line)
            return length if isinstance(length, timedelta) else self._moment(line)
        return None

    def _sequence(self) -> int:
        line = self._one("SEQUENCE")
        value = line.parts()[1] if line else ""
        return int(value) if value.isdecimal() else 0

    def _stamp(self) -> datetime:
        """Return DTSTAMP; a stamp without a valid form counts as the oldest."""
        line = next(iter(self._lines("DTSTAMP")), None)
        try:
            moment = self._moment(line) if line else None
        except ValueError:
            moment = None
        oldest = datetime.min.replace(tzinfo=UTC)
        return to_utc(moment) if isinstance(moment, datetime) else oldest

    def _moments(self, name: str) -> Iterator[datetime | date]:
        for line in self._lines(name):
            for value in line.parts()[1].split(","):
                yield self._moment(line, value)

    def _moment(self, line: ContentLine, value: str | None = None) -> datetime | date:
        parsed = _parsed(line, value)
        if isinstance(parsed, tuple):
            parsed = parsed[0]  # a period: its start
        if isinstance(parsed, datetime) and parsed.tzinfo is None:
            name = line.parts()[0].get("TZID")
            zone = self._zones.find(str(name)) if name else self._floating
            return parsed.replace(tzinfo=zone)
        if isinstance(parsed, date):
            return parsed
        raise ValueError(f"{line.text!r} is not a date or a time, such as 20261205T150000Z")

    def _text(self, name: str) -> str:
        line = self._one(name)
        return icalendar.vText.from_ical(line.parts()[1]).strip() if line else ""

    def _one(self, name: str) -> ContentLine | None:
        lines = self._lines(name)
        if len({line.text for line in lines}) > 1 and name not in {"CATEGORIES", "DESCRIPTION"}:
            raise ValueError(f"it has {name} twice")
        return lines[0] if lines else None

    def _lines(self, name: str) -> list[ContentLine]:
        return [line for line in self._component.lines if line.name == name]


def _parsed(line: ContentLine, value: str | None = None) -> object:
    try:
        text = line.parts()[1] if value is None else value.strip()
        return vDDDTypes.from_ical(text)  # type: ignore[no-untyped-call]  # icalendar has no types
    except ValueError:
        raise ValueError(f"{line.text!r} has no valid date, time or duration") from None


def entry_problem(entry: FeedEntry, error: Exception) -> FeedProblem:
    """Describe an entry that makes no fixture."""
    start = entry.start
    day = start.date() if isinstance(start, datetime) else start
    return FeedProblem(entry.line, entry.title, str(error) or type(error).__name__, day)


def _problem(component: Component, error: Exception) -> FeedProblem:
    """Describe a failed entry by the parts of it that can be read."""
    texts = {line.name: line.text.partition(":")[2].strip() for line in component.lines}
    day = _DATE.search(texts.get("DTSTART", ""))
    try:
        on = date(*map(int, day.groups())) if day else None
    except ValueError:
        on = None
    message = str(error) or type(error).__name__
    return FeedProblem(component.number, texts.get("SUMMARY") or "unnamed", message, on)
