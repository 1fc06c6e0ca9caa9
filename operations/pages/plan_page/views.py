"""The parts of the page that need no script: the days and the tables of levels."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from typing import NamedTuple

from kickoff.timeline import Fixture, Key
from operations.pages.plan_page.local_days import LocalDays
from operations.pages.plan_page.packed_plan import PackedPlan

_STRIP_WIDTH = 240
# Levels in the tables, and fixtures named for each.
_MOST_LEVELS = 2_000
_MOST_NAMES = 20

# Start, end, level and names of fixtures; a level without fixtures is the baseline.
LevelRow = tuple[str, str, int, list[str]]


class DayFixture(NamedTuple):
    """A fixture on a day: the time of its kick-off, its name, and its number in the plan.

    A postponed or cancelled fixture has its status and no number.
    """

    clock: str
    name: str
    number: int | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of the calendar.

    `strip` is path data that marks the open windows of the day from left to right.
    """

    date: date
    hours: float
    fixtures: list[DayFixture]
    called_off: list[DayFixture]
    strip: str


def static_views(plan: PackedPlan) -> dict[str, object]:
    """Return the template's values for the days and the tables."""
    return {
        "days": list(_day_views(plan)),
        "targets": list(_level_rows(plan, _MOST_LEVELS)),
        "level_count": sum(len(each.levels) for each in plan.timeline_of.values()),
        "most_levels": _MOST_LEVELS,
        "most_names": _MOST_NAMES,
    }


def _day_views(plan: PackedPlan) -> Iterator[DayView]:
    days = plan.days
    by_day: list[list[DayFixture]] = [[] for _ in range(len(days))]
    open_on: list[list[Fixture]] = [[] for _ in range(len(days))]
    called_off = _called_off(plan)
    numbered = sorted(enumerate(plan.fixtures), key=lambda each: (each[1].kickoff, each[1].name))
    for number, fixture in numbered:
        day = days.index(fixture.kickoff)
        clock = _kickoff(day, fixture.kickoff, days)
        by_day[day].append(DayFixture(clock, fixture.name, number))
        for day in range(days.index(fixture.opens), days.index(fixture.closes) + 1):
            open_on[day].append(fixture)
    for index, (fixtures, opened) in enumerate(zip(by_day, open_on, strict=True)):
        yield DayView(
            days.date(index),
            days.hours(index),
            fixtures,
            called_off.get(index, []),
            _strip(days.starts[index], days.starts[index + 1], opened),
        )


def _called_off(plan: PackedPlan) -> dict[int, list[DayFixture]]:
    """Return the postponed and cancelled fixtures by the day of the kick-off that they had."""
    days, found = plan.days, dict[int, list[DayFixture]]()
    for each in sorted(plan.calendar.called_off, key=lambda each: (each.kickoff, each.name)):
        if plan.start <= each.kickoff < plan.end:
            off = DayFixture(days.clock(each.kickoff), each.name, status=each.status)
            found.setdefault(days.index(each.kickoff), []).append(off)
    return found


def _kickoff(index: int, kickoff: datetime, days: LocalDays) -> str:
    """Return the time of a kick-off, with its date if it is outside the days of the plan."""
    on_day = days.starts[index] <= kickoff < days.starts[index + 1]
    return days.clock(kickoff) if on_day else f"{days.day(kickoff)} {days.clock(kickoff)}"


def _strip(start: datetime, end: datetime, fixtures: Iterable[Fixture]) -> str:
    """Return path data of the windows during [start, end); a covered window adds none."""
    path, covered = "", start
    for opens, closes in sorted((fixture.opens, fixture.closes) for fixture in fixtures):
        window = max(opens, start), min(closes, end)
        if window[1] > max(covered, window[0]):
            covered = window[1]
            left, right = (round((at - start) / (end - start) * _STRIP_WIDTH, 1) for at in window)
            path += f"M{left} 0H{right}V6H{left}Z"
    return path


def _level_rows(
    plan: PackedPlan, most: int
) -> Iterator[tuple[str, list[tuple[Key, list[LevelRow]]]]]:
    """Yield each target's levels by dimension, in the calendar's order; at most `most` levels."""
    fixture_sets = list(plan.fixture_sets)

    def rows(key: Key) -> Iterator[LevelRow]:
        packed, end = plan.timeline_of[key], plan.start
        for seconds, level, number in zip(
            packed.seconds, packed.levels, packed.fixture_sets, strict=True
        ):
            start, end = end, end + timedelta(seconds=seconds)
            names = [plan.fixtures[fixture].name for fixture in fixture_sets[number]]
            yield plan.days.dated(start), plan.days.dated(end), level, names

    for target, own in groupby(plan.calendar.bounds, key=lambda key: key.target):
        dimensions = []
        for key in own:
            listed = list(islice(rows(key), most))
            most -= len(listed)
            dimensions.append((key, listed))
        yield target, dimensions
