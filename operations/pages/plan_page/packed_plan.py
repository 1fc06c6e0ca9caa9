"""A plan in little space: equal timelines, sets of fixtures and prices are stored once."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import inf
from typing import TypeVar

from kickoff import timeline
from kickoff.calendar import Calendar
from kickoff.timeline import Key, Step
from operations.pages.plan_page.local_days import LocalDays
from operations.pages.plan_page.prices import TargetPrice, TargetPricer

# Five to ten bytes a value: a page stays below 8 MB, which a phone can open.
MOST_VALUES = 700_000
_LONGEST = timedelta(days=800)
_SHORTEST = timedelta(hours=1)

_Value = TypeVar("_Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class PackedTimeline:
    """The steps of one dimension, in order, one value of each field per step.

    Attributes:
        seconds: Lengths; their sum is the length of the plan.
        levels: Levels in the unit of the dimension.
        fixture_sets: Indexes into the plan's sets of fixtures.
        excess: Demand above the maximum that is not met.
    """

    seconds: tuple[int, ...]
    levels: tuple[int, ...]
    fixture_sets: tuple[int, ...]
    excess: tuple[int, ...]


class PackedPlan:
    """The timelines of a calendar during [start, end).

    A set of fixtures is a tuple of their indexes; the first set is empty. `timelines` and
    `fixture_sets` map each value to its number.
    """

    def __init__(self, calendar: Calendar, start: datetime, end: datetime) -> None:
        self.calendar, self.start, self.end = calendar, start, end
        self.fixtures = calendar.fixtures(start, end)
        self.fixture_sets: dict[tuple[int, ...], int] = {(): 0}
        self.timelines: dict[PackedTimeline, int] = {}
        self.timeline_of: dict[Key, PackedTimeline] = {}
        self.prices: dict[str, TargetPrice] = {}
        self._pricer = TargetPricer(calendar)
        self._fixture_numbers = {id(fixture): n for n, fixture in enumerate(self.fixtures)}
        self._values = 4 * len(self.fixtures)

    def fill(self, most: float) -> bool:
        """Add every target; stop and return False above `most` values."""
        steps = timeline.steps(self.calendar.bounds, self.fixtures, self.start, self.end)
        for target, own in groupby(steps, key=lambda step: step.key.target):
            self._add(target, list(own))
            if self._values > most:
                return False
        return True

    def _add(self, target: str, steps: list[Step]) -> None:
        numbers: dict[str, int] = {}
        for key, own in groupby(steps, key=lambda step: step.key):
            packed = self._pack(list(own))
            numbers[key.dimension] = self._number(self.timelines, packed, 3 * len(packed.levels))
            self.timeline_of[key] = packed
        self.prices[target] = self._pricer.price(target, steps, numbers)

    def _pack(self, steps: list[Step]) -> PackedTimeline:
        return PackedTimeline(
            seconds=tuple(int(s.end.timestamp()) - int(s.start.timestamp()) for s in steps),
            levels=tuple(step.level.value for step in steps),
            fixture_sets=tuple(self._fixture_set(step) for step in steps),
            excess=tuple(step.level.excess for step in steps),
        )

    def _fixture_set(self, step: Step) -> int:
        numbers = tuple(self._fixture_numbers[id(fixture)] for fixture in step.level.because)
        return self._number(self.fixture_sets, numbers, 1 + len(numbers))

    def _number(self, table: dict[_Value, int], value: _Value, size: int) -> int:
        """The number of a value; a new value gets the next number and adds its size."""
        if value not in table:
            table[value] = len(table)
            self._values += size
        return table[value]


def packed_plan(calendar: Calendar, start: datetime, end: datetime, most: int) -> PackedPlan:
    """The plan of [start, end), or of a shorter span that has at most `most` values."""
    end = min(end, start + _LONGEST)
    while end - start > _SHORTEST:
        plan = PackedPlan(calendar, start, end)
        if plan.fill(most):
            return plan
        end = _middle(start, end, calendar)
    plan = PackedPlan(calendar, start, end)
    plan.fill(inf)
    return plan


def _middle(start: datetime, end: datetime, calendar: Calendar) -> datetime:
    """The middle of a span, moved back to the midnight before it where there is one."""
    middle = (start + (end - start) / 2).replace(microsecond=0)
    days = LocalDays(start, end, calendar.zone)
    return max(days.starts[days.index(middle)], start) if days.index(middle) else middle
