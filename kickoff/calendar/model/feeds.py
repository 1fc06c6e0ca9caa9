"""Where fixtures come from, and the windows they open.

A feed yields the fixtures whose windows meet [start, end), in any order; the instants are UTC.
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
from kickoff.calendar.model.models import Profile, RecurringFixture
from kickoff.calendar.model.problems import Path
from kickoff.calendar.model.times import Anchor
from kickoff.timeline import Fixture, Key, Phase

Span = tuple[datetime | None, datetime | None]


# Today, and what is looked at beside it.
_DAYS_KEPT = 8


class Feed(Protocol):
    """A source of fixtures."""

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Those whose windows meet [start, end)."""

    def span(self) -> Span:
        """From its first opening to its last closing, roughly; None where it names no bound."""


@dataclass(frozen=True, slots=True)
class FixtureTemplate:
    """What the fixtures of one line have in common: all but their name and their time."""

    profile_name: str
    profile: Profile
    demand: Mapping[Key, int]
    scale: Decimal
    lasts: timedelta | None
    origin: Path

    def fixture(self, name: str, kickoff: datetime, length: timedelta) -> Fixture:
        """The fixture of a kick-off."""
        end = kickoff + length
        opens, closes = kickoff - self.profile.lead, end + self.profile.tail
        return Fixture(
            name=name,
            profile=self.profile_name,
            kickoff=kickoff,
            end=end,
            phases=tuple(self._phases(kickoff, end, opens, closes)),
            demand=self.demand,
            scale=self.scale,
            origin=self.origin,
        )

    def _phases(
        self, kickoff: datetime, end: datetime, opens: datetime, closes: datetime
    ) -> Iterator[Phase]:
        """The profile's shape, cut to the window; nothing is asked before its first phase."""
        if not self.profile.phases:
            yield Phase(opens, closes, Decimal(1))
            return

        anchors = {Anchor.KICKOFF: kickoff, Anchor.END: end}
        marks = [(anchors[p.start.anchor] + p.start.offset, p.share) for p in self.profile.phases]
        marks.sort(key=lambda mark: mark[0])
        cut = [(min(max(instant, opens), closes), share) for instant, share in marks]
        shares = [(opens, Decimal(0)), *cut, (closes, Decimal(0))]
        for (first, share), (last, _) in pairwise(shares):
            if first < last:
                yield Phase(first, last, share)


class DatedFeed:
    """The dated fixtures of a file, found by their openings."""

    def __init__(self, fixtures: Iterable[Fixture]) -> None:
        self._fixtures = sorted(fixtures, key=lambda f: f.opens)
        self._openings = [fixture.opens for fixture in self._fixtures]
        self._longest = max((f.closes - f.opens for f in self._fixtures), default=timedelta())

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Those whose windows meet [start, end)."""
        first = bisect_left(self._openings, start - self._longest)
        last = bisect_left(self._openings, end)
        return (fixture for fixture in self._fixtures[first:last] if fixture.closes > start)

    def span(self) -> Span:
        """From the first opening to the last closing."""
        if not self._fixtures:
            return None, None
        return self._openings[0], max(fixture.closes for fixture in self._fixtures)


class DailyFeedCache:
    """Remembers a slow feed's fixtures by UTC day: ticks ask every minute."""

    def __init__(self, feed: Feed) -> None:
        self.span = feed.span
        self._fixtures = feed.fixtures
        self._of = lru_cache(_DAYS_KEPT)(self._day)

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Those whose windows meet [start, end)."""
        if start.date() != (end - datetime.resolution).date():
            return self._fixtures(start, end)
        return (f for f in self._of(start.date()) if f.opens < end and f.closes > start)

    def _day(self, day: date) -> tuple[Fixture, ...]:
        return tuple(self._fixtures(_utc(day, days=0), _utc(day, days=1)))


@dataclass(frozen=True, slots=True)
class RecurringFeed:
    """The fixtures of a recurring rule, whose days are those of its zone."""

    rule: RecurringFixture
    template: FixtureTemplate
    length: timedelta
    zone: ZoneInfo

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Those whose windows meet [start, end)."""
        profile = self.template.profile
        earliest = start - self.length - profile.tail
        for kickoff in self.kickoffs(earliest, end + profile.lead):
            fixture = self.template.fixture(self.rule.name, kickoff, self.length)
            if fixture.opens < end and fixture.closes > start:
                yield fixture

    def span(self) -> Span:
        """From the first day's openings to the last day's closings."""
        first, last = self._days()
        return (
            first and first - self.template.profile.lead,
            last and last + self.length + self.template.profile.tail,
        )

    def kickoffs(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """The rule's own in [start, end), less the days left out."""
        first, last = self._days()
        start, end = max(start, first or start), min(end, last or end)
        for kickoff in cron.occurrences(self.rule.cron, self.zone, start, end):
            if self._plays(kickoff.astimezone(self.zone).date()):
                yield kickoff

    def skipped(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Local times in [start, end) that the zone's clocks skip: the rule has no fixture then."""
        for local in cron.skipped(self.rule.cron, self.zone, start, end):
            if self._plays(local.date()):
                yield local

    def _plays(self, day: date) -> bool:
        begun = self.rule.start is None or self.rule.start <= day
        over = self.rule.until is not None and self.rule.until < day
        return begun and not over and day not in self.rule.skipped

    def _days(self) -> Span:
        """The rule's first and last day."""
        first = None if self.rule.start is None else _utc(self.rule.start, days=-1)
        last = None if self.rule.until is None else _utc(self.rule.until, days=2)
        return first, last


def _utc(day: date, *, days: int) -> datetime:
    """A day's midnight in UTC, moved by enough days to hold it in any zone."""
    return datetime.combine(day, time(), UTC) + timedelta(days=days)
