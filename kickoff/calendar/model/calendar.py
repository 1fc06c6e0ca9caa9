"""A valid calendar: fixtures, levels and steps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kickoff import timeline
from kickoff.calendar.model.base_target import BaseTarget, Mode
from kickoff.calendar.model.feed_url import PublishedFeed
from kickoff.calendar.model.feeds import Feed, RecurringFeed
from kickoff.calendar.model.problems import FeedProblem, Problem
from kickoff.calendar.model.status import CalledOff, Status
from kickoff.timeline import Bounds, Fixture, Key, Level, Step

# A year and a month: rules repeat by the week, the month or the year.
_RECURRENCE = timedelta(days=400)
_ANY_START = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Targets and fixtures.

    `files` are the contents of the calendar and its imports by location, `digest` is their hash.
    `notes` are remarks that are not errors, such as imported entries without a time of day.
    `feed_problems` are the entries of feeds that are left out because they are not valid.
    `unused_rules` are the rules of feeds that decide about no entry.
    `clamped` describes levels that a feed would raise above a max, if that is no problem.
    `called_off` are the postponed or cancelled fixtures.
    `rules` are the recurring feeds, `published` the feeds with an address.
    `unfetched` are the locations of feeds that are not fetched yet.
    `mode` counts for targets without a mode of their own.
    """

    files: Mapping[str, bytes]
    digest: str
    zone: ZoneInfo
    targets: Mapping[str, BaseTarget]
    bounds: Mapping[Key, Bounds]
    feeds: tuple[Feed, ...]
    notes: tuple[str, ...] = ()
    feed_problems: tuple[FeedProblem, ...] = ()
    unused_rules: tuple[Problem, ...] = ()
    clamped: tuple[str, ...] = ()
    called_off: tuple[CalledOff, ...] = ()
    rules: tuple[RecurringFeed, ...] = ()
    unfetched: tuple[str, ...] = ()
    published: tuple[PublishedFeed, ...] = ()
    mode: Mode = Mode.ACT

    def observes(self, target: str) -> bool:
        """Return whether a target is only observed; a target that left the calendar is not."""
        known = self.targets.get(target)
        return known is not None and (known.mode or self.mode) is Mode.OBSERVE

    def in_region(self, region: str | None) -> "Calendar":
        """Return the calendar with a region for each target without one, for prices."""
        targets = {
            name: target if target.region else target.model_copy(update={"region": region})
            for name, target in self.targets.items()
        }
        return replace(self, targets=targets)

    def status_of(self, name: str) -> Status:
        """Return the status of the fixtures with a name; scheduled unless they are called off."""
        found = {each.status for each in self.called_off if each.name == name}
        return max(found, default=Status.SCHEDULED, key=lambda each: each is Status.POSTPONED)

    def span(self) -> tuple[datetime, datetime]:
        """Return a span with all dated fixtures and at least 400 days of endless rules."""
        spans = [feed.span() for feed in self.feeds]
        firsts = [first for first, _ in spans if first is not None] or [_ANY_START]
        lasts = [last for _, last in spans if last is not None]
        return min(firsts), max([max(firsts) + _RECURRENCE, *lasts])

    @classmethod
    def empty(cls) -> "Calendar":
        """Return a calendar without targets and fixtures, for work that needs leases alone."""
        return cls({}, "none", ZoneInfo("UTC"), {}, {}, ())

    def fixtures(self, start: datetime, end: datetime) -> list[Fixture]:
        """Return the fixtures whose windows overlap [start, end), by opening, then name."""
        found = [fixture for feed in self.feeds for fixture in feed.fixtures(start, end)]
        return sorted(found, key=lambda fixture: (fixture.opens, fixture.name))

    def levels(self, at: datetime) -> dict[Key, Level]:
        """Return the level of every dimension at an instant."""
        return timeline.levels(self.bounds, self.fixtures(at, at + datetime.resolution), at)

    def steps(self, start: datetime, end: datetime) -> Iterator[Step]:
        """Yield the steps of every dimension over [start, end)."""
        return timeline.steps(self.bounds, self.fixtures(start, end), start, end)
