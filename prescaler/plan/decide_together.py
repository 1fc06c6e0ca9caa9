"""The decisions of a tick: reads and writes of a table or an index come down together.

One update lowers both for one decrease. Apart, by kickoff or by auto scaling, they cost one each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from kickoff.aws.place import Place
from prescaler.model import (
    Action,
    Decision,
    DecisionInput,
    Lease,
    Limits,
    Outcome,
)
from prescaler.plan.decide import decide
from prescaler.plan.decrease_limit import worth_of_decrease

# The longest time after the end of a level in which one half waits for the other.
WAITED = timedelta(minutes=30)
_AN_HOUR = timedelta(hours=1)
_LOWERINGS = frozenset((Action.LOWER, Action.FINISH))


def decide_together(inputs: Iterable[DecisionInput], now: datetime) -> list[Decision]:
    """Decide what each dimension needs now; the two halves of a table or index as one."""
    parts: dict[tuple[Place, str], list[DecisionInput]] = {}
    for each in inputs:
        parts.setdefault((each.dimension.place, each.dimension.resource), []).append(each)
    return [decision for halves in parts.values() for decision in _decide_part(halves, now)]


def _decide_part(halves: Sequence[DecisionInput], now: datetime) -> list[Decision]:
    decisions = [decide(each, now) for each in halves]
    counted = all(each.observed.kind.decreases_at_any_time for each in halves)
    if not counted or not any(map(_is_lowering, decisions)):
        return decisions
    decisions = [
        decide(replace(each.inputs, shares_decrease=True), now) if _is_held(each) else each
        for each in decisions
    ]
    return [
        _wait(each) if _waits(each, decisions) and _is_worth_waiting(each, now) else each
        for each in decisions
    ]


def _is_lowering(decision: Decision) -> bool:
    """Return whether the dimension comes down as far as it may."""
    return decision.action in _LOWERINGS and not _is_partial(decision)


def _is_held(decision: Decision) -> bool:
    """Return whether a lowering is possible and waits."""
    return decision.action is Action.WAIT and decision.inputs.consumption is not None


def _waits(decision: Decision, part: Sequence[Decision]) -> bool:
    """Return whether the other half still has to come as far as this one would."""
    return _is_lowering(decision) and any(
        _is_held(other)
        or _is_partial(other)
        or (decision.action is Action.FINISH and other.action is Action.LOWER)
        for other in part
        if other is not decision
    )


def _is_partial(decision: Decision) -> bool:
    """Return whether a minimum is lowered in part, because some of it is in use."""
    inputs, change = decision.inputs, decision.change
    if decision.action is not Action.LOWER or change is None:
        return False
    live, lease = inputs.observed.limits, inputs.lease
    if not isinstance(live, Limits) or not isinstance(lease, Lease):
        return False
    return change.to.minimum > max(inputs.floor(live), lease.found.minimum)


def _is_worth_waiting(decision: Decision, now: datetime) -> bool:
    """Return whether the level ended a short time ago, and waiting costs less than a decrease."""
    inputs, change, capacity = decision.inputs, decision.change, decision.inputs.observed.capacity
    if inputs.desired_state is None or change is None or isinstance(capacity, Outcome):
        return False
    present = next((each for each in inputs.desired_state.steps if each.end > now), None)
    if present is None or present.start <= now - WAITED:
        return False
    saved = capacity.provisioned - (change.units or change.to.minimum)
    price = inputs.observed.kind.price_per_hour(inputs.dimension)
    return saved * price * (WAITED / _AN_HOUR) <= worth_of_decrease(inputs)


def _wait(decision: Decision) -> Decision:
    reason = "not lowered yet: reads and writes come down together, for one decrease"
    return Decision(decision.inputs, Action.WAIT, reason, drift=decision.drift)
