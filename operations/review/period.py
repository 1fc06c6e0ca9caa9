"""The reviewed period, and the selection of its fixtures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from kickoff.calendar import Calendar
from kickoff.calendar.model.problems import choices
from kickoff.calendar.model.status import Status
from kickoff.calendar.model.times import duration
from kickoff.retention import MINUTES_KEPT
from kickoff.timeline import Fixture
from operations.fixture_choice import with_name
from operations.terminal import format_local_time

_AHEAD = timedelta(days=400)
_DAY = timedelta(days=1)


class ReviewPeriodError(ValueError):
    """A period or a fixture that cannot be reviewed."""


@dataclass(frozen=True, slots=True)
class ReviewPeriod:
    """[start, now); `written` is its length as a person wrote it.

    `deployed`: when the stack was created; None if unknown.
    """

    start: datetime
    now: datetime
    written: str
    deployed: datetime | None = None

    @classmethod
    def before(
        cls, now: datetime, written: str, deployed: datetime | None = None
    ) -> "ReviewPeriod":
        """Return the period of a written length.

        Raises:
            ReviewPeriodError: the text is no duration, or longer than CloudWatch keeps minutes.
        """
        try:
            length = duration(written)
        except ValueError as error:
            raise ReviewPeriodError(f"--since {written!r}: accepted: {error}") from None
        if length > MINUTES_KEPT:
            message = (
                f"--since {written}: CloudWatch keeps minutes for {MINUTES_KEPT.days}d, no longer"
            )
            raise ReviewPeriodError(message)
        return cls(now - length, now, written, deployed)

    def fixtures(self, calendar: Calendar) -> list[Fixture]:
        """Return the fixtures with a kick-off in the period, or with an open window."""
        found = calendar.fixtures(self.start, self.now)
        chosen = (each for each in found if each.kickoff >= self.start or each.closes > self.now)
        return sorted(chosen, key=lambda fixture: fixture.kickoff)

    def named(self, calendar: Calendar, name: str) -> list[Fixture]:
        """Return the fixtures with a name; case is ignored unless a name fits exactly.

        Raises:
            ReviewPeriodError: there is none; the message has its date or the nearest name.
        """
        found = with_name(name, self.fixtures(calendar))
        if not found:
            raise ReviewPeriodError(self._missing(calendar, name))
        return found

    def without_fixtures(self, calendar: Calendar) -> str:
        """Return the message for a period without fixtures, with the last and the next one."""
        earlier, later = self._around(calendar)
        parts = [f"no fixture in the last {self.written}"]
        if earlier:
            parts.append(f"the last was {earlier[-1].name}, {self._date(calendar, earlier[-1])}")
        if later:
            parts.append(f"the next is {later[0].name}, {self._date(calendar, later[0])}")
        return "; ".join(parts)

    def _missing(self, calendar: Calendar, name: str) -> str:
        earlier, later = self._around(calendar)
        if past := with_name(name, earlier):
            return f"{past[-1].name} was {self._date(calendar, past[-1])}"
        if coming := with_name(name, later):
            at = self._date(calendar, coming[0])
            return f"{coming[0].name} is {at}: nothing to review yet; kickoff plan shows its levels"
        if calendar.status_of(name) is not Status.SCHEDULED:
            return f"{name} is called off in the calendar"
        known = {each.name for each in (*earlier, *self.fixtures(calendar), *later)}
        return f"no fixture {name!r}{choices(name, known)}"

    def _around(self, calendar: Calendar) -> tuple[list[Fixture], list[Fixture]]:
        """Return the fixtures before the period and after it, by kick-off."""
        first, _ = calendar.span()
        before = calendar.fixtures(first, self.start) if first < self.start else []
        after = calendar.fixtures(self.now, self.now + _AHEAD)
        earlier = [each for each in before if each.closes <= self.now]
        later = [each for each in after if each.opens >= self.now]
        return sorted(earlier, key=_kickoff), sorted(later, key=_kickoff)

    def _date(self, calendar: Calendar, fixture: Fixture) -> str:
        """Return the kick-off, and the `--since` that includes an earlier one."""
        at = format_local_time(fixture.kickoff.astimezone(calendar.zone))
        if fixture.kickoff >= self.start:
            return at
        days = ceil((self.now - fixture.kickoff) / _DAY)
        if days > MINUTES_KEPT.days:
            return (
                f"{at}: longer ago than the {MINUTES_KEPT.days} days that CloudWatch keeps minutes"
            )
        return f"{at}: --since {days}d includes it"


def _kickoff(fixture: Fixture) -> datetime:
    return fixture.kickoff
