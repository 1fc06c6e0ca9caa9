"""Raises that are not complete by kick-off: too little time is left, or the lead is too short."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil

from operations.coming_raises import ComingRaise, coming_raises
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode, affected
from operations.preflight.period import CheckPeriod
from prescaler.model import Capacity, Dimension, Limits, Observed
from prescaler.plan.readiness import URGENT

_MINUTE = timedelta(minutes=1)


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report each dimension at most once as late and once for its lead.

    On-demand tables have no lead.
    """
    for dimension, observed in facts.observed.items():
        capacity = observed.capacity
        if not isinstance(capacity, Capacity) or observed.kind.only_rises:
            continue
        raises = list(_raises(period, dimension, observed, capacity))
        late = [each for each in raises if _is_late(each, observed, period.now)]
        if late:
            first, minutes = late[0], (late[0].due - period.now) // _MINUTE
            left = f"{minutes} min are left" if minutes else "they are needed now"
            taken = ceil(first.lead / _MINUTE)
            problem = f"a raise to {first.level:,} takes some {taken} min, {left}"
            advice = "run kickoff prescale now if the schedule does not run; else expect throttles"
            yield _finding(FindingCode.LATE, dimension, late, problem, advice)
        brief = [each for each in raises if each.opens_window and each.margin < URGENT]
        if brief := [each for each in brief if each not in late]:
            minutes = brief[0].margin // _MINUTE
            problem = f"its raise begins {minutes} min before kick-off, too late to read it back"
            advice = f"give its profile a lead of {URGENT // _MINUTE} min or more"
            yield _finding(FindingCode.LEAD, dimension, brief, problem, advice)


def _raises(
    period: CheckPeriod, dimension: Dimension, observed: Observed, capacity: Capacity
) -> Iterator[ComingRaise]:
    """Yield the raises of a dimension with their leads from the capacity of now."""
    companion = observed.kind.companion(dimension)

    def lead_of(_: int, level: int, beside: int | None) -> timedelta:
        return observed.kind.lead(dimension, capacity, level, beside)

    return coming_raises(
        period.steps[dimension.key],
        period.calendar.bounds[dimension.key].baseline,
        lead_of,
        period.steps.get(companion, ()) if companion else (),
    )


def _is_late(each: ComingRaise, observed: Observed, now: datetime) -> bool:
    """Return whether less time is left than the raise takes; not if it is requested already."""
    limits = observed.limits
    requested = isinstance(limits, Limits) and limits.minimum >= each.level
    return each.due - each.lead < now and not (requested and now < each.due)


def _finding(
    code: FindingCode, dimension: Dimension, raises: list[ComingRaise], problem: str, advice: str
) -> Finding:
    fixtures = affected((each.fixture,) for each in raises)
    return Finding(code, ".".join(dimension.key), problem, advice, raises[0].due, fixtures)
