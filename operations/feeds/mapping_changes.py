"""Changes of a feed's fixtures that come from the calendar's rules, not from the publisher."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kickoff.calendar import Calendar
from kickoff.timeline import Fixture
from operations.feeds.changes import HORIZON, coming

_MOST_KEPT = 5_000
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class MappedFixture:
    """A fixture as the rules mapped it. `demand` is its profile and scale, for a person."""

    name: str
    kickoff: datetime
    end: datetime
    demand: str


@dataclass(frozen=True, slots=True)
class FeedMapping:
    """The fixtures of a feed with kick-offs before `until`."""

    until: datetime
    fixtures: tuple[MappedFixture, ...]


@dataclass(frozen=True, slots=True)
class MappingChange:
    """A fixture before and after; one is None if rules left it out before, or leave it out now."""

    before: MappedFixture | None
    after: MappedFixture | None


def feed_mapping(calendar: Calendar, feed: int, now: datetime) -> FeedMapping:
    """Return the coming fixtures of the feed with an index in `calendars`."""
    found = sorted(coming(calendar, feed, now), key=lambda each: (each.kickoff, each.name))
    until = found[_MOST_KEPT].kickoff if len(found) > _MOST_KEPT else now + HORIZON
    return FeedMapping(until, tuple(map(_mapped, found[:_MOST_KEPT])))


def mapping_changes(
    before: FeedMapping | None, after: FeedMapping, now: datetime
) -> list[MappingChange]:
    """Return the changes of the fixtures that both mappings cover, in order of time."""
    if before is None:
        return []
    until = min(before.until, after.until)
    old, new = (_by_identity(each.fixtures, now, until) for each in (before, after))
    return [
        MappingChange(old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]


def _by_identity(
    fixtures: Iterable[MappedFixture], now: datetime, until: datetime
) -> dict[tuple[datetime, str], MappedFixture]:
    return {(each.kickoff, each.name): each for each in fixtures if now <= each.kickoff < until}


def _mapped(fixture: Fixture) -> MappedFixture:
    scale = "" if fixture.scale == 1 else f" at scale {fixture.scale.normalize():f}"
    name = fixture.name[:_LONGEST_NAME]
    return MappedFixture(name, fixture.kickoff, fixture.end, f"{fixture.profile}{scale}")
