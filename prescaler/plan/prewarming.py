"""Purchases of warm throughput: once for the coming day, and a table with its indexes together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from kickoff.timeline import Key
from prescaler.model import (
    Action,
    Capacity,
    CapacityChange,
    Decision,
    DecisionInput,
    Limits,
)


def with_purchases(inputs: Sequence[DecisionInput], now: datetime) -> list[DecisionInput]:
    """The inputs with the warm throughput to buy now.

    It is bought for all dimensions of a table as soon as the raise of one of them needs it.
    """
    begun = {each.dimension.group for each in inputs if _begins(each)}
    peaks = {
        each.dimension.key: _peak(each, now) for each in inputs if each.dimension.group in begun
    }
    return [_with_purchase(each, peaks) for each in inputs]


def prewarm(inputs: DecisionInput) -> Decision | None:
    """Buy warm throughput ahead of a raise, unless a purchase is under way."""
    desired, capacity = inputs.desired_state, inputs.observed.capacity
    if desired is None or not desired.purchase or not isinstance(capacity, Capacity):
        return None
    if capacity.warming:
        return None
    reason = f"{desired.purchase} are needed within a day, {capacity.warm or 0} are warm"
    change = CapacityChange(Limits(desired.purchase), warm=desired.purchase)
    return Decision(inputs, Action.PREWARM, reason, change)


def _begins(inputs: DecisionInput) -> bool:
    """Return whether a raise that needs warm throughput begins now."""
    desired, observed = inputs.desired_state, inputs.observed
    if desired is None or not desired.prewarm or not isinstance(observed.capacity, Capacity):
        return False
    if observed.kind.only_rises and not observed.kind.covers(observed.capacity, desired.desired):
        return True
    return any(desired.beginning_now(observed.kind, inputs.dimension, observed.capacity))


def _peak(inputs: DecisionInput, now: datetime) -> int:
    """The highest level of the coming day, as far as the table's cap allows it."""
    desired, capacity = inputs.desired_state, inputs.observed.capacity
    if desired is None or not isinstance(capacity, Capacity):
        return 0
    coming = (step.level.value for step in desired.steps if step.end > now)
    highest = max(coming, default=desired.desired)
    return highest if capacity.cap is None else min(highest, capacity.cap)


def _with_purchase(inputs: DecisionInput, peaks: Mapping[Key, int]) -> DecisionInput:
    """The input with its highest level, if it is not warm for it.

    A table or index that one partition carries, or that is warm for both halves, has no lead.
    """
    desired, observed = inputs.desired_state, inputs.observed
    peak = peaks.get(inputs.dimension.key, 0)
    capacity, dimension = observed.capacity, inputs.dimension
    if desired is None or not desired.prewarm or not isinstance(capacity, Capacity):
        return inputs
    if peak <= max(capacity.warm or 0, capacity.provisioned):
        return inputs
    companion = observed.kind.companion(dimension)
    beside = peaks.get(companion) if companion else None
    if not observed.kind.lead(dimension, capacity, peak, beside):
        return inputs
    return replace(inputs, desired_state=replace(desired, purchase=peak))
