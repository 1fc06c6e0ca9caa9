"""Targets with `arm: true`: what stands of them as scheduled actions."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from kickoff.timeline import Step
from operations.preflight.facts import Facts
from operations.preflight.finding import Code, Finding
from operations.preflight.grouped import grouped
from operations.preflight.horizon import Horizon
from prescaler.model import Dimension, Observed
from prescaler.plan import scheduled_actions

KEPT = 200  # of one scalable target, a quota that AWS does not raise
# An armed raise stands twice, a restore once.
_OF_A_RAISE, _OF_A_RESTORE = 2, 1


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """What cannot be armed at all, and what needs more actions than are kept."""
    targets = horizon.calendar.targets
    armed = [each for each in facts.observed if targets[each.key.target].arm]
    unscaled = [each for each in armed if _has_bounds(facts.observed[each]) is False]
    for name, own in grouped(unscaled, lambda each: each.key.target).items():
        yield _unarmed(horizon, name, own)
    for dimension in armed:
        if _has_bounds(facts.observed[dimension]):
            most, first = _most(list(_changes(horizon.steps[dimension.key])))
            if first is not None:
                yield _too_many(horizon, dimension, most, first)


def _has_bounds(observed: Observed) -> bool | None:
    """Return whether the kind has bounds; None where the reads did not show the kind."""
    return observed.kind.has_bounds if observed.kind_name else None


def _unarmed(horizon: Horizon, name: str, own: list[Dimension]) -> Finding:
    kinds = " and ".join(dict.fromkeys(each.key.dimension for each in own))
    return Finding(
        Code.CONTRADICTION,
        name,
        f"arm: true does nothing for {kinds}: it is not under auto scaling",
        "put it under auto scaling, or take arm off the target",
        horizon.first_raise([name]),
        horizon.concerned([name]),
    )


def _too_many(horizon: Horizon, dimension: Dimension, most: int, first: datetime) -> Finding:
    return Finding(
        Code.SCHEDULED_ACTIONS,
        ".".join(dimension.key),
        f"arm: true needs {most} scheduled actions within a day; {KEPT} are allowed a scalable "
        "target",
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
        while changes[oldest][0] <= at - scheduled_actions.HORIZON:
            standing -= changes[oldest][1]
            oldest += 1
        if standing > KEPT:
            most, first = max(most, standing), first or at
    return most, first
