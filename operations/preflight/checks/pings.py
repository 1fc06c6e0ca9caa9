"""Windows of warm containers in which no ping falls before kick-off."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from kickoff.calendar import Calendar, FunctionTarget, Warm
from kickoff.timeline import Fixture, Key, Step
from operations.preflight.facts import Facts
from operations.preflight.finding import Code, Finding, concerned
from operations.preflight.horizon import Horizon

_MINUTE = timedelta(minutes=1)


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:  # noqa: ARG001 (every check's)
    """One finding a function: its `every` is too seldom for the lead of its fixtures."""
    for name, target in horizon.calendar.targets.items():
        if not isinstance(target, FunctionTarget) or target.warm is None:
            continue
        key = Key(name, "warm")
        unwarmed = list(_unwarmed(horizon.steps[key], target.warm, horizon.calendar))
        if not unwarmed:
            continue
        yield Finding(
            Code.NO_PING,
            ".".join(key),
            "no ping is due between the opening of its window and kick-off",
            "ping more often (every), or open the window earlier (lead)",
            unwarmed[0].kickoff,
            concerned((each,) for each in unwarmed),
        )


def _unwarmed(steps: Iterable[Step], warm: Warm, calendar: Calendar) -> Iterator[Fixture]:
    """Fixtures that open with a raise which no ping makes true by their kick-off."""
    for before, after in pairwise(steps):
        if after.level.value <= before.level.value:
            continue
        for fixture in after.level.because:
            if fixture.opens == after.start and not _pinged(fixture, warm, calendar):
                yield fixture


def _pinged(fixture: Fixture, warm: Warm, calendar: Calendar) -> bool:
    minute = fixture.opens
    while minute <= fixture.kickoff:
        if warm.every.due(minute, calendar.zone):
            return True
        minute += _MINUTE
    return False
