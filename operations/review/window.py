"""What of a fixture's window is over by now, and what was planned for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kickoff.aws.metrics import Minutes
from kickoff.calendar import Calendar
from kickoff.timeline import Fixture, Key, Step, steps

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A fixture, looked at `now`; the time reviewed begins at `since`."""

    fixture: Fixture
    calendar: Calendar
    since: datetime
    now: datetime

    @property
    def end(self) -> datetime:
        """The first instant of which nothing can be told."""
        return min(self.fixture.closes, self.now)

    @property
    def keys(self) -> list[Key]:
        """What the fixture asks for."""
        return [key for key, amount in self.fixture.demand.items() if amount]

    def steps(self, key: Key) -> list[Step]:
        """The planned levels of a dimension until now."""
        start, bounds = self.fixture.opens, {key: self.calendar.bounds[key]}
        if start >= self.end:
            return []
        fixtures = self.calendar.fixtures(start, self.end)
        return list(steps(bounds, fixtures, start, self.end))

    def minutes(self) -> Iterator[datetime]:
        """Those of the window, as CloudWatch begins them."""
        at = self.fixture.opens.replace(second=0, microsecond=0)
        while at < self.end:
            yield at
            at += _MINUTE

    def part(self, found: Minutes) -> Minutes:
        """Those of the window."""
        return {at: found[at] for at in self.minutes() if at in found}
