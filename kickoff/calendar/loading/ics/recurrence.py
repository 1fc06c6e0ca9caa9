"""Occurrences of a recurring entry. Rules are applied to the local clock of the entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from math import prod
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rrule, rruleset, rrulestr

from kickoff.calendar.loading.ics.entries import FeedEntry, begins, comparable, to_utc

_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_TIMES_OF_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_MOST_A_DAY = 24
# dateutil searches for dates up to the year 9999, and dates repeat every 400 years. A rule is
# tested in the last cycle that still leaves 40 years to find its first date.
_LAST_START = 9999 - 40
_CYCLE = 400
# More than any zone's offset from UTC.
_SLACK = timedelta(days=1)
_NONE = timedelta()
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of an entry: the entry that describes it, and its start in UTC."""

    entry: FeedEntry
    start: datetime


class Series:
    """A recurring entry, and the entries that replace some of its occurrences."""

    def __init__(
        self,
        master: FeedEntry,
        replacements: list[FeedEntry],
        clock: tzinfo | None,
        floating: tzinfo,
    ) -> None:
        """Make a series.

        Rules of a UTC time apply to the clock of the zone `clock`. Days are days of `floating`.

        Raises:
            ValueError: a rule recurs too often, or never.
        """
        start = begins(master.start, floating)
        if clock is not None and start.tzinfo is _UTC:
            start = start.astimezone(clock)
        self._start = start.replace(tzinfo=None)
        self._zone = start.tzinfo
        self._master = master
        self._floating = floating
        self._rules = rruleset(cache=True)
        self._rules.rdate(self._start)
        for text in master.rules:
            self._rules.rrule(_rule(text, start))
        # A set of its own: dateutil would search to the year 9999 if exceptions cover all dates.
        self._exceptions = rruleset(cache=True)
        for text in master.exception_rules:
            self._exceptions.rrule(_rule(text, start))
        for moment in master.dates:
            self._rules.rdate(self._local(moment))
        self._excluded = frozenset(map(comparable, master.excluded))
        self._replaced = {comparable(e.recurrence): e for e in replacements}
        self._following = sorted(
            ((self._local(e.recurrence), e) for e in replacements if e.following and e.recurrence),
            key=lambda each: each[0],
        )

    def occurrences(self, start: datetime, end: datetime) -> Iterator[Occurrence]:
        """Yield the occurrences that start in [start, end), in UTC, in any order."""
        for entry in self._replaced.values():
            at = to_utc(begins(entry.start, self._floating))
            if start <= at < end:
                yield Occurrence(entry, at)
        slack = _SLACK + max((abs(self._shift(e)) for _, e in self._following), default=_NONE)
        first, last = (start - slack).replace(tzinfo=None), (end + slack).replace(tzinfo=None)
        exceptions = set(self._exceptions.between(first, last))
        for local in self._rules.between(first, last):
            if local in exceptions or {self._utc(local), local.date()} & (
                self._excluded | self._replaced.keys()
            ):
                continue
            entry = self._entry(local)
            at = self._utc(local + (_NONE if entry is self._master else self._shift(entry)))
            if start <= at < end:
                yield Occurrence(entry, at)

    def _entry(self, local: datetime) -> FeedEntry:
        """Return the entry in force at an occurrence: the last that replaces the following ones."""
        entry = self._master
        for since, following in self._following:
            if since <= local:
                entry = following
        return entry

    def _shift(self, entry: FeedEntry) -> timedelta:
        """Return the move of a replacing entry, on the clock, from the occurrence it replaces."""
        return self._local(entry.start) - self._local(entry.recurrence or entry.start)

    def _local(self, moment: datetime | date) -> datetime:
        if isinstance(moment, datetime):
            return moment.astimezone(self._zone).replace(tzinfo=None)
        return datetime.combine(moment, self._start.time())

    def _utc(self, local: datetime) -> datetime:
        return to_utc(local.replace(tzinfo=self._zone))


def _rule(text: str, start: datetime) -> rrule:
    """Return a rule on the local clock.

    Raises:
        ValueError: the rule recurs more than daily, or never; the message says which.
    """
    parts = icalendar.vRecur.from_ical(text)
    if not set(parts.get("FREQ", [""])) <= _FREQUENCIES:
        raise ValueError("it recurs neither daily, weekly, monthly nor yearly")
    if prod(max(len(parts.get(part, ())), 1) for part in _TIMES_OF_DAY) > _MOST_A_DAY:
        raise ValueError(f"it recurs more than {_MOST_A_DAY} times a day")
    if any(interval < 1 for interval in parts.get("INTERVAL", ())):
        raise ValueError("it recurs at an interval of less than 1")
    if {"UNTIL", "COUNT"} <= parts.keys():
        raise ValueError("it recurs both by COUNT and UNTIL, which exclude each other")
    ended = {part: parts.pop(part) for part in ("UNTIL", "COUNT") if part in parts}
    local = start.replace(tzinfo=None)
    late = local.replace(year=local.year + (_LAST_START - local.year) // _CYCLE * _CYCLE)
    if next(iter(_parsed(parts, late)), None) is None:
        raise ValueError("it never recurs")
    rule = _parsed(parts, local)
    if "COUNT" in ended:
        return rule.replace(count=int(ended["COUNT"][0]))
    if "UNTIL" in ended:
        return rule.replace(until=_until(ended["UNTIL"][0], start))
    return rule


def _until(until: datetime | date, start: datetime) -> datetime:
    """Return the last local time of a rule; a day is included as a whole."""
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    return (until.astimezone(start.tzinfo) if until.tzinfo else until).replace(tzinfo=None)


def _parsed(parts: icalendar.vRecur, start: datetime) -> rrule:
    text = parts.to_ical().decode()  # type: ignore[no-untyped-call]  # icalendar has no types here
    try:
        rule = rrulestr(text, dtstart=start)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"it recurs by no usable rule ({error})") from None
    if not isinstance(rule, rrule):
        raise ValueError("it recurs by no usable rule")  # noqa: TRY004 (a fault of the file)
    return rule
