"""Sources of fixtures, and the windows of the fixtures.

A feed yields the fixtures whose windows overlap [start, end), in any order, in UTC.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

from kickoff.calendar.model import cron
from kickoff.calendar.model.file_keys import Profile, RecurringFixture
from kickoff.calendar.model.problems import Path
from kickoff.calendar.model.times import Anchor, Days, next_clock_time
from kickoff.timeline import Fixture, Key, Phase

Span = tuple[datetime | None, datetime | None]

# Today, and the days that a tick reads around it.
_CACHED_DAYS = 8
# From a local time to the same time of the next day; clocks go back by an hour or less.
_LONGEST_DAY = timedelta(hours=25)
_WHOLE = Decimal(1)


class Feed(Protocol):
    """A source of fixtures."""

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Return the fixtures whose windows overlap [start, end)."""

    def span(self) -> Span:
        """Return the first opening and the last closing, roughly; None if unbounded."""


@dataclass(frozen=True, slots=True)
class FixtureTemplate:
    """The shared part of all fixtures of one entry: all but name and time.

    `zone` is that of the local times: the end `ends`, and the days `skipped`.
    """

    profile_name: str
    profile: Profile
    demand: Mapping[Key, int]
    scale: Decimal
    lasts: timedelta | None
    ends: time | None
    zone: ZoneInfo
    skipped: Days
    origin: Path
    tags: tuple[str, ...] = ()

    @property
    def length(self) -> timedelta | None:
        """The length of a fixture; its upper limit if the fixture ends at a local time."""
        return _LONGEST_DAY if self.ends else self.lasts

    def includes(self, kickoff: datetime) -> bool:
        """Return whether a kick-off is on none of the days left out."""
        if not self.skipped:
            return True
        day = kickoff.astimezone(self.zone).date()
        return not any(day in days for days in self.skipped)

    def fixture(self, name: str, kickoff: datetime, length: timedelta, source: str = "") -> Fixture:
        """Return the fixture of a kick-off. `length` counts unless it ends at a local time."""
        end = next_clock_time(kickoff, self.ends, self.zone) if self.ends else kickoff + length
        opens, closes = kickoff - self.profile.lead, end + self.profile.tail
        return Fixture(
            name=name,
            profile=self.profile_name,
            kickoff=kickoff,
            end=end,
            phases=self._phases(kickoff, end, opens, closes),
            demand=self.demand,
            scale=self.scale,
            origin=self.origin,
            source=source,
            tags=self.tags,
        )

    def _phases(
        self, kickoff: datetime, end: datetime, opens: datetime, closes: datetime
    ) -> tuple[Phase, ...]:
        """Cut the profile's shape to the window. The share before the first phase is 0."""
        if not self.profile.phases:
            return (Phase(opens, closes, _WHOLE),)
        anchors = {Anchor.KICKOFF: kickoff, Anchor.END: end}
        marks = [(anchors[p.start.anchor] + p.start.offset, p.share) for p in self.profile.phases]
        marks.sort(key=lambda mark: mark[0])
        cut = [(min(max(instant, opens), closes), share) for instant, share in marks]
        shares = [(opens, Decimal(0)), *cut, (closes, Decimal(0))]
        return tuple(
            Phase(first, last, share)
            for (first, share), (last, _) in pairwise(shares)
            if first < last
        )


class DatedFeed:
    """The dated fixtures of a file, indexed by their openings."""

    def __init__(self, fixtures: Iterable[Fixture]) -> None:
        self._fixtures = sorted(fixtures, key=lambda f: f.opens)
        self._openings = [fixture.opens for fixture in self._fixtures]
        self._longest = max((f.closes - f.opens for f in self._fixtures), default=timedelta())

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Return the fixtures whose windows overlap [start, end)."""
        first = bisect_left(self._openings, start - self._longest)
        last = bisect_left(self._openings, end)
        return (fixture for fixture in self._fixtures[first:last] if fixture.closes > start)

    def span(self) -> Span:
        """Return the first opening and the last closing."""
        if not self._fixtures:
            return None, None
        return self._openings[0], max(fixture.closes for fixture in self._fixtures)


class DailyFeedCache:
    """Caches the fixtures of a slow feed by UTC day, because ticks read them every minute."""

    def __init__(self, feed: Feed) -> None:
        self.span = feed.span
        self._fixtures = feed.fixtures
        self._of = lru_cache(_CACHED_DAYS)(self._day)

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Return the fixtures whose windows overlap [start, end)."""
        if start.date() != (end - datetime.resolution).date():
            return self._fixtures(start, end)
        return (f for f in self._of(start.date()) if f.opens < end and f.closes > start)

    def _day(self, day: date) -> tuple[Fixture, ...]:
        return tuple(self._fixtures(_utc(day, days=0), _utc(day, days=1)))


@dataclass(frozen=True, slots=True)
class RecurringFeed:
    """The fixtures of a recurring rule. Its days are days of the template's zone."""

    rule: RecurringFixture
    template: FixtureTemplate
    length: timedelta

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the rule."""
        return self.template.zone

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Yield the fixtures whose windows overlap [start, end)."""
        profile = self.template.profile
        earliest = start - self.length - profile.tail
        for kickoff in self.kickoffs(earliest, end + profile.lead):
            fixture = self.template.fixture(self.rule.name, kickoff, self.length)
            if fixture.opens < end and fixture.closes > start:
                yield fixture

    def span(self) -> Span:
        """Return the first day's openings and the last day's closings."""
        first, last = self._days()
        return (
            first and first - self.template.profile.lead,
            last and last + self.length + self.template.profile.tail,
        )

    def kickoffs(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Yield the rule's kick-offs in [start, end), without the excepted days."""
        first, last = self._days()
        start, end = max(start, first or start), min(end, last or end)
        for kickoff in cron.occurrences(self.rule.cron, self.zone, start, end):
            if self._includes(kickoff.astimezone(self.zone).date()):
                yield kickoff

    def skipped(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Yield the rule's local times in [start, end) that do not exist: no fixture then."""
        for local in cron.skipped(self.rule.cron, self.zone, start, end):
            if self._includes(local.date()):
                yield local

    def _includes(self, day: date) -> bool:
        begun = self.rule.start is None or self.rule.start <= day
        over = self.rule.until is not None and self.rule.until < day
        return begun and not over and not any(day in days for days in self.template.skipped)

    def _days(self) -> Span:
        """Return the rule's first and last day as UTC instants, wide enough for any zone."""
        first = None if self.rule.start is None else _utc(self.rule.start, days=-1)
        last = None if self.rule.until is None else _utc(self.rule.until, days=2)
        return first, last


def _utc(day: date, *, days: int) -> datetime:
    """Return UTC midnight of a day, moved by days."""
    return datetime.combine(day, time(), UTC) + timedelta(days=days)
