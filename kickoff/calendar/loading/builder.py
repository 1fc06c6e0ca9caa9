"""Builds a calendar from the valid parts of a file. Entries without a fixture are problems."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from math import ceil
from typing import Literal, TypeVar

from kickoff.calendar.loading.files import (
    Read,
    SourceMissingError,
    SourceUnavailableError,
    feeds_folder,
    resolve_import,
)
from kickoff.calendar.model.calendar import Calendar
from kickoff.calendar.model.cron import LONGEST_PAUSE
from kickoff.calendar.model.feed_url import MAX_FEED_BYTES, PublishedFeed, feed_file
from kickoff.calendar.model.feeds import (
    DailyFeedCache,
    DatedFeed,
    Feed,
    FixtureTemplate,
    RecurringFeed,
)
from kickoff.calendar.model.file_keys import (
    CalendarFile,
    FixtureEntry,
    ImportedCalendar,
    Levels,
    Profile,
    RecurringFixture,
    TargetDemand,
)
from kickoff.calendar.model.problems import FeedProblem, Path, PathProblem
from kickoff.calendar.model.status import CalledOff, Status
from kickoff.calendar.model.times import exists, repeats
from kickoff.timeline import Fixture, Key

_Number = TypeVar("_Number")
# A rule that fires more often than hourly is not a rule of fixtures.
_MOST_A_DAY = 24
_DAY = timedelta(days=1)
_DIGEST_LENGTH = 12
# Without a first day, any eight years contain all dates of a rule.
_ANY_YEAR = 2024


class CalendarBuilder:
    """Makes feeds from the entries of a file; collects problems and notes."""

    def __init__(
        self, file: CalendarFile, location: str, raw: bytes, read: Read, feeds: str | None
    ) -> None:
        """Make a builder. `feeds` is the folder of fetched feeds, else one beside the calendar."""
        self.file = file
        self.location = location
        self.files = {location: raw}
        self.problems: list[PathProblem] = []
        self.unused_rules: list[PathProblem] = []
        self.notes: list[str] = []
        self.feed_problems: list[FeedProblem] = []
        self.unfetched: list[str] = []
        self.called_off: list[CalledOff] = []
        self._read = read
        self._feeds = feeds
        self._demands = {
            name: self._with_groups(profile) for name, profile in file.profiles.items()
        }

    def calendar(self) -> Calendar:
        """Return the calendar of all entries without a problem."""
        rules = tuple(self._recurring())
        recurring: Iterator[Feed] = (DailyFeedCache(rule) for rule in rules)
        feeds = (DatedFeed(self._dated()), *recurring, *self._imported())
        bounds = {
            Key(name, dimension): bound
            for name, target in self.file.targets.items()
            for dimension, bound in target.bounds().items()
        }
        return Calendar(
            files=self.files,
            digest=_digest(self.files),
            zone=self.file.timezone,
            targets=self.file.targets,
            bounds=bounds,
            feeds=feeds,
            notes=tuple(self.notes),
            feed_problems=tuple(self.feed_problems),
            called_off=tuple(self.called_off),
            rules=rules,
            mode=self.file.mode,
            unfetched=tuple(self.unfetched),
            published=tuple(
                PublishedFeed(index, entry.url, entry.header)
                for index, entry in enumerate(self.file.calendars)
                if entry.url
            ),
        )

    def _dated(self) -> Iterator[Fixture]:
        for index, entry in enumerate(self.file.fixtures):
            origin = ("fixtures", index)
            template = (
                self._template(entry, entry.profile, origin)
                if entry.level is None
                else self._with(entry, Profile(), "", self._demand(entry.level), origin)
            )
            kickoff = self._kickoff(entry.kickoff, entry.fold, (*origin, "kickoff"))
            if kickoff is not None and entry.status is not Status.SCHEDULED:
                self.called_off.append(CalledOff(entry.name, kickoff, entry.status))
                continue
            if template is None or kickoff is None:
                continue
            length = self._length(template)
            if length is not None and template.includes(kickoff):
                yield template.fixture(entry.name, kickoff, length)

    def _recurring(self) -> Iterator[RecurringFeed]:
        for index, rule in enumerate(self.file.recurring):
            origin = ("recurring", index)
            template = self._template(rule, rule.profile, origin)
            if template is None or (length := self._length(template)) is None:
                continue
            feed = RecurringFeed(rule, template, length)
            if (fault := _frequency_fault(feed)) is None:
                yield feed
            else:
                self.problems.append(PathProblem((*origin, "cron"), f"{rule.cron!r} {fault}"))

    def _imported(self) -> Iterator[Feed]:
        for index, entry in enumerate(self.file.calendars):
            # Imported here: the parsers take 4 MB, and few calendars import others.
            from kickoff.calendar.loading import ics  # noqa: PLC0415
            from kickoff.calendar.loading.mapped_feed import (  # noqa: PLC0415
                MappedFeed,
                PathProblemError,
            )

            origin = ("calendars", index)
            zone = entry.timezone or self.file.timezone
            try:
                most = MAX_FEED_BYTES if entry.url else ics.MAX_BYTES
                place = self._place(entry)
                content = self._import(place, most)
                feed = MappedFeed(entry, origin, self._template)
                found = feed.read(content, zone)
            except PathProblemError as error:
                self.problems.append(error.problem)
            except (SourceUnavailableError, ValueError) as error:
                if entry.url and isinstance(error, SourceMissingError):
                    self.feed_problems.append(_not_fetched(entry.name))
                    self.unfetched.append(place)
                    continue
                key = "url" if entry.url else "ics"
                self.problems.append(PathProblem((*origin, key), f"{entry.name!r}: {error}"))
            else:
                self.unused_rules += feed.unused_rules()
                self.notes += [f"{entry.name}: {note}" for note in found.notes]
                self.feed_problems += found.problems
                self.called_off += found.called_off
                yield from map(DailyFeedCache, found.feeds)

    def _place(self, entry: ImportedCalendar) -> str:
        """Return the location of an imported file, or of the stored content of a feed."""
        if entry.url is None:
            return resolve_import(self.location, str(entry.ics))
        return f"{feeds_folder(self.location, self._feeds)}/{feed_file(entry.url)}"

    def _import(self, location: str, most_bytes: int) -> bytes:
        if location not in self.files:
            self.files[location] = self._read(location, most_bytes)
        return self.files[location]

    def _template(
        self, entry: FixtureEntry, profile_name: str | None, origin: Path
    ) -> FixtureTemplate | None:
        """Return the template of an entry's fixtures; None if its profile is not valid."""
        profile = self.file.profiles.get(profile_name) if profile_name else None
        if profile_name is None or profile is None:
            return None
        return self._with(entry, profile, profile_name, self._demands[profile_name], origin)

    def _with(
        self,
        entry: FixtureEntry,
        profile: Profile,
        profile_name: str,
        demand: Mapping[Key, int],
        origin: Path,
    ) -> FixtureTemplate:
        ending = entry if entry.lasts or entry.ends else profile
        zone, skipped = self.file.timezone, self.file.skipped
        if isinstance(entry, RecurringFixture | ImportedCalendar):
            zone, skipped = entry.timezone or zone, skipped + entry.skipped
        return FixtureTemplate(
            profile_name=profile_name,
            profile=profile,
            demand=demand,
            scale=entry.scale,
            lasts=ending.lasts,
            ends=ending.ends,
            zone=zone,
            skipped=skipped,
            origin=origin,
            tags=entry.tags,
        )

    def _length(self, template: FixtureTemplate) -> timedelta | None:
        if template.length is None:
            named = template.profile_name
            message = "no length; set lasts here" + (f" or in the profile {named!r}" * bool(named))
            self.problems.append(PathProblem(template.origin, message, cause=message))
        return template.length

    def _kickoff(
        self, written: datetime, fold: Literal[0, 1] | None, path: Path
    ) -> datetime | None:
        """Return a kick-off in UTC. `fold` decides where local clocks show it never or twice."""
        if written.tzinfo is not None:
            return written.astimezone(UTC)
        zone = self.file.timezone
        local = written.replace(tzinfo=zone, fold=fold or 0)
        if fold is None and not exists(local):
            fault = "does not exist (clocks go forward)"
        elif fold is None and repeats(local):
            fault = "exists twice (clocks go back); fold: 0 takes the first, fold: 1 the second"
        else:
            return local.astimezone(UTC)
        message = f"{written:%Y-%m-%d %H:%M} {fault} in {zone.key}"
        self.problems.append(PathProblem(path, message))
        return None

    def _demand(self, demands: Mapping[str, TargetDemand]) -> Mapping[Key, int]:
        """Return the demand on the dimensions that exist."""
        return {
            key: amount
            for name, demand in demands.items()
            for key, amount in self._existing(name, demand).items()
        }

    def _with_groups(self, profile: Profile) -> Mapping[Key, int]:
        """Return the demand of a profile, and of its groups: both add up, rounded up once."""
        found: dict[Key, Decimal] = {
            key: Decimal(amount) for key, amount in self._demand(profile.demand).items()
        }
        for name, number in profile.groups.items():
            for link in self.file.groups.get(name, ()):
                for key, ratio in self._existing(link.target, link).items():
                    found[key] = found.get(key, Decimal(0)) + number * ratio
        return {key: ceil(amount) for key, amount in found.items()}

    def _existing(self, name: str, numbers: Levels[_Number]) -> Mapping[Key, _Number]:
        """Return the numbers of the dimensions that a target has; none of a missing target."""
        target = self.file.targets.get(name)
        known = target.capacities() if target else ()
        amounts = numbers.amounts().items()
        return {Key(name, dimension): each for dimension, each in amounts if dimension in known}


def _not_fetched(name: str) -> FeedProblem:
    message = "the feed is not fetched yet; `kickoff feed refresh` fetches it now"
    return FeedProblem(message, file=name)


def _digest(files: Mapping[str, bytes]) -> str:
    """Return a short hash of the contents of files."""
    return sha256(b"".join(files.values())).hexdigest()[:_DIGEST_LENGTH]


def _frequency_fault(feed: RecurringFeed) -> str | None:
    """Return the fault of a rule that never fires or fires too often; None if it has none."""
    first = feed.rule.start or date(_ANY_YEAR, 1, 1)
    start = datetime.combine(first, time(), UTC) - _DAY
    kickoffs = feed.kickoffs(start, start + LONGEST_PAUSE)
    day = list(islice(kickoffs, _MOST_A_DAY + 1))
    if not day:
        return "never fires between its first and its last day"
    if len(day) > _MOST_A_DAY and day[-1] - day[0] < _DAY:
        return f"fires more than {_MOST_A_DAY} times a day"
    return None
