"""Fixtures that a person released: the calendar without their demand, dimension by dimension."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kickoff.calendar import Calendar
from kickoff.calendar.model.feeds import Feed, Span
from kickoff.forecast.forecast_calendar import ForecastCalendar
from kickoff.timeline import Fixture, Key
from prescaler.model import Dimension, Leases

Released = Mapping[tuple[str, datetime], frozenset[Key]]
"""The dimensions in which a fixture is released, by its name and kick-off."""


def released_fixtures(dimensions: Mapping[Key, Dimension], leases: Leases) -> Released:
    """Return the releases that leases record. An ended lease keeps its own."""
    lasting = [
        each for each in leases.ended.values() if each.dimension.lease_id not in leases.standing
    ]
    waiving = [each for each in (*lasting, *leases.standing.values()) if each.waived]
    if not waiving:
        return {}
    keys: dict[str, set[Key]] = {}
    for key, dimension in dimensions.items():
        keys.setdefault(dimension.lease_id, set()).add(key)
    found: dict[tuple[str, datetime], frozenset[Key]] = {}
    for lease in waiving:
        for identity in lease.released:
            own = keys.get(lease.dimension.lease_id, set())
            found[identity] = found.get(identity, frozenset()) | own
    return found


def without_released(calendar: Calendar, released: Released) -> Calendar:
    """Return the calendar without the demand of released fixtures; they stay in it.

    A dimension with a released fixture that is open keeps no forecast: it is of all fixtures
    together.
    """
    if not released:
        return calendar
    feeds = tuple(_FeedWithoutReleased(each, released) for each in calendar.feeds)
    if not isinstance(calendar, ForecastCalendar) or calendar.now is None:
        return replace(calendar, feeds=feeds)
    open_now = calendar.fixtures(calendar.now, calendar.now + datetime.resolution)
    dropped = {
        key for each in open_now for key in released.get((each.name, each.kickoff), frozenset())
    }
    minimums, before = (
        {key: value for key, value in values.items() if key not in dropped}
        for values in (calendar.minimums, calendar.before)
    )
    return replace(calendar, feeds=feeds, minimums=minimums, before=before)


@dataclass(frozen=True, slots=True)
class _FeedWithoutReleased:
    """A feed whose released fixtures demand nothing of the dimensions in which they are."""

    feed: Feed
    released: Released

    def fixtures(self, start: datetime, end: datetime) -> Iterator[Fixture]:
        for fixture in self.feed.fixtures(start, end):
            keys = self.released.get((fixture.name, fixture.kickoff))
            if keys is None:
                yield fixture
                continue
            left = {key: units for key, units in fixture.demand.items() if key not in keys}
            yield replace(fixture, demand=left)

    def span(self) -> Span:
        return self.feed.span()
