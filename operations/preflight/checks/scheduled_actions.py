"""Targets with `arm: true`: the scheduled actions they need."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from kickoff.timeline import Step
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode
from operations.preflight.grouping import group_by
from operations.preflight.period import CheckPeriod
from prescaler.model import Observed
from prescaler.plan import scheduled_actions

ALLOWED = 200  # of one scalable target, a quota that AWS does not raise
# A raise needs two scheduled actions, a restore one.
_PER_RAISE, _PER_RESTORE = 2, 1


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report targets without auto scaling, and dimensions that need too many actions."""
    targets = period.calendar.targets
    dimensions = [each for each in facts.observed if targets[each.key.target].arm]
    unscaled = [each for each in dimensions if _has_bounds(facts.observed[each]) is False]
    for name, own in group_by(unscaled, lambda each: each.key.target).items():
        names = " and ".join(dict.fromkeys(each.key.dimension for each in own))
        yield Finding(
            FindingCode.CONTRADICTION,
            name,
            f"arm: true does nothing for {names}, which is not under auto scaling",
            "put it under auto scaling, or remove arm from the target",
            period.first_raise([name]),
            period.affected([name]),
        )
    for dimension in dimensions:
        most, first = _excess(list(_changes(period.steps[dimension.key])))
        if _has_bounds(facts.observed[dimension]) and first is not None:
            yield Finding(
                FindingCode.SCHEDULED_ACTIONS,
                ".".join(dimension.key),
                f"arm: true needs {most} scheduled actions within a day; {ALLOWED} are allowed for "
                "a scalable target",
                "remove arm from the target, or give its profiles fewer phases",
                first,
                period.affected([dimension.key.target]),
            )


def _has_bounds(observed: Observed) -> bool | None:
    """Return whether the kind has bounds; None if the reads did not show the kind."""
    return observed.kind.has_bounds if observed.kind_name else None


def _changes(steps: Iterable[Step]) -> Iterator[tuple[datetime, int]]:
    """Yield each change of the level with the number of actions that it needs."""
    for before, after in pairwise(steps):
        raised = after.level.value > before.level.value
        if after.level.value != before.level.value:
            yield after.start, _PER_RAISE if raised else _PER_RESTORE


def _excess(changes: list[tuple[datetime, int]]) -> tuple[int, datetime | None]:
    """Return the most actions at one time above the quota, and the first instant above it."""
    most, first, pending, oldest = 0, None, 0, 0
    for at, actions in changes:
        pending += actions
        while changes[oldest][0] <= at - scheduled_actions.HORIZON:
            pending -= changes[oldest][1]
            oldest += 1
        if pending > ALLOWED:
            most, first = max(most, pending), first or at
    return most, first
