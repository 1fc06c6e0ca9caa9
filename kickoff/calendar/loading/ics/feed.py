"""An iCalendar file as feeds of fixtures. An entry that cannot be used leaves out only itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from itertools import chain
from zoneinfo import ZoneInfo

from kickoff.calendar.loading.ics.content_lines import Component, calendars, components
from kickoff.calendar.loading.ics.doubts import doubts
from kickoff.calendar.loading.ics.effort import Effort
from kickoff.calendar.loading.ics.entries import entry_problem, read_entries
from kickoff.calendar.loading.ics.entry import FeedEntry, begins, to_utc
from kickoff.calendar.loading.ics.recurrence import Series
from kickoff.calendar.loading.ics.unread import unread
from kickoff.calendar.loading.ics.versions import newest, series
from kickoff.calendar.loading.ics.zones import FeedZones
from kickoff.calendar.model.feeds import DatedFeed, Feed, FixtureTemplate, Span
from kickoff.calendar.model.problems import FeedProblem
from kickoff.calendar.model.status import CalledOff, Status
from kickoff.calendar.model.times import LONGEST
from kickoff.calendar.model.words import counted
from kickoff.timeline import Fixture

# About 5,000 entries; a season has hundreds.
MAX_BYTES = 1_000_000
_OWN_ZONE = "X-WR-TIMEZONE"
_DAY = timedelta(days=1)
# A day on which the clocks go back is this much longer.
_CLOCK_CHANGE = timedelta(hours=2)

Selection = Callable[[FeedEntry], FixtureTemplate | Status | None]
"""Returns the template of an entry's fixtures, the status of an entry that is called off, or None
for an entry that the calendar leaves out."""


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """The name of a file, its zones, and the treatment of entries without a time of day.

    `floating` is the zone of times without one; unless it `is_given` for this feed, X-WR-TIMEZONE
    of the file comes first. `mapped` gives zones for names of the file. With `all_day`, an entry
    without a time of day is a fixture from midnight to midnight.
    """

    name: str
    floating: ZoneInfo
    is_given: bool = True
    mapped: Mapping[str, ZoneInfo] = field(default_factory=dict)
    all_day: bool = False


@dataclass(slots=True)
class FeedContent:
    """The fixtures of a file, entries with a problem, remarks, and called-off fixtures."""

    feeds: list[Feed] = field(default_factory=list)
    problems: list[FeedProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    called_off: list[CalledOff] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Usable:
    """An entry that makes fixtures. `days`: its length if it has no time of day."""

    entry: FeedEntry
    template: FixtureTemplate
    length: timedelta
    days: int
    zone: tzinfo
    source: str

    @property
    def starts(self) -> datetime:
        """The start in UTC; the start of the day without a time of day."""
        return to_utc(begins(self.entry.start, self.zone))

    def fixture(self, kickoff: datetime) -> Fixture:
        if not self.days:
            return self.template.fixture(self.entry.title, kickoff, self.length, self.source)
        last = kickoff.astimezone(self.zone).date() + timedelta(days=self.days)
        length = to_utc(begins(last, self.zone)) - kickoff
        whole_days = replace(self.template, ends=None)
        return whole_days.fixture(self.entry.title, kickoff, length, self.source)


def read(content: bytes, select: Selection, options: FeedOptions) -> FeedContent:
    """Return the fixtures of a file.

    Raises:
        ValueError: the file is not an iCalendar file, or it is not whole.
    """
    result, effort = FeedContent(), Effort()
    for calendar in calendars(components(content)):
        _CalendarReader(calendar, select, options, result, effort).read()
    result.problems = [replace(problem, file=options.name) for problem in result.problems]
    return result


class _CalendarReader:
    """Reads one VCALENDAR of a file; others of the file have zones and entries of their own."""

    def __init__(
        self,
        calendar: list[Component],
        select: Selection,
        options: FeedOptions,
        result: FeedContent,
        effort: Effort,
    ) -> None:
        self._components = calendar
        self._select = select
        self._options = options
        self._result = result
        self._effort = effort
        self._cut: list[FeedEntry] = []
        self._zones = FeedZones(options.mapped, calendar, effort)
        self._clock = _own_zone(calendar[0], self._zones)
        given = options.is_given or self._clock is None
        self._floating: tzinfo = options.floating if given else self._clock or options.floating

    def read(self) -> None:
        """Add the fixtures and remarks of the calendar to the result."""
        entries, problems = read_entries(
            self._components, self._zones, self._floating, self._effort
        )
        if not entries and not problems:
            self._result.notes.append("it has no entries (VEVENT); check that it is the right feed")
        self._result.problems += problems
        current, notes = newest(entries)
        remarks = (
            self._zone_note(current),
            doubts(current, all_day=self._options.all_day),
            unread(self._components),
        )
        self._result.notes += [*notes, *chain.from_iterable(remarks)]
        # All fixtures are checked, those of a rule up to a year after the last start of an entry.
        self._effort.last_year = max((entry.start.year for entry in current), default=0) + 1
        single, recurring = series(current)
        dated = [each for each in map(self._usable, single) if each]
        for master, replacing in recurring:
            alive = {id(each): use for each in (master, *replacing) if (use := self._usable(each))}
            found = None
            if id(master) in alive:
                found = self._series(master, replacing, alive)
            if found is not None:
                self._result.feeds.append(found)
            elif not master.is_cancelled:
                dated += [use for use in alive.values() if use.entry is not master]
        self._result.notes += self._cut_note()
        self._result.feeds.append(
            DatedFeed(
                each.fixture(each.starts) for each in dated if each.template.includes(each.starts)
            )
        )

    def _cut_note(self) -> Iterator[str]:
        """Yield a remark if profiles end fixtures before the ends in the feed."""
        if self._cut:
            first = self._cut[0]
            yield (
                f"{counted(len(self._cut), 'entry ends', 'entries end')} later in the feed than by "
                f"lasts of the profile, such as {first.title!r} (line {first.line}); lasts of a "
                "rule, or a profile without lasts, gives another end"
            )

    def _zone_note(self, entries: Iterable[FeedEntry]) -> list[str]:
        named = _OWN_ZONE in self._components[0].lines
        floats = any(entry.is_floating for entry in entries)
        if self._options.is_given or not named or not floats:
            return []
        if self._clock is None:
            place = f"{self._options.floating}, because the X-WR-TIMEZONE of the feed is not known"
        else:
            place = f"{self._floating}, the X-WR-TIMEZONE of the feed"
        return [f"times without a zone are in {place}; timezone: of the feed gives another"]

    def _series(
        self, master: FeedEntry, replacing: list[FeedEntry], alive: Mapping[int, _Usable]
    ) -> Feed | None:
        try:
            found = Series(master, replacing, self._clock, self._floating, self._effort)
        except (ValueError, OverflowError) as error:
            self._result.problems.append(entry_problem(master, error))
            return None
        return _SeriesFeed(found, alive)

    def _usable(self, entry: FeedEntry) -> _Usable | None:
        """Return the entry with its template; None, with a remark, if it makes no fixture."""
        try:
            return self._chosen(entry)
        except (ValueError, OverflowError) as error:
            self._result.problems.append(entry_problem(entry, error))
            return None

    def _chosen(self, entry: FeedEntry) -> _Usable | None:
        template = Status.CANCELLED if entry.is_cancelled else self._select(entry)
        if isinstance(template, Status):
            kickoff = to_utc(begins(entry.start, self._floating))
            self._result.called_off.append(CalledOff(entry.title, kickoff, template))
            return None
        if template is None:
            return None
        is_timed = isinstance(entry.start, datetime)
        if not is_timed and not self._options.all_day:
            self._result.notes.append(
                f"left out {entry.title!r} on {entry.start}: it has no time of day "
                f"(line {entry.line}); all_day: hold of the feed holds its level for the day"
            )
            return None
        own = template.length if is_timed else None
        if own and own == template.profile.lasts and _lasts_longer(entry, own):
            self._cut.append(entry)
        length = own or (entry.length() if is_timed else max(entry.length(), _DAY))
        if not timedelta() < length <= LONGEST:
            raise ValueError(f"it lasts {length}; set lasts, up to {LONGEST.days}d")
        source = f"{self._options.name} line {entry.line}"
        days = 0 if is_timed else length.days
        return _Usable(entry, template, length, days, self._floating, source)


@dataclass(frozen=True, slots=True)
class _SeriesFeed:
    """The fixtures of a recurring entry. `usable`: the entries that make fixtures, by identity."""

    series: Series
    usable: Mapping[int, _Usable]

    def fixtures(self, start: datetime, end: datetime) -> Iterable[Fixture]:
        """Yield the fixtures whose windows overlap [start, end)."""
        members = self.usable.values()
        behind = max(each.length + each.template.profile.tail for each in members) + _CLOCK_CHANGE
        ahead = max(each.template.profile.lead for each in members)
        for found in self.series.occurrences(start - behind, end + ahead):
            usable = self.usable.get(id(found.entry))
            if usable is None or not usable.template.includes(found.start):
                continue
            fixture = usable.fixture(found.start)
            if fixture.opens < end and fixture.closes > start:
                yield fixture

    def span(self) -> Span:
        """Return the first opening and the last closing of the written dates."""
        fixtures = [each.fixture(each.starts) for each in self.usable.values()]
        return min(each.opens for each in fixtures), max(each.closes for each in fixtures)


def _lasts_longer(entry: FeedEntry, length: timedelta) -> bool:
    try:
        return entry.length() > length
    except (ValueError, OverflowError):  # the end is not used
        return False


def _own_zone(calendar: Component, zones: FeedZones) -> tzinfo | None:
    """Return X-WR-TIMEZONE: rules of UTC times follow its clock. None if absent or not known."""
    for line in calendar.lines.get(_OWN_ZONE, ()):
        try:
            return zones.find(line.parts()[1])
        except ValueError:
            return None
    return None
