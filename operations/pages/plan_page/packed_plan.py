"""A plan in little space: equal timelines, sets of fixtures and prices are stored once."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import inf
from typing import TypeVar

from kickoff import timeline
from kickoff.calendar import Calendar, FunctionTarget, TableTarget
from kickoff.timeline import Key, Step
from operations.coming_raises import ComingRaise
from operations.pages.plan_page.early_raises import early_raises
from operations.pages.plan_page.local_days import LocalDays
from operations.plan_price import TargetPrice, target_price

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

    A set of fixtures is a tuple of their indexes; the first set is empty. Early raises are start,
    end and level of each, in seconds since 1970. `timelines`, `fixture_sets` and `early_raises` map
    each value to its number.
    """

    def __init__(self, calendar: Calendar, start: datetime, end: datetime) -> None:
        self.calendar, self.start, self.end = calendar, start, end
        self.days = LocalDays(start, end, calendar.zone)
        self.fixtures = calendar.fixtures(start, end)
        self.fixture_sets: dict[tuple[int, ...], int] = {(): 0}
        self.timelines: dict[PackedTimeline, int] = {}
        self.timeline_of: dict[Key, PackedTimeline] = {}
        self.early_raises: dict[tuple[int, ...], int] = {(): 0}
        self.early_of: dict[Key, tuple[int, ...]] = {}
        self.prices: dict[str, TargetPrice] = {}
        self._priced: dict[object, TargetPrice] = {}
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
        by_key = {key: list(own) for key, own in groupby(steps, key=lambda step: step.key)}
        early = early_raises(self.calendar, target, by_key)
        for key, own in by_key.items():
            self._pack_early(key, early[key])
            packed = self._pack(own)
            numbers[key.dimension] = self._number(self.timelines, packed, 3 * len(packed.levels))
            self.timeline_of[key] = packed
        self.prices[target] = self._price(target, steps, numbers)

    def _price(self, name: str, steps: list[Step], timelines: Mapping[str, int]) -> TargetPrice:
        """Price a target; targets with equal timelines are priced once."""
        target = self.calendar.targets[name]
        inputs: tuple[object, ...] = (type(target), *timelines.items())
        if isinstance(target, FunctionTarget):
            inputs = (*inputs, target.region, target.memory, target.warm and target.warm.every)
        elif isinstance(target, TableTarget):
            inputs = (*inputs, target.region, target.billing, target.prewarm and name)
        if inputs not in self._priced:
            self._priced[inputs] = target_price(steps, self.calendar)
        return self._priced[inputs]

    def _pack_early(self, key: Key, raises: list[ComingRaise]) -> None:
        packed = tuple(
            number
            for each in raises
            for number in (int(each.begins.timestamp()), int(each.start.timestamp()), each.level)
        )
        self.early_of[key] = packed
        self._number(self.early_raises, packed, len(packed))

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
    """Return the plan of [start, end), or of a shorter span that has at most `most` values."""
    end = min(end, start + _LONGEST)
    plan = PackedPlan(calendar, start, end)
    while not plan.fill(most if end - start > _SHORTEST else inf):
        end = _middle(plan)
        plan = PackedPlan(calendar, start, end)
    return plan


def _middle(plan: PackedPlan) -> datetime:
    """Return the middle of a plan, moved back to the midnight before it where there is one."""
    middle = (plan.start + (plan.end - plan.start) / 2).replace(microsecond=0)
    day = plan.days.index(middle)
    return max(plan.days.starts[day], plan.start) if day else middle
