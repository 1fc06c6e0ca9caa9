"""Which fixtures are reviewed: those of a time, or one by its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

import click

from kickoff.calendar import Calendar
from kickoff.calendar.model.problems import choices
from kickoff.calendar.model.times import duration
from kickoff.timeline import Fixture
from operations.terminal import format_local_time as when

# CloudWatch keeps minutes for so long.
OLDEST = timedelta(days=15)
_AHEAD = timedelta(days=400)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """[start, now), as `written` by a person."""

    start: datetime
    now: datetime
    written: str

    @classmethod
    def before(cls, now: datetime, written: str) -> "Period":
        """The last so long.

        Raises:
            click.UsageError: it is no duration, or longer than CloudWatch remembers.
        """
        try:
            span = duration(written)
        except ValueError as error:
            raise click.UsageError(f"--since {written!r}: accepted: {error}") from None
        if span > OLDEST:
            message = f"--since {written}: CloudWatch keeps minutes for {OLDEST.days}d, no longer"
            raise click.UsageError(message)
        return cls(now - span, now, written)

    def fixtures(self, calendar: Calendar) -> list[Fixture]:
        """Those that kicked off in it, or whose window is open, by kick-off."""
        found = calendar.fixtures(self.start, self.now)
        chosen = (each for each in found if each.kickoff >= self.start or each.closes > self.now)
        return sorted(chosen, key=lambda fixture: fixture.kickoff)

    def named(self, calendar: Calendar, name: str) -> list[Fixture]:
        """Those of one name, whatever its case.

        Raises:
            click.UsageError: there is none, with where it is instead, or the nearest name.
        """
        found = _of(name, self.fixtures(calendar))
        if not found:
            raise click.UsageError(self._missing(calendar, name))
        return found

    def none(self, calendar: Calendar) -> str:
        """That there was no fixture, and when there was or will be one."""
        earlier, later = self._around(calendar)
        told = [f"no fixture in the last {self.written}"]
        if earlier:
            told.append(f"the last was {earlier[-1].name}, {self._where(calendar, earlier[-1])}")
        if later:
            told.append(f"the next is {later[0].name}, {self._where(calendar, later[0])}")
        return "; ".join(told)

    def _missing(self, calendar: Calendar, name: str) -> str:
        earlier, later = self._around(calendar)
        if past := _of(name, earlier):
            return f"{past[-1].name} was {self._where(calendar, past[-1])}"
        if coming := _of(name, later):
            at = self._where(calendar, coming[0])
            return f"{coming[0].name} is {at}: nothing to review yet, kickoff plan shows its levels"
        if name in calendar.called_off:
            return f"{name} is called off in the calendar"
        known = {each.name for each in (*earlier, *self.fixtures(calendar), *later)}
        return f"no fixture {name!r}{choices(name, known)}"

    def _around(self, calendar: Calendar) -> tuple[list[Fixture], list[Fixture]]:
        """The fixtures before this time and after it, by kick-off."""
        first, _ = calendar.span()
        before = calendar.fixtures(first, self.start) if first < self.start else []
        after = calendar.fixtures(self.now, self.now + _AHEAD)
        by_kickoff = [sorted(each, key=lambda fixture: fixture.kickoff) for each in (before, after)]
        return (
            [each for each in by_kickoff[0] if each.closes <= self.now],
            [each for each in by_kickoff[1] if each.opens >= self.now],
        )

    def _where(self, calendar: Calendar, fixture: Fixture) -> str:
        """When it kicks off, and how far back that is reached."""
        at = when(fixture.kickoff.astimezone(calendar.zone))
        if fixture.kickoff >= self.start:
            return at
        days = ceil((self.now - fixture.kickoff) / _DAY)
        if days > OLDEST.days:
            return f"{at}: longer ago than the {OLDEST.days} days that CloudWatch keeps minutes"
        return f"{at}: --since {days}d reaches it"


def _of(name: str, fixtures: Sequence[Fixture]) -> list[Fixture]:
    exactly = [each for each in fixtures if each.name == name]
    return exactly or [each for each in fixtures if each.name.casefold() == name.casefold()]
