"""Windows of warm containers without a ping before kick-off."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from kickoff.calendar import Calendar, FunctionTarget, Warm
from kickoff.timeline import Fixture, Key, Step
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode, affected
from operations.preflight.period import CheckPeriod

_MINUTE = timedelta(minutes=1)


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:  # noqa: ARG001 (as all checks)
    """Report each function once if its `every` is longer than the lead of its fixtures."""
    for name, target in period.calendar.targets.items():
        if not isinstance(target, FunctionTarget) or target.warm is None:
            continue
        key = Key(name, "warm")
        if unwarmed := list(_unwarmed(period.steps[key], target.warm, period.calendar)):
            yield Finding(
                FindingCode.NO_PING,
                ".".join(key),
                "no ping is due between the opening of its window and kick-off",
                "ping more often (every), or open the window earlier (lead)",
                unwarmed[0].kickoff,
                affected((each,) for each in unwarmed),
            )


def _unwarmed(steps: Iterable[Step], warm: Warm, calendar: Calendar) -> Iterator[Fixture]:
    """Yield the fixtures that raise the level as they open, without a ping until kick-off."""
    for before, after in pairwise(steps):
        if after.level.value <= before.level.value:
            continue
        for fixture in after.level.because:
            if fixture.opens == after.start and not _is_pinged(fixture, warm, calendar):
                yield fixture


def _is_pinged(fixture: Fixture, warm: Warm, calendar: Calendar) -> bool:
    minutes = range((fixture.kickoff - fixture.opens) // _MINUTE + 1)
    return any(warm.every.due(fixture.opens + n * _MINUTE, calendar.zone) for n in minutes)
