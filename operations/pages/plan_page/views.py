"""The parts of the page that need no script: the days, the targets and their levels."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice

from kickoff.calendar import FunctionTarget, TableTarget
from kickoff.timeline import Fixture, Key
from operations.pages.chart import unit_of
from operations.pages.plan_page.local_days import LocalDays
from operations.pages.plan_page.packed_plan import PackedPlan

# A day lists so many fixtures, the script shows the others of a selected day.
_MOST_FIXTURES = 4
_STRIP_WIDTH = 240
_DAY_HOURS = 24


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of the calendar; `strip` is path data that marks open windows from left to right."""

    index: int
    classes: str
    label: str
    weekday: str
    number: int
    month: str
    hours: str
    count: int
    strip: str
    fixtures: list[tuple[str, str]]


def day_views(plan: PackedPlan, days: LocalDays) -> Iterator[DayView]:
    """The days of a plan."""
    by_day: list[list[Fixture]] = [[] for _ in range(len(days))]
    open_on: list[list[Fixture]] = [[] for _ in range(len(days))]
    for fixture in plan.fixtures:
        by_day[days.index(fixture.kickoff)].append(fixture)
        for day in range(days.index(fixture.opens), days.index(fixture.closes) + 1):
            open_on[day].append(fixture)
    for index, (fixtures, opened) in enumerate(zip(by_day, open_on, strict=True)):
        yield _day(index, fixtures, opened, days)


def _day(index: int, fixtures: list[Fixture], opened: list[Fixture], days: LocalDays) -> DayView:
    date, hours = days.date(index), days.hours(index)
    classes = [f"d{date.isoweekday()}"]
    classes += ["first"] if index == 0 or date.day == 1 else []
    classes += [] if opened else ["quiet"]
    ordered = sorted(fixtures, key=lambda fixture: (fixture.kickoff, fixture.name))
    plural = "" if len(fixtures) == 1 else "s"
    return DayView(
        index=index,
        classes=" ".join(classes),
        label=f"{date:%A} {date.day} {date:%B %Y}, {len(fixtures)} fixture{plural}",
        weekday=f"{date:%a}",
        number=date.day,
        month=f"{date:%b %Y}" if date.month == 1 and date.day == 1 else f"{date:%b}",
        hours="" if hours == _DAY_HOURS else f"{hours:g} h",
        count=len(fixtures),
        strip=_strip(days.starts[index], days.starts[index + 1], opened),
        fixtures=[
            (_kickoff(index, fixture.kickoff, days), fixture.name)
            for fixture in ordered[:_MOST_FIXTURES]
        ],
    )


def _kickoff(index: int, kickoff: datetime, days: LocalDays) -> str:
    """The time of a kick-off, with its date where it is outside the days of the plan."""
    on_day = days.starts[index] <= kickoff < days.starts[index + 1]
    return days.clock(kickoff) if on_day else f"{days.day(kickoff)} {days.clock(kickoff)}"


def _strip(start: datetime, end: datetime, fixtures: Iterable[Fixture]) -> str:
    """Path data of the windows during [start, end)."""
    windows = ((max(f.opens, start), min(f.closes, end)) for f in fixtures)
    marks = (
        (_x(opens, start, end), _x(closes, start, end))
        for opens, closes in _merged(windows)
        if opens < closes
    )
    return "".join(f"M{left} 0H{right}V6H{left}Z" for left, right in marks)


def _x(at: datetime, start: datetime, end: datetime) -> float:
    return round((at - start) / (end - start) * _STRIP_WIDTH, 1)


def _merged(windows: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Windows in order; windows that overlap or touch become one."""
    merged: list[tuple[datetime, datetime]] = []
    for opens, closes in sorted(windows):
        if merged and opens <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], closes)
        else:
            merged.append((opens, closes))
    return merged


@dataclass(frozen=True, slots=True)
class LevelView:
    """One step in the tables without scripts; no fixtures mean the baseline."""

    start: str
    end: str
    level: int
    fixtures: list[str]


@dataclass(frozen=True, slots=True)
class DimensionView:
    """One dimension; `number` is its index in the page's data."""

    number: int
    name: str
    label: str
    unit: str
    facts: str
    is_flat: bool
    levels: list[LevelView]


@dataclass(frozen=True, slots=True)
class TargetView:
    """One target with its price and its dimensions."""

    name: str
    resource: str
    price: str
    dimensions: list[DimensionView]


def target_views(plan: PackedPlan, days: LocalDays, most_levels: int) -> Iterator[TargetView]:
    """The targets in the calendar's order; only the first `most_levels` levels are listed."""
    left, fixture_sets = most_levels, list(plan.fixture_sets)
    for name, own in groupby(enumerate(plan.calendar.bounds), key=lambda pair: pair[1].target):
        dimensions = []
        for number, key in own:
            levels = list(islice(_levels(plan, key, fixture_sets, days), left))
            left -= len(levels)
            dimensions.append(_dimension(number, key, plan, levels))
        resource = _resource(plan.calendar.targets[name])
        yield TargetView(name, resource, str(plan.prices[name]), dimensions)


def _dimension(number: int, key: Key, plan: PackedPlan, levels: list[LevelView]) -> DimensionView:
    bounds, all_levels = plan.calendar.bounds[key], plan.timeline_of[key].levels
    facts = f"base {bounds.baseline:,} · peak {max(all_levels):,} · max {bounds.maximum:,}"
    is_flat, unit = len(all_levels) == 1, unit_of(key.dimension)
    return DimensionView(number, key.dimension, ".".join(key), unit, facts, is_flat, levels)


def _levels(
    plan: PackedPlan, key: Key, fixture_sets: list[tuple[int, ...]], days: LocalDays
) -> Iterator[LevelView]:
    packed, end = plan.timeline_of[key], plan.start
    for seconds, level, fixtures in zip(
        packed.seconds, packed.levels, packed.fixture_sets, strict=True
    ):
        start, end = end, end + timedelta(seconds=seconds)
        names = [plan.fixtures[number].name for number in fixture_sets[fixtures]]
        yield LevelView(days.dated(start), days.dated(end), level, names)


def _resource(target: TableTarget | FunctionTarget) -> str:
    if isinstance(target, TableTarget):
        named = f"table {target.table}"
    else:
        named = f"function {target.function}{f':{target.qualifier}' if target.qualifier else ''}"
    return f"{named} in {target.region}" if target.region else named
