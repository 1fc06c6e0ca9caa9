"""Occurrences of a recurring entry. Rules are applied to the local clock of the entry."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import chain
from zoneinfo import ZoneInfo

from kickoff.calendar.loading.ics.effort import Effort
from kickoff.calendar.loading.ics.entry import FeedEntry, begins, comparable, to_utc
from kickoff.calendar.loading.ics.rules import Rule

# More than any zone's offset from UTC.
_SLACK = timedelta(days=1)
_NONE = timedelta()
_UTC = ZoneInfo("UTC")
# Long spans are computed in parts, so that a reader with a limit can stop.
_PART = timedelta(days=4 * 365)
# Exceptions of all years since the start may be computed before the first fixture.
_YEARS_OF_EXCEPTIONS = 20


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
        effort: Effort,
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
        self._floating = floating
        self._rules = [Rule(text, start, effort) for text in master.rules]
        self._exceptions = [
            Rule(text, start, effort, years=_YEARS_OF_EXCEPTIONS) for text in master.exception_rules
        ]
        self._dates = sorted([self._start, *map(self._local, master.dates)])
        self._replaced = {comparable(e.recurrence): e for e in replacements}
        self._left_out = frozenset(map(comparable, master.excluded)) | self._replaced.keys()
        following = sorted(
            ((self._local(e.recurrence), e) for e in replacements if e.following and e.recurrence),
            key=lambda each: each[0],
        )
        self._since = [since for since, _ in following]
        # The entry in force before the first that replaces all following ones is the master.
        self._in_force = [(master, _NONE), *((e, self._shift(e)) for _, e in following)]
        self._slack = _SLACK + max(abs(shift) for _, shift in self._in_force)

    def occurrences(self, start: datetime, end: datetime) -> Iterator[Occurrence]:
        """Yield the occurrences that start in [start, end), in UTC, in any order."""
        for entry in self._replaced.values():
            at = to_utc(begins(entry.start, self._floating))
            if start <= at < end:
                yield Occurrence(entry, at)
        first = (start - self._slack).replace(tzinfo=None)
        last = (end + self._slack).replace(tzinfo=None)
        while first < last:
            until = min(first + _PART, last)
            for local in self._locals(first, until):
                entry, shift = self._in_force[bisect_right(self._since, local)]
                at = self._utc(local + shift)
                if start <= at < end:
                    yield Occurrence(entry, at)
            first = until

    def _locals(self, first: datetime, until: datetime) -> Iterator[datetime]:
        """Yield the local times of the rules and dates in [first, until), without exceptions."""
        last = until - datetime.resolution
        dates = self._dates[bisect_left(self._dates, first) : bisect_left(self._dates, until)]
        exceptions = _dates(self._exceptions, first, last)
        for local in {*dates, *_dates(self._rules, first, last)} - exceptions:
            if not self._left_out or not self._is_left_out(local):
                yield local

    def _is_left_out(self, local: datetime) -> bool:
        return local.date() in self._left_out or self._utc(local) in self._left_out

    def _shift(self, entry: FeedEntry) -> timedelta:
        """Return the move of a replacing entry, on the clock, from the occurrence it replaces."""
        return self._local(entry.start) - self._local(entry.recurrence or entry.start)

    def _local(self, moment: datetime | date) -> datetime:
        if isinstance(moment, datetime):
            return moment.astimezone(self._zone).replace(tzinfo=None)
        return datetime.combine(moment, self._start.time())

    def _utc(self, local: datetime) -> datetime:
        return to_utc(local.replace(tzinfo=self._zone))


def _dates(rules: Sequence[Rule], first: datetime, last: datetime) -> set[datetime]:
    return set(chain.from_iterable(rule.between(first, last) for rule in rules))
