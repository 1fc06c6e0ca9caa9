"""Planned changes of one resource above the number that AWS accepts in 24 hours."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from kickoff.timeline import Step
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode, affected
from operations.preflight.period import CheckPeriod
from prescaler.resources.base import ResourceKind
from prescaler.resources.registry import KINDS

_A_DAY = timedelta(days=1)


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report each dimension once, with the first 24 hours that have too many changes."""
    for dimension in facts.observed:
        kind = KINDS.of(dimension)
        if kind.changes_a_day is None:
            continue
        changes = _changes(kind, period.steps[dimension.key])
        for number, (at, step) in enumerate(changes):
            recent = [each for each, _ in changes[: number + 1] if at - each < _A_DAY]
            if len(recent) <= kind.changes_a_day:
                continue
            yield Finding(
                FindingCode.DAILY_CHANGES,
                ".".join(dimension.key),
                f"the levels need {len(recent)} changes in 24 hours, and AWS accepts "
                f"{kind.changes_a_day} of one resource: each doubles or halves it at most",
                "raise the baseline, give the profile fewer phases, or let windows meet",
                at,
                affected([step.level.because]),
            )
            break


def _changes(kind: ResourceKind, steps: Sequence[Step]) -> list[tuple[datetime, Step]]:
    """The instant of each change, with the step that needs it."""
    return [
        (after.start, after)
        for before, after in pairwise(steps)
        if before.level.value != after.level.value
        for _ in range(kind.changes_between(before.level.value, after.level.value))
    ]
