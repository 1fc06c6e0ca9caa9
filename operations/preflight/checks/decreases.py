"""Decreases that DynamoDB allows a table or an index in a UTC day."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from kickoff.timeline import Fixture
from operations.preflight.facts import Facts
from operations.preflight.finding import Code, Finding, concerned
from operations.preflight.grouped import grouped
from operations.preflight.horizon import Horizon
from prescaler.model import Capacity, Dimension
from prescaler.resources.table import DECREASES_A_DAY, index_name

_DAY = timedelta(days=1)


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """One finding a table or index: the first day on which more lowerings are planned."""
    scaled = [
        each
        for each, observed in facts.observed.items()
        if observed.kind.decreases_a_day and observed.kind_name
    ]
    for own in grouped(scaled, lambda each: (each.place, each.resource)).values():
        spent = max(_spent(facts, each) for each in own)
        today = horizon.now.astimezone(UTC).date()
        days = Counter(_lowerings(horizon, own))
        over = {day: n for day, n in days.items() if n > _left(day, today, spent)}
        if over:
            yield _finding(horizon, own, over, today, spent)


def _lowerings(horizon: Horizon, own: list[Dimension]) -> Iterator[date]:
    """The day of each decrease: one update lowers reads and writes together."""
    starts = {
        after.start
        for dimension in own
        for before, after in pairwise(horizon.steps[dimension.key])
        if after.level.value < before.level.value
    }
    yield from (start.astimezone(UTC).date() for start in starts)


def _finding(
    horizon: Horizon, own: list[Dimension], over: dict[date, int], today: date, spent: int
) -> Finding:
    first = min(over)
    return Finding(
        Code.DECREASES,
        _name(own[0]),
        f"{over[first]} lowerings are planned on {first:%a} {first.day} {first:%b} (UTC), DynamoDB "
        f"allows {_left(first, today, spent)}: capacity will stay up between fixtures",
        "let windows meet (tail, lead) or give the profile fewer phases",
        max(horizon.now, datetime.combine(first, time(), UTC)),
        concerned(_playing(horizon, day) for day in sorted(over)),
    )


def _name(dimension: Dimension) -> str:
    index = index_name(dimension)
    return dimension.key.target if index is None else f"{dimension.key.target}.{index}"


def _left(day: date, today: date, spent: int) -> int:
    return max(0, DECREASES_A_DAY - spent) if day == today else DECREASES_A_DAY


def _spent(facts: Facts, dimension: Dimension) -> int:
    capacity = facts.observed[dimension].capacity
    return (capacity.decreases or 0) if isinstance(capacity, Capacity) else 0


def _playing(horizon: Horizon, day: date) -> list[Fixture]:
    start = datetime.combine(day, time(), UTC)
    return [each for each in horizon.fixtures if each.opens < start + _DAY and each.closes > start]
