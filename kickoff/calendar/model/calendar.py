"""A calendar that is right: what it says of any instant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kickoff import timeline
from kickoff.calendar.model.feeds import Feed, RecurringFeed
from kickoff.calendar.model.targets import FunctionTarget, TableTarget
from kickoff.timeline import Bounds, Fixture, Key, Level, Step

# A year and a month: rules repeat by the week, the month or the year.
_ENOUGH = timedelta(days=400)
_ANY_START = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Targets, and the fixtures that ask for capacity; `digest` tells one version from another.

    `files` are the calendar's own and those it imports: their contents, by location.
    `notes` are what a person should know that is not wrong, such as imported entries left out.
    `called_off`: the names of fixtures that stand in it as not to be played. `rules` are those of
    the feeds that recur.
    """

    files: Mapping[str, bytes]
    digest: str
    zone: ZoneInfo
    targets: Mapping[str, TableTarget | FunctionTarget]
    bounds: Mapping[Key, Bounds]
    feeds: tuple[Feed, ...]
    notes: tuple[str, ...] = ()
    called_off: frozenset[str] = frozenset()
    rules: tuple[RecurringFeed, ...] = ()

    def span(self) -> tuple[datetime, datetime]:
        """Everything with a date, and enough of what recurs without end."""
        spans = [feed.span() for feed in self.feeds]
        firsts = [first for first, _ in spans if first is not None] or [_ANY_START]
        lasts = [last for _, last in spans if last is not None]
        return min(firsts), max([max(firsts) + _ENOUGH, *lasts])

    def fixtures(self, start: datetime, end: datetime) -> list[Fixture]:
        """Those whose windows meet [start, end), by opening, then name."""
        found = [fixture for feed in self.feeds for fixture in feed.fixtures(start, end)]
        return sorted(found, key=lambda fixture: (fixture.opens, fixture.name))

    def levels(self, at: datetime) -> dict[Key, Level]:
        """The level of every dimension at an instant."""
        return timeline.levels(self.bounds, self.fixtures(at, at + datetime.resolution), at)

    def steps(self, start: datetime, end: datetime) -> Iterator[Step]:
        """The steps of every dimension over [start, end)."""
        return timeline.steps(self.bounds, self.fixtures(start, end), start, end)
