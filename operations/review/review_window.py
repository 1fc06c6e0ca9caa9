"""The reviewed part of a fixture's window, and the levels planned for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kickoff.aws.metrics import Minutes
from kickoff.calendar import Calendar
from kickoff.retention import MINUTES_READABLE
from kickoff.timeline import Fixture, Key, Step, steps
from operations.review.model import EARLIEST

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ReviewWindow:
    """The window of a fixture until `now`; `since` is the start of the reviewed period."""

    fixture: Fixture
    calendar: Calendar
    since: datetime
    now: datetime

    @property
    def end(self) -> datetime:
        """The end of the window, or now."""
        return min(self.fixture.closes, self.now)

    @property
    def readable_from(self) -> datetime:
        """The start of the metrics that are read: some time before the window opens."""
        return max(self.fixture.opens - EARLIEST, self.now - MINUTES_READABLE)

    @property
    def keys(self) -> list[Key]:
        """The dimensions with a demand of the fixture."""
        return [key for key, amount in self.fixture.demand.items() if amount]

    def steps(self, key: Key) -> list[Step]:
        """Return the planned levels of a dimension."""
        start, bounds = self.fixture.opens, {key: self.calendar.bounds[key]}
        if start >= self.end:
            return []
        fixtures = self.calendar.fixtures(start, self.end)
        return list(steps(bounds, fixtures, start, self.end))

    def minutes(self) -> Iterator[datetime]:
        """Yield the starts of the window's minutes, as in CloudWatch."""
        at = self.fixture.opens.replace(second=0, microsecond=0)
        while at < self.end:
            yield at
            at += _MINUTE

    def within(self, values: Minutes) -> Minutes:
        """Return the values of the window."""
        return {at: values[at] for at in self.minutes() if at in values}
