"""An iCalendar file as feeds of fixtures. An entry that cannot be used leaves out only itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from kickoff.calendar.loading.ics.content_lines import Component, components
from kickoff.calendar.loading.ics.entries import (
    FeedEntry,
    entry_problem,
    read_entries,
    to_utc,
)
from kickoff.calendar.loading.ics.recurrence import Series
from kickoff.calendar.loading.ics.versions import newest, series
from kickoff.calendar.loading.ics.zones import FeedZones
from kickoff.calendar.model.feeds import DatedFeed, Feed, FixtureTemplate, Span
from kickoff.calendar.model.problems import FeedProblem
from kickoff.calendar.model.times import LONGEST
from kickoff.timeline import Fixture

# About 5,000 entries; a season has hundreds.
MAX_BYTES = 1_000_000
_DAY = timedelta(days=1)

Selection = Callable[[FeedEntry], FixtureTemplate | None]
"""Returns the template of an entry's fixtures; None if the calendar leaves the entry out."""


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """The name of a file, its zones, and the treatment of entries without a time of day.

    `floating` is the zone of times without one, `mapped` gives zones for names of the file. With
    `all_day`, an entry without a time of day is a fixture from midnight to midnight.
    """

    name: str
    floating: ZoneInfo
    mapped: Mapping[str, ZoneInfo] = field(default_factory=dict)
    all_day: bool = False


@dataclass(slots=True)
class FeedContent:
    """The fixtures of a file, entries with a problem, remarks, and titles of called-off ones."""

    feeds: list[Feed] = field(default_factory=list)
    problems: list[FeedProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cancelled: set[str] = field(default_factory=set)
    postponed: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Usable:
    """An entry that makes fixtures. `starts`: its start in UTC; the start of the day if all-day."""

    entry: FeedEntry
    template: FixtureTemplate
    length: timedelta
    starts: datetime

    source: str

    def fixture(self, kickoff: datetime) -> Fixture:
        return self.template.fixture(self.entry.title, kickoff, self.length, self.source)


def read(content: bytes, select: Selection, options: FeedOptions) -> FeedContent:
    """Return the fixtures of a file.

    Raises:
        ValueError: the file is not an iCalendar file, or it is not whole.
    """
    found = components(content)
    known = FeedZones(options.mapped, found)
    entries, problems = read_entries(found, known, options.floating)
    current, notes = newest(entries)
    result = FeedContent(problems=problems, notes=notes)
    single, recurring = series(current)
    usable = _UsableEntries(select, options, result)
    result.feeds.append(DatedFeed(each.fixture(each.starts) for each in usable.of(single)))
    clock = _own_zone(found[0], known)
    for master, replacing in recurring:
        alive = {id(each.entry): each for each in usable.of([master, *replacing])}
        if id(master) not in alive:
            continue
        try:
            result.feeds.append(_SeriesFeed(Series(master, replacing, clock), alive))
        except (ValueError, OverflowError) as error:
            problems.append(entry_problem(master, error))
    result.problems = [replace(problem, file=options.name) for problem in problems]
    return result


class _UsableEntries:
    """Chooses the entries that make fixtures; notes why others do not."""

    def __init__(self, select: Selection, options: FeedOptions, result: FeedContent) -> None:
        self._select = select
        self._options = options
        self._result = result

    def of(self, entries: Iterable[FeedEntry]) -> Iterator[_Usable]:
        """Yield the usable ones of the entries."""
        for entry in entries:
            try:
                usable = self._usable(entry)
            except (ValueError, OverflowError) as error:
                self._result.problems.append(entry_problem(entry, error))
            else:
                if usable is not None:
                    yield usable

    def _usable(self, entry: FeedEntry) -> _Usable | None:
        if entry.is_cancelled:
            self._result.cancelled.add(entry.title)
            return None
        template = self._select(entry)
        if template is None:
            return None
        start = entry.start
        if isinstance(start, datetime):
            length = template.length or entry.length()
            starts = to_utc(start)
        elif self._options.all_day:
            length = max(entry.length(), _DAY)
            starts = to_utc(datetime.combine(start, time(), self._options.floating))
        else:
            self._result.notes.append(
                f"left out {entry.title!r} on {start}: it has no time of day (line {entry.line})"
            )
            return None
        if not template.includes(starts):
            return None
        if not timedelta() < length <= LONGEST:
            raise ValueError(f"it lasts {length}; set lasts, up to {LONGEST.days}d")
        source = f"{self._options.name} line {entry.line}"
        return _Usable(entry, template, length, starts, source)


@dataclass(frozen=True, slots=True)
class _SeriesFeed:
    """The fixtures of a recurring entry. `usable`: the entries that make fixtures, by identity."""

    series: Series
    usable: Mapping[int, _Usable]

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Yield the fixtures whose windows overlap [start, end)."""
        members = self.usable.values()
        behind = max(each.length + each.template.profile.tail for each in members)
        ahead = max(each.template.profile.lead for each in members)
        for found in self.series.occurrences(start - behind, end + ahead):
            if (usable := self.usable.get(id(found.entry))) is None:
                continue
            fixture = usable.fixture(found.start)
            if fixture.opens < end and fixture.closes > start:
                yield fixture

    def span(self) -> Span:
        """Return the first opening and the last closing of the written dates."""
        fixtures = [each.fixture(each.starts) for each in self.usable.values()]
        return min(each.opens for each in fixtures), max(each.closes for each in fixtures)


def _own_zone(calendar: Component, zones: FeedZones) -> tzinfo | None:
    """Return X-WR-TIMEZONE: rules of UTC times follow its clock. None if absent or not known."""
    for line in calendar.lines:
        if line.name == "X-WR-TIMEZONE":
            try:
                return zones.find(line.parts()[1])
            except ValueError:
                return None
    return None
