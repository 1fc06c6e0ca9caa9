"""The most that a calendar can spend, whoever wrote it.

What it says is taken at its highest: learned demand (`demand: auto`) as `max` at all times, warm
throughput that may be bought as bought anew on the dearest day. What it says of a function's memory
is not believed: each has the most that Lambda gives.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from kickoff.calendar.model.calendar import Calendar
from kickoff.calendar.model.pings import PingSchedule
from kickoff.calendar.model.targets import DemandSource, FunctionTarget, TableTarget
from kickoff.pricing.prices import PRICES
from kickoff.timeline import Key, Step

_DAY = timedelta(days=1)
# The most that Lambda gives a function.
LARGEST_MB = 10_240


@dataclass(frozen=True, slots=True)
class TotalCapacity:
    """Capacity units of all tables together at one instant."""

    units: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DailyCost:
    """US dollars of all targets together in one UTC day, and what for."""

    day: date
    by: Mapping[str, float]

    @property
    def total(self) -> float:
        """All of them."""
        return sum(self.by.values())


def steps(calendar: Calendar, start: datetime, end: datetime) -> list[Step]:
    """The steps of every dimension over [start, end), learned demand at its highest."""
    learned = {
        key: bound.maximum
        for key, bound in calendar.bounds.items()
        if calendar.targets[key.target].demand is DemandSource.AUTO
    }
    return [_at_least(learned.get(each.key, 0), each) for each in calendar.steps(start, end)]


def highest_capacity(steps: Iterable[Step]) -> TotalCapacity | None:
    """The most capacity units at one instant, the first such; None where no table has any."""
    of_tables = [each for each in steps if _unit(each.key) in {"read", "write"}]
    found = [TotalCapacity(units, start) for start, _, units in _together(of_tables)]
    return max(found, key=lambda each: each.units, default=None)


def most_expensive_day(calendar: Calendar, steps: Iterable[Step]) -> DailyCost | None:
    """The most dollars in one UTC day, the first such; None where nothing has a level."""
    alike: dict[str | PingSchedule, list[Step]] = defaultdict(list)
    added: dict[Key, float] = {}
    for step in steps:
        target, unit = calendar.targets[step.key.target], _unit(step.key)
        if isinstance(target, FunctionTarget) and target.warm and unit == "warm":
            alike[target.warm.every].append(step)
        else:
            alike[unit].append(step)
        if isinstance(target, TableTarget) and target.prewarm:
            price = step.level.value * PRICES.warm_throughput_cost(reads=unit == "read")
            added[step.key] = max(price, added.get(step.key, 0))
    days: dict[date, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for paid, found in alike.items():
        named = "pings" if isinstance(paid, PingSchedule) else paid
        for start, end, level in _together(found):
            for first, last in _by_day(start, end):
                days[first.date()][named] += level * _price(paid, first, last, calendar.zone)
    once = {"warm throughput": sum(added.values())} if added else {}
    each_day = (DailyCost(day, {**by, **once}) for day, by in sorted(days.items()))
    return max(each_day, key=lambda each: each.total, default=None)


def _at_least(least: int, step: Step) -> Step:
    if step.level.value >= least:
        return step
    return replace(step, level=replace(step.level, value=least))


def _unit(key: Key) -> str:
    """`read` or `write` of a table or an index, `provisioned`, `warm`."""
    return key.dimension.rpartition(".")[2]


def _price(paid: str | PingSchedule, start: datetime, end: datetime, zone: ZoneInfo) -> float:
    """Dollars of one unit, or one warm container, over [start, end)."""
    if isinstance(paid, PingSchedule):
        return paid.count(start, end, zone) * PRICES.ping_cost(LARGEST_MB)
    return PRICES.capacity_cost(paid, end - start, LARGEST_MB)


def _together(steps: Iterable[Step]) -> Iterator[tuple[datetime, datetime, int]]:
    """The sum of all steps' levels between any two of their edges, in order of time."""
    changes: dict[datetime, int] = defaultdict(int)
    for step in steps:
        changes[step.start] += step.level.value
        changes[step.end] -= step.level.value
    total = 0
    for start, end in pairwise(sorted(changes)):
        total += changes[start]
        yield start, end, total


def _by_day(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A stretch cut at the midnights (UTC) inside it."""
    while start < end:
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
        yield start, min(midnight, end)
        start = midnight
