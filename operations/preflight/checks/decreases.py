"""Planned decreases of a table or an index that DynamoDB does not allow in time.

After the fourth of a UTC day, one is allowed an hour after the last.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from kickoff.timeline import Fixture
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode, affected
from operations.preflight.grouping import group_by
from operations.preflight.period import CheckPeriod
from prescaler.adapters.tables import index_name
from prescaler.model import Capacity, Dimension

_DAY = timedelta(days=1)
_UNKNOWN = Capacity(0, active=True, decreases=0)


class LateDecrease(NamedTuple):
    """A decrease that has to wait, with the instant at which it is allowed."""

    planned: datetime
    allowed: datetime


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report a table or an index once, with its first decrease that has to wait."""
    limited = [
        each
        for each, observed in facts.observed.items()
        if observed.kind.decreases_at_any_time and observed.kind_name
    ]
    for own in group_by(limited, lambda each: (each.place, each.resource)).values():
        late = list(_late_decreases(period, own, facts))
        if not late:
            continue
        first, index, target = late[0], index_name(own[0]), own[0].key.target
        planned = first.planned.astimezone(UTC)
        others = f" and {len(late) - 1} more" if len(late) > 1 else ""
        days = sorted({_day(each.planned) for each in late})
        yield Finding(
            FindingCode.DECREASES,
            target if index is None else f"{target}.{index}",
            f"the decrease on {planned:%a} {planned.day} {planned:%b} at {planned:%H:%MZ}{others} "
            f"must wait, this one until {first.allowed:%H:%MZ}: after four in a UTC day DynamoDB "
            "allows one an hour after the last; capacity will stay up",
            "let windows meet (tail, lead), or give the profile fewer phases",
            planned,
            affected(_fixtures_on(period, day) for day in days),
        )


def _late_decreases(
    period: CheckPeriod, own: list[Dimension], facts: AccountFacts
) -> Iterator[LateDecrease]:
    """Yield the decreases that have to wait. One decrease lowers reads and writes together.

    Meanwhile further lowerings join it, and a raise cancels it.
    """
    observed = facts.observed[own[0]]
    capacity = observed.capacity if isinstance(observed.capacity, Capacity) else _UNKNOWN
    waiting: LateDecrease | None = None
    for at, (falls, rises) in sorted(_changes(period, own).items()):
        if waiting and waiting.allowed <= at:
            capacity = _with_decrease(capacity, waiting.allowed)
            waiting = None
        if rises:
            waiting = None
        if not falls or waiting:
            continue
        allowed = observed.kind.next_decrease(_on_day_of(at, capacity), at)
        if allowed > at:
            waiting = LateDecrease(at, allowed)
            yield waiting
        else:
            capacity = _with_decrease(capacity, at)


def _changes(period: CheckPeriod, own: list[Dimension]) -> dict[datetime, tuple[bool, bool]]:
    """The instants at which a level changes: whether one falls, and whether one rises."""
    found: dict[datetime, tuple[bool, bool]] = {}
    for dimension in own:
        for before, after in pairwise(period.steps[dimension.key]):
            falls, rises = found.get(after.start, (False, False))
            difference = after.level.value - before.level.value
            found[after.start] = falls or difference < 0, rises or difference > 0
    return found


def _with_decrease(capacity: Capacity, at: datetime) -> Capacity:
    """The capacity with one more decrease."""
    made = _on_day_of(at, capacity).decreases or 0
    return replace(capacity, decreases=made + 1, decreased=at)


def _on_day_of(at: datetime, capacity: Capacity) -> Capacity:
    """The capacity with the decreases of the UTC day of an instant: midnight resets the count."""
    last = capacity.decreased
    same = last is not None and _day(last) == _day(at)
    return capacity if same else replace(capacity, decreases=0)


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _fixtures_on(period: CheckPeriod, day: date) -> list[Fixture]:
    start = datetime.combine(day, time(), UTC)
    return [each for each in period.fixtures if each.opens < start + _DAY and each.closes > start]
