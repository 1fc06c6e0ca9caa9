"""Scheduled actions that Application Auto Scaling keeps of one scalable target."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from kickoff.timeline import Step
from preflight.facts import Facts
from preflight.finding import Code, Finding
from preflight.horizon import Horizon
from prescaler.model import Kind
from prescaler.plan import arming

KEPT = 200  # a quota that AWS does not raise
# An armed raise stands twice, a restore once.
_OF_A_RAISE, _OF_A_RESTORE = 2, 1


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """One finding a dimension whose target is armed: the first day that needs more."""
    for dimension, observed in facts.observed.items():
        armed = horizon.calendar.targets[dimension.key.target].arm
        if not armed or observed.kind is not Kind.AUTOSCALED:
            continue
        most, first = _most(list(_changes(horizon.steps[dimension.key])))
        if first is None:
            continue
        yield Finding(
            Code.SCHEDULED_ACTIONS,
            ".".join(dimension.key),
            f"arm: true needs {most} scheduled actions within a day; {KEPT} are allowed a "
            "scalable target",
            "take arm off the target, or give its profiles fewer phases",
            first,
            horizon.concerned([dimension.key.target]),
        )


def _changes(steps: Iterable[Step]) -> Iterator[tuple[datetime, int]]:
    """When the level changes, and how many actions that takes."""
    for before, after in pairwise(steps):
        up = after.level.value > before.level.value
        if after.level.value != before.level.value:
            yield after.start, _OF_A_RAISE if up else _OF_A_RESTORE


def _most(changes: list[tuple[datetime, int]]) -> tuple[int, datetime | None]:
    """The most actions that stand at one time, and the first instant of too many."""
    most, first, standing, oldest = 0, None, 0, 0
    for at, actions in changes:
        standing += actions
        while changes[oldest][0] <= at - arming.HORIZON:
            standing -= changes[oldest][1]
            oldest += 1
        if standing > KEPT:
            most, first = max(most, standing), first or at
    return most, first
