"""The highest possible spending of a calendar, assuming nothing about its author.

Learned demand (`demand: auto`) counts as `max` at all times. Optional warm throughput counts as
bought on the most expensive day, in each region in which the calendar names the table. A function
counts with Lambda's largest memory, because the memory in the calendar is only a statement of its
author.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from kickoff.calendar.model.base_target import DemandSource
from kickoff.calendar.model.calendar import Calendar
from kickoff.calendar.model.pings import PingSchedule
from kickoff.calendar.model.targets import FunctionTarget, TableTarget
from kickoff.pricing.prices import Prices, prices_of
from kickoff.timeline import Key, Step

_DAY = timedelta(days=1)
# Lambda's largest memory size.
LARGEST_MB = 10_240
_Table = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class TotalCapacity:
    """The sum of the capacity units of all tables at an instant."""

    units: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DailyCost:
    """US dollars of all targets in a UTC day, by kind of cost."""

    day: date
    by: Mapping[str, float]

    @property
    def total(self) -> float:
        """The sum of all kinds."""
        return sum(self.by.values())


def steps(calendar: Calendar, start: datetime, end: datetime) -> list[Step]:
    """Return the steps of every dimension over [start, end), with learned demand at its max."""
    learned = {
        key: bound.maximum
        for key, bound in calendar.bounds.items()
        if calendar.targets[key.target].demand is DemandSource.AUTO
    }
    return [
        replace(step, level=replace(step.level, value=max(step.level.value, learned[step.key])))
        if step.key in learned
        else step
        for step in calendar.steps(start, end)
    ]


def highest_capacity(steps: Iterable[Step]) -> TotalCapacity | None:
    """Return the highest total capacity and its first instant; None without tables."""
    of_tables = [each for each in steps if _kind(each.key) in {"read", "write"}]
    found = [TotalCapacity(units, start) for start, _, units in _sum_of_levels(of_tables)]
    return max(found, key=lambda each: each.units, default=None)


def most_expensive_day(calendar: Calendar, steps: Iterable[Step]) -> DailyCost | None:
    """Return the first of the most expensive days; None without steps.

    A target without a region has the prices of `DEFAULT_REGION`.
    """
    alike: dict[tuple[str | PingSchedule, str | None], list[Step]] = defaultdict(list)
    added: dict[tuple[_Table, str], float] = {}
    regions = _regions(calendar)
    for step in steps:
        target, kind = calendar.targets[step.key.target], _kind(step.key)
        if isinstance(target, FunctionTarget) and target.warm and kind == "warm":
            alike[target.warm.every, target.region].append(step)
        else:
            alike[kind, target.region].append(step)
        if isinstance(target, TableTarget) and target.prewarm:
            table = _table(target)
            price = step.level.value * sum(
                prices_of(region).warm_throughput_cost(reads=kind == "read")
                for region in regions[table]
            )
            bought = table, step.key.dimension
            added[bought] = max(price, added.get(bought, 0))
    days: dict[date, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (paid, region), found in alike.items():
        prices = prices_of(region)
        name = "pings" if isinstance(paid, PingSchedule) else paid
        for start, end, level in _sum_of_levels(found):
            for first, last in _split_by_day(start, end):
                days[first.date()][name] += level * _price(paid, first, last, calendar.zone, prices)
    once = {"warm throughput": sum(added.values())} if added else {}
    each_day = (DailyCost(day, {**by, **once}) for day, by in sorted(days.items()))
    return max(each_day, key=lambda each: each.total, default=None)


def _table(target: TableTarget) -> _Table:
    """Return the name and role of a table; a global table has them in each of its regions."""
    return target.table, target.role_arn


def _regions(calendar: Calendar) -> Mapping[_Table, set[str | None]]:
    """Return the regions in which the calendar names each table."""
    regions: dict[_Table, set[str | None]] = defaultdict(set)
    for target in calendar.targets.values():
        if isinstance(target, TableTarget):
            regions[_table(target)].add(target.region)
    return regions


def _kind(key: Key) -> str:
    """Return `read` or `write`, of a table or an index, `provisioned` or `warm`."""
    return key.dimension.rpartition(".")[2]


def _price(
    paid: str | PingSchedule, start: datetime, end: datetime, zone: ZoneInfo, prices: Prices
) -> float:
    """Return the dollars of one unit, or of one warm container, over [start, end)."""
    if isinstance(paid, PingSchedule):
        return paid.count(start, end, zone) * prices.ping_cost(LARGEST_MB)
    return prices.capacity_cost(paid, end - start, LARGEST_MB)


def _sum_of_levels(steps: Iterable[Step]) -> Iterator[tuple[datetime, datetime, int]]:
    """Yield the sum of all steps' levels between adjacent edges, in order of time."""
    changes: dict[datetime, int] = defaultdict(int)
    for step in steps:
        changes[step.start] += step.level.value
        changes[step.end] -= step.level.value
    total = 0
    for start, end in pairwise(sorted(changes)):
        total += changes[start]
        yield start, end, total


def _split_by_day(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Split [start, end) at UTC midnights."""
    while start < end:
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
        yield start, min(midnight, end)
        start = midnight
