"""The calendar of a handler: checked for changes on every tick; the last good one is kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from kickoff.calendar import Calendar, ConfigError, Problem, load
from kickoff.calendar.loading.document import MAX_BYTES
from kickoff.calendar.loading.files import MISSING, Read, SourceMissingError, SourceUnavailableError
from kickoff.calendar.model.feed_url import MAX_FEED_BYTES
from kickoff.calendar.sources.locations import reader

_LARGEST_FILE = max(MAX_BYTES, MAX_FEED_BYTES)

Check = Callable[[Calendar, str, datetime], None]
"""Raises ConfigError if a calendar from a location is not accepted at an instant."""


@dataclass(frozen=True, slots=True)
class LastGoodCalendar:
    """The files of a calendar by location, and the last instant they were the newest."""

    files: dict[str, bytes]
    at: datetime


class CalendarCache(Protocol):
    """Keeps the last good calendar for later processes; raises SourceUnavailableError."""

    def recall(self) -> LastGoodCalendar | None:
        """Return the calendar kept last; None if there is none."""

    def keep(self, good: LastGoodCalendar) -> None:
        """Replace the calendar kept before."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The calendar in force, and the last instant at which it was the newest version.

    `broken` is the error of a newer version. `unkept` is the reason why it is not in the cache.
    `is_new`: this version was read for the first time.
    """

    calendar: Calendar
    at: datetime
    broken: ConfigError | None = None
    unkept: str | None = None
    is_new: bool = False


class Source:
    """A calendar at a location, read again when it or one of its imports changes."""

    def __init__(
        self,
        location: str,
        read: Read | None = None,
        cache: CalendarCache | None = None,
        check: Check | None = None,
        feeds: str | None = None,
    ) -> None:
        self._location = location
        self._read = read or reader()
        self._cache = cache
        self._check = check
        self._feeds = feeds
        self._last: Reading | None = None

    def read(self, now: datetime) -> Reading:
        """Return the calendar in force.

        Raises:
            ConfigError: the calendar is broken, and no good version is known.
        """
        last = self._last
        if last is None or last.broken or last.unkept or not self._is_same(last.calendar):
            self._last = self._newest(last, now)
        else:
            self._last = replace(last, at=now, is_new=False)
        return self._last

    def _is_same(self, calendar: Calendar) -> bool:
        if calendar.unfetched:
            return False
        try:
            return all(
                self._read(location, _LARGEST_FILE) == content
                for location, content in calendar.files.items()
            )
        except Exception:  # noqa: BLE001 (loading it again reports the cause)
            return False

    def _newest(self, last: Reading | None, now: datetime) -> Reading:
        try:
            calendar = load(self._location, self._read, feeds=self._feeds, deployed=True)
            if self._check is not None:
                self._check(calendar, self._location, now)
        except ConfigError as error:
            if last is not None:
                return replace(last, broken=error, is_new=False)
            return self._recalled(error)
        good = LastGoodCalendar(dict(calendar.files), now)
        is_new = last is None or last.calendar.digest != calendar.digest
        return Reading(calendar, now, unkept=self._keep(good), is_new=is_new)

    def _keep(self, good: LastGoodCalendar) -> str | None:
        try:
            if self._cache is not None:
                self._cache.keep(good)
        except SourceUnavailableError as error:
            return str(error)
        return None

    def _recalled(self, error: ConfigError) -> Reading:
        """Return the last good calendar of an earlier process."""
        try:
            good = self._cache.recall() if self._cache is not None else None
        except SourceUnavailableError as fault:
            lost = Problem(self._location, f"the last good calendar cannot be read either: {fault}")
            raise ConfigError([*error.problems, lost]) from error
        if good is None:
            raise error

        calendar = load_kept(good, self._location, self._feeds)
        return Reading(calendar, good.at, broken=error, is_new=True)


def load_kept(good: LastGoodCalendar, location: str, feeds: str | None) -> Calendar:
    """Load a calendar from its kept files; `location` is the one they were read from.

    Raises:
        ConfigError: this version of kickoff does not accept it.
    """

    def kept(name: str, most: int) -> bytes:  # noqa: ARG001 (the interface of a reader)
        if name not in good.files:
            raise SourceMissingError(MISSING)
        return good.files[name]

    return load(location, kept, feeds=feeds, deployed=True)
