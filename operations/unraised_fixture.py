"""The next fixture that a stop leaves unraised. Pure."""

from collections.abc import Mapping
from datetime import datetime

from kickoff.calendar import Calendar
from kickoff.timeline import Fixture, Key


def next_unraised(calendar: Calendar, raised: Mapping[Key, int], now: datetime) -> Fixture | None:
    """Return the first fixture that needs more than its baseline and the raised minimums.

    Pings count while its window is ahead: an open one was warmed. Observed targets do not count.
    """
    coming = calendar.fixtures(now, max(calendar.span()[1], now))
    return next((each for each in coming if _is_unraised(each, calendar, raised, now)), None)


def _is_unraised(
    fixture: Fixture, calendar: Calendar, raised: Mapping[Key, int], now: datetime
) -> bool:
    keys = {
        key
        for key in fixture.demand
        if not calendar.observes(key.target) and (key.dimension != "warm" or fixture.opens >= now)
    }
    return any(
        step.key in keys
        and step.level.value > max(calendar.bounds[step.key].baseline, raised.get(step.key, 0))
        for step in calendar.steps(max(now, fixture.opens), fixture.closes)
        if fixture in step.level.because
    )
