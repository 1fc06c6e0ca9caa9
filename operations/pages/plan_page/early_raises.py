"""Raises that begin before the level of the plan does, because they take long."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from kickoff.calendar import Calendar
from kickoff.timeline import Key, Step
from operations.coming_raises import ComingRaise, LeadOf, coming_raises
from prescaler.model import Capacity, Dimension
from prescaler.resources.base import ResourceKind
from prescaler.resources.registry import KINDS


def early_raises(
    calendar: Calendar, target: str, steps: Mapping[Key, Sequence[Step]]
) -> dict[Key, list[ComingRaise]]:
    """Return the early raises of each dimension of a target; `steps` has all its dimensions.

    The live capacity is not known here: each raise is taken to start from the level before it, with
    no more warm throughput than that. A target with `prewarm` buys the throughput instead.
    """
    found: dict[Key, list[ComingRaise]] = {key: [] for key in steps}
    for dimension in KINDS.of_target(target, calendar.targets[target]):
        kind, key = KINDS.of(dimension), dimension.key
        if key not in steps or kind.may_prewarm(calendar.targets[target]):
            continue
        companion = kind.companion(dimension)
        other = calendar.bounds.get(companion) if companion else None
        found[key] += _early(
            coming_raises(
                steps[key],
                calendar.bounds[key].baseline,
                _lead_of(kind, dimension, other.baseline if other else None),
                steps.get(companion, ()) if companion else (),
            )
        )
    return found


def _lead_of(kind: ResourceKind, dimension: Dimension, other: int | None) -> LeadOf:
    def lead_of(before: int, level: int, beside: int | None) -> timedelta:
        return kind.lead(dimension, Capacity(before, active=True, other=other), level, beside)

    return lead_of


def _early(raises: Iterator[ComingRaise]) -> Iterator[ComingRaise]:
    return (each for each in raises if each.begins < each.start)
