"""From the lines of a file to feeds of fixtures; a line that makes none is a finding."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import islice
from typing import Literal

from kickoff.calendar.loading.files import Read, SourceUnavailableError, resolve_import
from kickoff.calendar.model.calendar import Calendar
from kickoff.calendar.model.cron import LONGEST_PAUSE
from kickoff.calendar.model.feeds import (
    DailyFeedCache,
    DatedFeed,
    Feed,
    FixtureTemplate,
    RecurringFeed,
)
from kickoff.calendar.model.local_time import exists, repeats
from kickoff.calendar.model.models import CalendarFile, Event, Status
from kickoff.calendar.model.problems import PathProblem
from kickoff.timeline import Fixture, Key

# A rule that fires more often than hourly is not one of fixtures.
_MOST_A_DAY = 24
_DAY = timedelta(days=1)
_DIGEST_LENGTH = 12
# Where a rule names no first day, any eight years show all of its dates.
_ANY_YEAR = 2024


class CalendarBuilder:
    """Makes feeds of a file's lines; keeps findings, and notes on what is left out."""

    def __init__(self, file: CalendarFile, location: str, raw: bytes, read: Read) -> None:
        self.file = file
        self.location = location
        self.files = {location: raw}
        self.findings: list[PathProblem] = []
        self.notes: list[str] = []
        self._read = read
        self._demands = {name: self._demand(name) for name in file.profiles}

    def calendar(self) -> Calendar:
        """The calendar of the lines that fit."""
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
            called_off=frozenset(
                line.name for line in self.file.fixtures if line.status is not Status.SCHEDULED
            ),
            rules=rules,
        )

    def _dated(self) -> Iterator[Fixture]:
        for index, line in enumerate(self.file.fixtures):
            origin = ("fixtures", index)
            template = self._mould(line, origin)
            kickoff = self._kickoff(line.kickoff, line.fold, (*origin, "kickoff"))
            if template is None or kickoff is None or line.status is not Status.SCHEDULED:
                continue
            if (length := self._length(template)) is not None:
                yield template.fixture(line.name, kickoff, length)

    def _recurring(self) -> Iterator[RecurringFeed]:
        for index, rule in enumerate(self.file.recurring):
            origin = ("recurring", index)
            template = self._mould(rule, origin)
            if template is None or (length := self._length(template)) is None:
                continue
            feed = RecurringFeed(rule, template, length, self.file.timezone)
            if (fault := _fault(feed)) is None:
                yield feed
            else:
                self.findings.append(PathProblem((*origin, "cron"), f"{rule.cron!r} {fault}"))

    def _imported(self) -> Iterator[Feed]:
        for index, line in enumerate(self.file.calendars):
            template = self._mould(line, ("calendars", index))
            if template is None:
                continue
            from kickoff.calendar.loading import ics  # noqa: PLC0415 (its parsers take 4 MB; few calendars import)

            try:
                content = self._import(line.ics, ics.MAX_BYTES)
                feed, notes = ics.read(content, template, self.file.timezone)
            except (SourceUnavailableError, ValueError) as fault:
                finding = PathProblem(("calendars", index, "ics"), f"{line.ics!r}: {fault}")
                self.findings.append(finding)
            else:
                self.notes += [f"{line.ics}: {note}" for note in notes]
                yield DailyFeedCache(feed)

    def _import(self, name: str, most_bytes: int) -> bytes:
        location = resolve_import(self.location, name)
        if location not in self.files:
            self.files[location] = self._read(location, most_bytes)
        return self.files[location]

    def _mould(self, line: Event, origin: tuple[str, int]) -> FixtureTemplate | None:
        """What a line's fixtures have in common; None where its profile is not to be had."""
        profile = self.file.profiles.get(line.profile)
        if profile is None:
            return None
        return FixtureTemplate(
            profile_name=line.profile,
            profile=profile,
            demand=self._demands[line.profile],
            scale=line.scale,
            lasts=line.lasts or profile.lasts,
            origin=origin,
        )

    def _length(self, template: FixtureTemplate) -> timedelta | None:
        if template.lasts is None:
            message = f"no length; name lasts here or in the profile {template.profile_name!r}"
            self.findings.append(PathProblem(template.origin, message))
        return template.lasts

    def _kickoff(
        self, written: datetime, fold: Literal[0, 1] | None, path: tuple[str | int, ...]
    ) -> datetime | None:
        """The instant of a kick-off; `fold` decides where its wall clock shows none or two."""
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
        self.findings.append(PathProblem(path, message))
        return None

    def _demand(self, profile: str) -> Mapping[Key, int]:
        """What a profile asks of the dimensions there are."""
        return {
            Key(name, dimension): amount
            for name, demand in self.file.profiles[profile].demand.items()
            if (target := self.file.targets.get(name)) is not None
            for dimension, amount in demand.amounts().items()
            if dimension in target.capacities()
        }


def _digest(files: Mapping[str, bytes]) -> str:
    """A short hash of files' contents."""
    return sha256(b"".join(files.values())).hexdigest()[:_DIGEST_LENGTH]


def _fault(feed: RecurringFeed) -> str | None:
    """Why a rule makes no fixtures worth the name: it never fires, or all the time."""
    first = feed.rule.start or date(_ANY_YEAR, 1, 1)
    start = datetime.combine(first, time(), UTC) - _DAY
    kickoffs = feed.kickoffs(start, start + LONGEST_PAUSE)
    day = list(islice(kickoffs, _MOST_A_DAY + 1))
    if not day:
        return "never fires between its first and its last day"
    if len(day) > _MOST_A_DAY and day[-1] - day[0] < _DAY:
        return f"fires more than {_MOST_A_DAY} times a day"
    return None
