"""The levels that a fixture needs of each dimension, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kickoff.calendar import Calendar
from kickoff.forecast.forecast_calendar import ForecastCalendar
from kickoff.timeline import Fixture, Key, Step
from operations.preflight.grouping import group_by
from operations.preflight.readiness.words import near

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LevelNeed:
    """A level from `start` on. It has to be there at `due`: at kick-off, or later at its start."""

    level: int
    start: datetime
    due: datetime


def fixture_needs(
    calendar: Calendar, fixture: Fixture, now: datetime
) -> dict[Key, tuple[LevelNeed, ...]]:
    """Return the rising levels of each dimension that a fixture demands, all fixtures together.

    In an open window a learned level counts in place of the written ones. It is followed minute by
    minute, so the lower one of this minute and the last has to be there.
    """
    steps = group_by(calendar.steps(fixture.opens, fixture.closes), lambda step: step.key)
    needs = {
        key: tuple(_rising(fixture, own)) for key, own in steps.items() if fixture.demand.get(key)
    }
    if isinstance(calendar, ForecastCalendar) and fixture.opens <= now < fixture.closes:
        recent = [calendar.levels(at) for at in (now, now - _MINUTE)]
        for key in calendar.minimums.keys() & needs.keys():
            learned = min(levels[key].value for levels in recent)
            needs[key] = (LevelNeed(learned, fixture.opens, fixture.kickoff),)
    return needs


def _rising(fixture: Fixture, steps: Sequence[Step]) -> Iterator[LevelNeed]:
    """Yield each level above all before it: between them lower ones need nothing more."""
    highest = -1
    for step in steps:
        if step.level.value > highest:
            highest = step.level.value
            yield LevelNeed(highest, step.start, max(step.start, fixture.kickoff))


def describe_later(needs: Sequence[LevelNeed], kickoff: datetime, zone: ZoneInfo) -> str:
    """Return the levels after the first: the one at kick-off, then the highest; empty if none.

    A time has its weekday if that is not the day of the first level.
    """
    first, highest = needs[0], needs[-1]
    at_kickoff = [each for each in needs if each.due <= kickoff][-1:]
    later = ""
    for each in dict.fromkeys((*at_kickoff, highest)):
        when = near(each.start, first.start, zone)
        if each.due > kickoff and each is not first:
            later += f", peak {each.level:,} at {when}"
        elif each is not first:
            later += f", {each.level:,} from {when}"
    return later
