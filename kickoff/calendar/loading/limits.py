"""Checks limits: the number of fixtures, and demands above a max that rejects them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal, localcontext
from itertools import accumulate, islice

from kickoff.calendar.model.calendar import Calendar
from kickoff.calendar.model.problems import PathProblem
from kickoff.timeline import EXACT_DIGITS, Bounds, Fixture, Key, OverMax, steps

# A season has hundreds. Rules can make millions, and every tick that reads them would time out.
_MOST_FIXTURES = 100_000
# All leagues of a country have fewer matches at once. Each edge of a window adds up all of them.
_MOST_AT_ONCE = 500
_NAMED = 10


def check_limits(calendar: Calendar) -> Iterator[tuple[PathProblem, bool]]:
    """Yield a problem for too many fixtures, or for each set that exceeds a dimension's max.

    With each problem: whether fixtures of a feed take part in it.
    """
    start, end = calendar.span()
    found = (fixture for feed in calendar.feeds for fixture in feed.fixtures(start, end))
    fixtures = list(islice(found, _MOST_FIXTURES + 1))
    if len(fixtures) > _MOST_FIXTURES:
        years = f"from {start.year} to {end.year}"
        message = (
            f"more than {_MOST_FIXTURES:,} fixtures {years}; write fewer rules, or a nearer until"
        )
        yield PathProblem(("recurring",), message), False
        return
    if (crowd := _crowd(fixtures)) > _MOST_AT_ONCE:
        message = (
            f"{crowd:,} fixtures have their windows at one instant, more than {_MOST_AT_ONCE}; "
            "shorten lasts, lead or tail of their profiles, or leave some out"
        )
        yield PathProblem(("profiles",), message), False
        return
    seen = set()
    for step in steps(_candidates(calendar, fixtures), fixtures, start, end):
        level = step.level
        because = tuple(dict.fromkeys(fixture.origin for fixture in level.because))
        if not level.excess or (step.key, because) in seen:
            continue
        seen.add((step.key, because))
        names = " and ".join(_names(level.because))
        verb = "need" if len(level.because) > 1 else "needs"
        message = (
            f"{names} {verb} {level.value + level.excess} of {'.'.join(step.key)} "
            f"at {step.start:%Y-%m-%d %H:%MZ}, where its max is {level.value}; "
            "raise max, or set over_max to clamp or raise"
        )
        by_feed = any(origin[0] == "calendars" for origin in because)
        cause = f"max of {'.'.join(step.key)}, {by_feed}"
        yield PathProblem(because[-1], message, cause=cause), by_feed


def _names(fixtures: Sequence[Fixture]) -> list[str]:
    more = len(fixtures) - _NAMED
    return [each.name for each in fixtures[:_NAMED]] + [f"{more} more"] * (more > 0)


def _crowd(fixtures: Sequence[Fixture]) -> int:
    """Return the most windows that are open at one instant."""
    closings = sorted(fixture.closes for fixture in fixtures)
    closed = most = 0
    for number, opens in enumerate(sorted(fixture.opens for fixture in fixtures), start=1):
        while closings[closed] <= opens:
            closed += 1
        most = max(most, number - closed)
    return most


def _candidates(calendar: Calendar, fixtures: Iterable[Fixture]) -> dict[Key, Bounds]:
    """Return the dimensions that may exceed their max, by an estimate that is never too low.

    The fixtures of each profile are added up once. The peaks of different profiles count as
    simultaneous.
    """
    by_demand: dict[int, list[Fixture]] = {}
    for fixture in fixtures:
        by_demand.setdefault(id(fixture.demand), []).append(fixture)
    most: dict[Key, Decimal] = {}
    with localcontext(prec=EXACT_DIGITS):
        for alike in by_demand.values():
            peak = _peak(alike)
            for key, amount in alike[0].demand.items():
                most[key] = most.get(key, Decimal(0)) + amount * peak
    return {
        key: bound
        for key, bound in calendar.bounds.items()
        if bound.over_max is OverMax.REJECT and most.get(key, 0) > bound.maximum
    }


def _peak(fixtures: Iterable[Fixture]) -> Decimal:
    """Return the highest sum of the fixtures' weights at any instant."""
    changes: dict[datetime, Decimal] = {}
    for fixture in fixtures:
        for phase in fixture.phases:
            weight = phase.share * fixture.scale
            changes[phase.start] = changes.get(phase.start, Decimal(0)) + weight
            changes[phase.end] = changes.get(phase.end, Decimal(0)) - weight
    return max(accumulate(changes[instant] for instant in sorted(changes)))
