"""Obstacles between a dimension and its level that only a person can remove."""

from kickoff.timeline import Level
from prescaler.model import DecisionInput, Outcome


def obstacle(inputs: DecisionInput) -> Outcome | None:
    """The obstacle to the present level, or to the highest level of the coming day."""
    highest = foreseen(inputs) or Level(inputs.desired, inputs.fixtures)
    return inputs.observed.kind.obstacle(inputs, highest)


def foreseen(inputs: DecisionInput) -> Level | None:
    """The highest level of the coming day, if it is known and above the present one."""
    peak = inputs.desired_state.peak if inputs.desired_state else None
    return peak if peak and peak.value > inputs.desired else None
