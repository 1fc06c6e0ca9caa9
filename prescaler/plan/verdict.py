"""What to say of a decision once it was carried out, from what was then read."""

from typing import assert_never

from prescaler.model import (
    Action,
    Capacity,
    Code,
    Decision,
    DecisionInput,
    Kind,
    Outcome,
)
from prescaler.plan.obstacle import obstacle
from prescaler.plan.price import warming
from prescaler.plan.readiness import is_ready

_ADVICE = {
    Code.VANISHED: "if that is meant, kickoff release gives it back now; else put it back into "
    "the calendar",
}


def verdict(decision: Decision, after: DecisionInput) -> Outcome:
    """The outcome of a decision that met no failure; `after` is what was last read."""
    if decision.code is not None:
        advice = _ADVICE.get(decision.code, "the next tick looks again")
        return Outcome(decision.code, f"{decision.reason}: {advice}")
    match decision.action:
        case Action.BLOCKED:
            return _blocked(after)
        case Action.DRIFT:
            return _drifted(decision, after)
        case Action.LOWER | Action.FINISH:
            return Outcome(Code.LOWERED, f"{decision.reason}: {_bounds(decision)}")
        case Action.RELEASE:
            return Outcome(Code.RESTORED, f"{decision.reason}: the lease is given back")
        case Action.HOLD | Action.WAIT | Action.RAISE | Action.REAPPLY | Action.PREWARM:
            return _standing(decision, after)
        case _:
            assert_never(decision.action)


def intention(decision: Decision) -> Outcome:
    """What carrying out a decision would do, for a rehearsal."""
    match decision.action:
        case Action.RAISE | Action.LOWER | Action.REAPPLY | Action.FINISH | Action.PREWARM:
            return Outcome(Code.PLANNED, f"would set {_bounds(decision)}{_price(decision)}")
        case Action.RELEASE:
            return Outcome(Code.PLANNED, "would give the lease back")
        case Action.HOLD | Action.WAIT | Action.DRIFT | Action.BLOCKED:
            return verdict(decision, decision.inputs)
        case _:
            assert_never(decision.action)


def paused(decision: Decision) -> Outcome:
    """What a tick says of a decision while a person paused all changes."""
    if decision.change is None and decision.action is not Action.RELEASE:
        return verdict(decision, decision.inputs)
    return Outcome(
        Code.PAUSED, f"paused, though {intention(decision).message}: kickoff pause --end goes on"
    )


def with_failure(told: Outcome, failure: Outcome) -> Outcome:
    """The failure of a change, beside what was to be told of it: neither hides an error."""
    if not told.code.is_error:
        return failure
    code = failure.code if failure.code.is_error else told.code
    return Outcome(code, f"{failure.message}; {told.message}")


def unrecorded(decision: Decision, trouble: Outcome) -> Outcome:
    """A raise went ahead although its lease could not be written."""
    return Outcome(
        Code.LEASE_UNAVAILABLE,
        f"{_bounds(decision)}, without a lease: if this process ends before the store is back, "
        f"nothing will lower it but a person, after the fixture. {trouble.message}",
    )


def _bounds(decision: Decision) -> str:
    """Bounds before and after: `minimum 50 -> 1200`, the maximum where it changes too."""
    change, observed = decision.change, decision.inputs.observed
    if change is None:
        return "nothing"
    if decision.action is Action.PREWARM:
        return f"warm throughput to {change.warm}"
    if decision.action in {Action.FINISH, Action.REAPPLY} or isinstance(observed.limits, Outcome):
        before = observed.capacity.provisioned if isinstance(observed.capacity, Capacity) else "?"
        return f"capacity {before} -> {change.units or change.to.minimum}"
    name = "warm throughput" if observed.kind is Kind.ON_DEMAND else "minimum"
    said = f"{name} {observed.limits.minimum} -> {change.to.minimum}"
    if change.to.maximum != observed.limits.maximum:
        said += f", maximum {observed.limits.maximum} -> {change.to.maximum}"
    return said


def _price(decision: Decision) -> str:
    """What cannot be undone has its price said, before and after."""
    capacity, change = decision.inputs.observed.capacity, decision.change
    if change is None or change.warm is None:
        return ""
    before = (capacity.warm or 0) if isinstance(capacity, Capacity) else 0
    price = warming(decision.inputs.dimension, before, change.warm)
    return f", once for {price}, which cannot be lowered again"


def _drifted(decision: Decision, after: DecisionInput) -> Outcome:
    """Drift has a metric of its own; a read that failed beside it would be in none."""
    if isinstance(after.observed.capacity, Outcome):
        return after.observed.capacity
    return Outcome(
        Code.DRIFT,
        f"{decision.reason}: left alone. Whoever set it can set it back to "
        f"{after.desired}, or the baseline in the calendar can follow it",
    )


def _blocked(after: DecisionInput) -> Outcome:
    """Of two failed reads, the table's says more."""
    if isinstance(after.observed.capacity, Outcome):
        return after.observed.capacity
    if isinstance(after.observed.limits, Outcome):
        return after.observed.limits
    return obstacle(after) or _read(after, after.observed.capacity)


def _standing(decision: Decision, after: DecisionInput) -> Outcome:
    hindered = obstacle(after)
    if hindered is not None:
        return hindered
    capacity = after.observed.capacity
    if isinstance(capacity, Outcome):
        return capacity
    outcome = _read(after, capacity)
    return Outcome(outcome.code, outcome.message + _price(decision))


def _read(after: DecisionInput, capacity: Capacity) -> Outcome:
    if is_ready(after):
        return Outcome(Code.READY, f"{capacity.provisioned} are there, {after.desired} are wanted")
    state = "ACTIVE" if capacity.active else "UPDATING"
    why = f" ({capacity.note})" if capacity.note else ""
    return Outcome(
        Code.REQUESTED,
        f"{after.desired} are wanted, it is {state} with {capacity.provisioned}{why}: "
        "the next tick reads it again",
    )
