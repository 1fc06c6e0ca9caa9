"""A plan made small: what many levels, dimensions and fixtures share is kept once."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import inf
from typing import TypeVar

from kickoff import timeline
from kickoff.calendar import Calendar
from kickoff.timeline import Fixture, Key, Step
from operations.pages.plan_page.days import Days
from operations.pages.plan_page.pricing import Price, Pricer

# Five to ten bytes a value: a page stays below 8 MB, which a phone still opens.
MOST_VALUES = 700_000
_LONGEST = timedelta(days=800)
_SHORTEST = timedelta(hours=1)

_Value = TypeVar("_Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Course:
    """The levels of a dimension, one after the other; their seconds add up to the plan's.

    `groups` are indexes into the plan's groups; `excess` is what is asked in vain above each.
    """

    seconds: tuple[int, ...]
    levels: tuple[int, ...]
    groups: tuple[int, ...]
    excess: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """[start, end) of a calendar; `asked` is the end that was asked for, where there was no room.

    `groups` are sets of fixtures (their indexes) that make a level together, the first empty.
    `prices` are those of its targets.
    """

    calendar: Calendar
    start: datetime
    end: datetime
    asked: datetime
    fixtures: tuple[Fixture, ...]
    groups: tuple[tuple[int, ...], ...]
    courses: tuple[Course, ...]
    course_of: Mapping[Key, int]
    prices: Mapping[str, Price]

    def course(self, key: Key) -> Course:
        """The levels of a dimension."""
        return self.courses[self.course_of[key]]


def packed(calendar: Calendar, start: datetime, end: datetime, most: int = MOST_VALUES) -> Plan:
    """The plan of [start, end), or of as much of its beginning as `most` values hold."""
    until = min(end, start + _LONGEST)
    while until - start > _SHORTEST:
        packer = _Packer(calendar, start, until)
        if packer.has_room(most):
            return packer.plan(asked=end)
        until = _earlier(start, until, calendar)
    packer = _Packer(calendar, start, until)
    packer.has_room(inf)
    return packer.plan(asked=end)


def _earlier(start: datetime, end: datetime, calendar: Calendar) -> datetime:
    """Half as long, to a midnight where there is one."""
    middle = (start + (end - start) / 2).replace(microsecond=0)
    days = Days(start, end, calendar.zone)
    return max(days.starts[days.index(middle)], start) if days.index(middle) else middle


class _Packer:
    """Numbers what it meets in the order it meets it."""

    def __init__(self, calendar: Calendar, start: datetime, end: datetime) -> None:
        self._calendar, self._start, self._end = calendar, start, end
        self._fixtures = calendar.fixtures(start, end)
        self._number = {id(fixture): n for n, fixture in enumerate(self._fixtures)}
        self._groups: dict[tuple[int, ...], int] = {(): 0}
        self._courses: dict[Course, int] = {}
        self._course_of: dict[Key, int] = {}
        self._pricer = Pricer(calendar)
        self._prices: dict[str, Price] = {}
        self._values = 4 * len(self._fixtures)

    def has_room(self, most: float) -> bool:
        """Take in every target, unless that is more than `most` values."""
        steps = timeline.steps(self._calendar.bounds, self._fixtures, self._start, self._end)
        for target, own in groupby(steps, key=lambda step: step.key.target):
            self._take(target, list(own))
            if self._values > most:
                return False
        return True

    def _take(self, target: str, steps: list[Step]) -> None:
        courses: dict[str, int] = {}
        for key, own in groupby(steps, key=lambda step: step.key):
            levels = list(own)
            number = self._numbered(self._courses, self._course(levels), 3 * len(levels))
            self._course_of[key] = courses[key.dimension] = number
        self._prices[target] = self._pricer.price(target, steps, courses)

    def plan(self, asked: datetime) -> Plan:
        """What was taken in."""
        return Plan(
            calendar=self._calendar,
            start=self._start,
            end=self._end,
            asked=asked,
            fixtures=tuple(self._fixtures),
            groups=tuple(self._groups),
            courses=tuple(self._courses),
            course_of=self._course_of,
            prices=self._prices,
        )

    def _course(self, steps: list[Step]) -> Course:
        return Course(
            seconds=tuple(int(s.end.timestamp()) - int(s.start.timestamp()) for s in steps),
            levels=tuple(step.level.value for step in steps),
            groups=tuple(self._group(step) for step in steps),
            excess=tuple(step.level.excess for step in steps),
        )

    def _group(self, step: Step) -> int:
        group = tuple(self._number[id(fixture)] for fixture in step.level.because)
        return self._numbered(self._groups, group, 1 + len(group))

    def _numbered(self, table: dict[_Value, int], value: _Value, size: int) -> int:
        """The number of a value; one not yet met gets the next, and counts for its size."""
        if value not in table:
            table[value] = len(table)
            self._values += size
        return table[value]
