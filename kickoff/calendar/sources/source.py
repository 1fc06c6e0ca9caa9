"""A handler's calendar: looked at on every tick, the last good one kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from kickoff.calendar import Calendar, ConfigError, Problem, load
from kickoff.calendar.loading.document import MAX_BYTES
from kickoff.calendar.loading.files import Read, SourceUnavailableError
from kickoff.calendar.sources.locations import reader

Check = Callable[[Calendar, str, datetime], None]
"""Refuses a calendar at a location, at an instant; raises ConfigError."""


@dataclass(frozen=True, slots=True)
class LastGoodCalendar:
    """A calendar's files by location, and when they were known to be the newest."""

    files: dict[str, bytes]
    at: datetime


class CalendarCache(Protocol):
    """Keeps the last good calendar for processes to come; both raise Unreadable."""

    def recall(self) -> LastGoodCalendar | None:
        """What was kept last, if anything was."""

    def keep(self, good: LastGoodCalendar) -> None:
        """Keep it instead of the last one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The calendar in force, and what is wrong with a newer version of it, if anything is.

    `at`: when it was last known to be the newest. `unkept`: why processes to come will not know
    of it.
    """

    calendar: Calendar
    at: datetime
    broken: ConfigError | None = None
    unkept: str | None = None


class Source:
    """A calendar at a location; read again when it, or one it imports, has changed."""

    def __init__(
        self,
        location: str,
        read: Read | None = None,
        memory: CalendarCache | None = None,
        check: Check | None = None,
    ) -> None:
        self._location = location
        self._read = read or reader()
        self._memory = memory
        self._check = check
        self._last: Reading | None = None

    def read(self, now: datetime) -> Reading:
        """The calendar in force.

        Raises:
            ConfigError: it is broken, and no good one before it is known.
        """
        last = self._last
        if last is None or last.broken or last.unkept or not self._is_same(last.calendar):
            self._last = self._newest(last, now)
        else:
            self._last = replace(last, at=now)
        return self._last

    def _is_same(self, calendar: Calendar) -> bool:
        try:
            return all(
                self._read(location, MAX_BYTES) == content
                for location, content in calendar.files.items()
            )
        except SourceUnavailableError:
            return False

    def _newest(self, last: Reading | None, now: datetime) -> Reading:
        try:
            calendar = load(self._location, self._read)
            if self._check is not None:
                self._check(calendar, self._location, now)
        except ConfigError as error:
            if last is not None:
                return replace(last, broken=error)
            return self._recalled(error)
        return Reading(
            calendar, now, unkept=self._keep(LastGoodCalendar(dict(calendar.files), now))
        )

    def _keep(self, good: LastGoodCalendar) -> str | None:
        try:
            if self._memory is not None:
                self._memory.keep(good)
        except SourceUnavailableError as fault:
            return str(fault)
        return None

    def _recalled(self, error: ConfigError) -> Reading:
        """The last good calendar of an earlier process, when this one's first is broken."""
        try:
            good = self._memory.recall() if self._memory is not None else None
        except SourceUnavailableError as fault:
            lost = Problem(self._location, f"the last good one is not to be had either: {fault}")
            raise ConfigError([*error.problems, lost]) from error
        if good is None:
            raise error
        calendar = load(self._location, lambda location, _: good.files[location])
        return Reading(calendar, good.at, broken=error)
