"""Planned decreases of a table or an index against the number that DynamoDB allows in a UTC day."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from kickoff.timeline import Fixture
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode, affected
from operations.preflight.grouping import group_by
from operations.preflight.period import CheckPeriod
from prescaler.adapters.tables import index_name
from prescaler.model import Capacity, Dimension

_DAY = timedelta(days=1)


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report a table or an index once, with the first day that has too many decreases."""
    limited = [
        each
        for each, observed in facts.observed.items()
        if observed.kind.decreases_a_day and observed.kind_name
    ]
    today = period.now.astimezone(UTC).date()
    for own in group_by(limited, lambda each: (each.place, each.resource)).values():
        allowed = facts.observed[own[0]].kind.decreases_a_day or 0
        capacities = [facts.observed[each].capacity for each in own]
        made = [each.decreases or 0 for each in capacities if isinstance(each, Capacity)]
        left_today = max(0, allowed - max(made, default=0))
        excess = {
            day: (planned, left)
            for day, planned in Counter(_lowerings(period, own)).items()
            if planned > (left := left_today if day == today else allowed)
        }
        if excess:
            first, index, target = min(excess), index_name(own[0]), own[0].key.target
            planned, left = excess[first]
            yield Finding(
                FindingCode.DECREASES,
                target if index is None else f"{target}.{index}",
                f"{planned} decreases are planned on {first:%a} {first.day} {first:%b} (UTC), "
                f"DynamoDB allows {left}: capacity will stay up between fixtures",
                "let windows meet (tail, lead), or give the profile fewer phases",
                max(period.now, datetime.combine(first, time(), UTC)),
                affected(_fixtures_on(period, day) for day in sorted(excess)),
            )


def _lowerings(period: CheckPeriod, own: list[Dimension]) -> Iterator[date]:
    """Yield the day of each decrease. One update lowers reads and writes together."""
    starts = {
        after.start
        for dimension in own
        for before, after in pairwise(period.steps[dimension.key])
        if after.level.value < before.level.value
    }
    yield from (start.astimezone(UTC).date() for start in starts)


def _fixtures_on(period: CheckPeriod, day: date) -> list[Fixture]:
    start = datetime.combine(day, time(), UTC)
    return [each for each in period.fixtures if each.opens < start + _DAY and each.closes > start]
