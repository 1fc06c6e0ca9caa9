"""The plan as data of the page's script; equal texts, shapes and demands are stored once."""

from collections.abc import Hashable
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from kickoff.timeline import Combine, Fixture
from operations.pages.chart import unit_of
from operations.pages.plan_page.local_days import clock_offsets
from operations.pages.plan_page.packed_plan import PackedPlan, PackedTimeline

_Value = TypeVar("_Value", bound=Hashable)
_LEVEL = "a level of its own"  # instead of a profile
_Shape = tuple[tuple[int, int, str], ...]


def page_data(plan: PackedPlan) -> dict[str, object]:
    """Return what assets/data.js reads, ready for JSON; instants are seconds since 1970."""
    keys, fixtures, days = plan.calendar.bounds, plan.fixtures, plan.days
    first = min([days.starts[0], *(fixture.opens for fixture in fixtures)])
    last = max([plan.end, *(fixture.closes for fixture in fixtures)])
    key_numbers = {key: number for number, key in enumerate(keys)}
    texts, shapes, demand_numbers = _Numbers[str](), _Numbers[_Shape](), _Numbers[int]()
    data = {
        "from": _seconds(plan.start),
        "to": _seconds(plan.end),
        "days": [_seconds(start) for start in days.starts],
        "offsets": [
            [_seconds(offset.since), offset.seconds, offset.name]
            for offset in clock_offsets(first, last, days.zone)
        ],
        "dimensions": [
            [
                *(texts[key.target], texts[key.dimension], texts[unit_of(key.dimension)]),
                *(bounds.baseline, bounds.maximum, int(bounds.combine is Combine.SUM)),
                plan.timelines[plan.timeline_of[key]],
                plan.early_raises[plan.early_of[key]],
            ]
            for key, bounds in keys.items()
        ],
        "timelines": [_columns(each) for each in plan.timelines],
        "early": list(plan.early_raises),
        "fixture_sets": list(plan.fixture_sets),
        "fixtures": [
            [
                *(texts[fixture.name], texts[fixture.profile or _LEVEL], _seconds(fixture.kickoff)),
                *(shapes[_shape(fixture)], demand_numbers[id(fixture.demand)]),
                _decimal(fixture.scale),
                *([texts[fixture.entry]] if fixture.entry else []),
            ]
            for fixture in fixtures
        ],
        # Dimension, amount, dimension, amount, ... of each demand.
        "demands": [
            [
                value
                for key, amount in demand.items()
                if key in key_numbers
                for value in (key_numbers[key], amount)
            ]
            for demand in {id(fixture.demand): fixture.demand for fixture in fixtures}.values()
        ],
    }
    return data | {"texts": list(texts), "shapes": list(shapes)}


class _Numbers(dict[_Value, int]):
    """Values with their numbers; a new value gets the next number."""

    def __missing__(self, value: _Value) -> int:
        self[value] = len(self)
        return self[value]


def _shape(fixture: Fixture) -> _Shape:
    """The phases in seconds from kick-off; most fixtures of a profile have the same."""
    kickoff = _seconds(fixture.kickoff)
    return tuple(
        (_seconds(phase.start) - kickoff, _seconds(phase.end) - kickoff, _decimal(phase.share))
        for phase in fixture.phases
    )


def _columns(packed: PackedTimeline) -> list[tuple[int, ...]]:
    """The fields of a timeline; the excess only where there is any."""
    columns = [packed.seconds, packed.levels, packed.fixture_sets]
    return [*columns, packed.excess] if any(packed.excess) else columns


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _decimal(number: Decimal) -> str:
    return f"{number.normalize():f}"
