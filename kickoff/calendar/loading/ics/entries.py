"""Reads the entries of an iCalendar file, each on its own; unused properties are ignored."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from icalendar.parser import unescape_backslash
from icalendar.prop import vDDDTypes

from kickoff.calendar.loading.ics.content_lines import TEXTS, Component, ContentLine
from kickoff.calendar.loading.ics.effort import Effort
from kickoff.calendar.loading.ics.entry import FeedEntry, to_utc
from kickoff.calendar.loading.ics.last_day import last_day
from kickoff.calendar.loading.ics.latest import latest
from kickoff.calendar.loading.ics.zones import FeedZones
from kickoff.calendar.model.problems import EntryPlace, FeedProblem
from kickoff.calendar.model.times import YEARS

_MOST_CATEGORIES = 20
_MOST_RULES = 10
_TIME = re.compile(r"\d{8}T\d{6}Z?")
# As other programs write times: with hyphens and colons, an offset, or without seconds.
_ISO_TIME = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d(:?\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME_LENGTH = len("20261205T150000")
_UTC = ZoneInfo("UTC")
_OLDEST = datetime.min.replace(tzinfo=UTC)
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_LEAP_SECOND = re.compile(r"(T\d{4})60")
_SEQUENCE = re.compile(r"\d{1,18}")
_COMMA = re.compile(r"(?<!\\),")
NO_TIME_YET = "TBC|TBA|TBD"
"""Words of a title that stand for a time to be announced."""
_NO_TIME_YET = re.compile(rf"\b({NO_TIME_YET})\b", re.IGNORECASE)


def read_entries(
    components: Iterable[Component], zones: FeedZones, floating: tzinfo, effort: Effort
) -> tuple[list[FeedEntry], list[FeedProblem]]:
    """Read the entries, and describe those that cannot be read.

    Times without a zone are in `floating`. With METHOD:CANCEL all entries are cancelled.
    """
    entries: list[FeedEntry] = []
    components, problems = latest(components)
    revoked = any(
        line.plain_value().upper() == "CANCEL" for line in components[0].lines.get("METHOD", ())
    )
    for component in components:
        if component.name != "VEVENT":
            continue
        try:
            entry = _EntryReader(component, zones, floating, effort).entry()
            entries.append(replace(entry, status="CANCELLED") if revoked else entry)
        except Exception as error:  # noqa: BLE001 (a fault of the parser concerns one entry)
            problems.append(_problem(component, error))
    return entries, problems


class _EntryReader:
    """Reads the properties of one component."""

    def __init__(
        self, component: Component, zones: FeedZones, floating: tzinfo, effort: Effort
    ) -> None:
        self._component = component
        self._effort = effort
        self._zones = zones
        self._floating = floating
        self._is_all_day = False

    def entry(self) -> FeedEntry:
        """Return the entry.

        Raises:
            ValueError: a property that is used has no valid value; the message names it.
        """
        texts = {name: (self._text(name),) for name in TEXTS} | {"CATEGORIES": self._categories()}
        (title,) = texts["SUMMARY"]
        written = self._start()
        start = self._day(title, written)
        self._is_all_day = not isinstance(start, datetime)
        is_floating = isinstance(written, datetime) and self._is_floating("DTSTART")
        if isinstance(written, datetime) and written.tzinfo is not None:
            # Other times of the entry without a zone are on the clock of its start.
            self._floating = written.tzinfo
        instance = self._one("RECURRENCE-ID")
        return FeedEntry(
            line=self._component.number,
            uid=self._value("UID"),
            title=title or "unnamed",
            start=start,
            is_floating=is_floating,
            end=self._end,
            status=self._value("STATUS").upper(),
            version=(self._sequence(), self._stamp("DTSTAMP"), self._stamp("LAST-MODIFIED")),
            recurrence=self._moment(instance) if instance else None,
            following=instance is not None and "THISANDFUTURE" in instance.text.upper(),
            texts=texts,
            rules=self._rules("RRULE"),
            exception_rules=self._rules("EXRULE"),
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

    def _day(self, title: str, start: datetime | date) -> datetime | date:
        """Return the day of a midnight that stands for no time of day, else the start."""
        if not isinstance(start, datetime) or start.time() != time():
            return start
        flag = self._value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"
        return start.date() if flag or _NO_TIME_YET.search(title) else start

    def _end(self) -> datetime | date | timedelta | None:
        if line := self._one("DTEND"):
            end = self._moment(line)
            return end.date() if self._is_all_day and isinstance(end, datetime) else end
        if line := self._one("DURATION"):
            length = _parsed(line)
            return length if isinstance(length, timedelta) else self._moment(line)
        return None

    def _sequence(self) -> int:
        line = self._one("SEQUENCE")
        value = line.parts()[1] if line else ""
        return int(value) if _SEQUENCE.fullmatch(value) else 0

    def _stamp(self, name: str) -> datetime:
        """Return an instant; one without a valid form counts as the oldest."""
        lines = self._lines(name)
        try:
            moment = self._moment(lines[0]) if lines else None
        except ValueError:
            moment = None
        return to_utc(moment) if isinstance(moment, datetime) else _OLDEST

    def _rules(self, name: str) -> tuple[str, ...]:
        lines = self._lines(name)
        if not lines:
            return ()
        if len(lines) > _MOST_RULES:
            raise ValueError(f"it has {name} more than {_MOST_RULES} times")
        return tuple(line.parts()[1] for line in lines)

    def _moments(self, name: str) -> Iterator[datetime | date]:
        for line in self._lines(name):
            values = line.parts()[1].split(",")
            self._effort.spend(len(values))
            for value in filter(None, values):
                yield self._moment(line, value)

    def _moment(self, line: ContentLine, value: str | None = None) -> datetime | date:
        parsed = _parsed(line, value)
        if isinstance(parsed, tuple):
            parsed = parsed[0]  # a period: its start
        if isinstance(parsed, datetime) and parsed.tzinfo is None:
            name, _ = line.parts()
            zone = self._zones.find(name) if name else self._floating
            return parsed.replace(tzinfo=zone)
        if isinstance(parsed, date):
            return parsed
        raise ValueError(f"{line.shown!r} is not a date or a time, such as 20261205T150000Z")

    def _is_floating(self, name: str) -> bool:
        """Return whether a time names neither a zone nor UTC."""
        line = self._lines(name)[0]
        return not line.parts()[0] and not line.text.upper().endswith("Z")

    def _text(self, name: str) -> str:
        """Return the first text of a property, such as that of the first language."""
        lines = self._lines(name)
        return _plain_text(lines[0]) if lines else ""

    def _value(self, name: str) -> str:
        line = self._one(name)
        return _plain_text(line) if line else ""

    def _categories(self) -> tuple[str, ...]:
        """Return each category, and each line of them as a whole."""
        found: list[str] = []
        for line in self._lines("CATEGORIES"):
            each = _COMMA.split(line.plain_value(), _MOST_CATEGORIES)
            found += [_plain_text(line), *(_unescaped(one).strip() for one in each)]
        return tuple(dict.fromkeys(found[:_MOST_CATEGORIES])) or ("",)

    def _one(self, name: str) -> ContentLine | None:
        lines = self._lines(name)
        if not lines:
            return None
        if len(lines) > 1 and len({line.text for line in lines}) > 1:
            raise ValueError(f"it has {name} twice")
        return lines[0]

    def _lines(self, name: str) -> Sequence[ContentLine]:
        return self._component.lines.get(name, ())


def _plain_text(line: ContentLine) -> str:
    try:
        value = line.parts()[1]
    except ValueError:
        value = line.plain_value()
    return _unescaped(value).strip()


def _unescaped(value: str) -> str:
    text: str = unescape_backslash(value) if "\\" in value else value
    return text


def _parsed(line: ContentLine, value: str | None = None) -> object:
    try:
        text = line.parts()[1] if value is None else value.strip()
        text = text.upper()
        if "60" in text[-3:]:
            text = _LEAP_SECOND.sub(r"\g<1>59", text)
        if _TIME.fullmatch(text):  # the same as below, in a tenth of the time
            moment = datetime.fromisoformat(text[:_TIME_LENGTH])
            return moment.replace(tzinfo=_UTC) if text[_TIME_LENGTH:] else moment
        if _ISO_TIME.fullmatch(text):
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo is None else moment.astimezone(_UTC)
        if _ISO_DAY.fullmatch(text):
            return date.fromisoformat(text)
        return vDDDTypes.from_ical(text)  # type: ignore[no-untyped-call]  # icalendar has no types
    except ValueError:
        raise ValueError(f"{line.shown!r} has no valid date, time or duration") from None


def entry_problem(entry: FeedEntry, error: Exception) -> FeedProblem:
    """Describe an entry that makes no fixture."""
    start = entry.start
    day = start.date() if isinstance(start, datetime) else start
    last = None if entry.dates else last_day(day, entry.rules)
    place = EntryPlace(entry.line, entry.title, day, last)
    return FeedProblem(str(error) or type(error).__name__, place)


def _problem(component: Component, error: Exception) -> FeedProblem:
    """Describe a failed entry by the parts of it that can be read."""
    texts = {name: lines[-1].plain_value() for name, lines in component.lines.items()}
    day = _DATE.search(texts.get("DTSTART", ""))
    try:
        on = date(*map(int, day.groups())) if day else None
    except ValueError:
        on = None
    message = str(error) or type(error).__name__
    rules = [line.plain_value() for line in component.lines.get("RRULE", ())]
    ends = on is not None and "RDATE" not in texts and len(rules) <= _MOST_RULES
    last = last_day(on, rules) if on and ends else None
    place = EntryPlace(component.number, texts.get("SUMMARY") or "unnamed", on, last)
    return FeedProblem(message, place)
