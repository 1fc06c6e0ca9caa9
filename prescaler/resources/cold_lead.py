"""The lead of a raise while the live capacity is not known."""

from datetime import timedelta

from kickoff.calendar import BaseTarget
from prescaler.model import Capacity, Dimension
from prescaler.resources.registry import KINDS


def cold_lead(
    dimension: Dimension, target: BaseTarget, before: int, level: int, beside: int | None
) -> timedelta:
    """Return the lead of a raise from `before` to a level, with no more warm than `before`.

    `beside`: the level then of the dimension that loads the same partitions, which is at its
    baseline before.
    """
    kind = KINDS.of(dimension)
    companion = kind.companion(dimension)
    other = target.bounds().get(companion.dimension) if companion else None
    cold = Capacity(before, active=True, other=other.baseline if other else None)
    return kind.lead(dimension, cold, level, beside)
