"""The outcome of a decision, from the state that was read last."""

from dataclasses import replace
from typing import assert_never

from prescaler.model import Action, Capacity, Code, Decision, DecisionInput, Outcome
from prescaler.plan.readiness import is_ready, obstacle

_ADVICE = {
    Code.QUOTA: "a quota refuses it; request an increase from AWS, or lower the demand. kickoff "
    "prescale asks at once",
    Code.VANISHED: "if that is intended, kickoff release restores it now; otherwise put it back "
    "into the calendar",
    Code.REPLICA_UNKNOWN: "add a target for the table in each region, or lower it by hand",
}


def verdict(decision: Decision, after: DecisionInput) -> Outcome:
    """The outcome of a decision without a failure; `after` holds the state read last."""
    outcome, failed = _verdict(decision, after), decision.inputs.observed.failed
    return failed if failed and not outcome.code.is_error else outcome


def _verdict(decision: Decision, after: DecisionInput) -> Outcome:
    if decision.code is not None:
        advice = _ADVICE.get(decision.code, "the next tick tries again")
        return Outcome(decision.code, f"{decision.reason}: {advice}")
    match decision.action:
        case Action.BLOCKED:
            return _blocked(after)
        case Action.DRIFT:
            return _drifted(decision, after)
        case Action.LOWER | Action.FINISH:
            return Outcome(Code.LOWERED, f"{decision.reason}: {_bounds(decision)}")
        case Action.RELEASE:
            return Outcome(Code.RESTORED, f"{decision.reason}: the lease is released")
        case Action.HOLD | Action.WAIT | Action.RAISE | Action.REAPPLY | Action.PREWARM:
            return _state(decision, after)
        case _:
            assert_never(decision.action)


def intention(decision: Decision) -> Outcome:
    """The change a decision would make, for a dry run."""
    match decision.action:
        case Action.RAISE | Action.LOWER | Action.REAPPLY | Action.FINISH | Action.PREWARM:
            return _planned(decision, f"would set {_bounds(decision)}{_price(decision)}")
        case Action.RELEASE:
            return Outcome(Code.PLANNED, "would release the lease")
        case Action.HOLD | Action.WAIT | Action.DRIFT | Action.BLOCKED:
            return verdict(decision, decision.inputs)
        case _:
            assert_never(decision.action)


def _planned(decision: Decision, change: str) -> Outcome:
    """A planned change, with what hinders it: a failed read, or a raise that cannot be enough."""
    observed = decision.inputs.observed
    reads = (obstacle(decision.inputs), observed.capacity, observed.limits, observed.failed)
    for hindrance in reads:
        if isinstance(hindrance, Outcome):
            return Outcome(hindrance.code, f"{change}; {hindrance.message}")
    return Outcome(Code.PLANNED, change)


def paused(decision: Decision, *, ends_with: str) -> Outcome:
    """The outcome of a decision while a person paused or stopped all changes."""
    return _withheld(decision, Code.PAUSED, "paused", f"{ends_with} resumes")


def observed(decision: Decision) -> Outcome:
    """The outcome of a decision for a target that is only observed."""
    return _withheld(decision, Code.PLANNED, "mode: observe", "mode: act does it")


def _withheld(decision: Decision, code: Code, why: str, remedy: str) -> Outcome:
    """The outcome of a decision that is described only; its own where it changes nothing."""
    if decision.change is None and decision.action is not Action.RELEASE:
        return verdict(decision, decision.inputs)
    return Outcome(code, f"{why}: {intention(decision).message}; {remedy}")


def with_mode(decision: Decision) -> Decision:
    """The decision for a target that is only observed, with a reason that says so."""
    return replace(decision, reason=f"mode: observe, so nothing is changed: {decision.reason}")


def with_failure(outcome: Outcome, failure: Outcome) -> Outcome:
    """The failure of a change, with an error that was found beside it: neither hides the other."""
    if not outcome.code.is_error:
        return failure
    code = failure.code if failure.code.is_error else outcome.code
    return Outcome(code, f"{failure.message}; {outcome.message}")


def without_lease(decision: Decision, trouble: Outcome) -> Outcome:
    """The outcome of a raise whose lease could not be written."""
    return Outcome(
        Code.LEASE_UNAVAILABLE,
        f"{_bounds(decision)}, without a lease: if this process ends before the store is back, "
        f"only a person can lower it after the fixture. {trouble.message}",
    )


def refused_without_lease(decision: Decision, trouble: Outcome) -> Outcome:
    """The outcome of a raise that is not sent, because its lease could not be written."""
    return Outcome(
        Code.LEASE_UNAVAILABLE,
        f"{_bounds(decision)} is not sent: without a lease nothing would lower it after the "
        f"fixture. {trouble.message}",
    )


def _bounds(decision: Decision) -> str:
    """Bounds before and after: `minimum 50 -> 1200`, with the maximum if it changes too."""
    change, observed = decision.change, decision.inputs.observed
    if change is None:
        return "nothing"
    if decision.action is Action.PREWARM:
        return f"warm throughput to {change.warm}"
    if decision.action in {Action.FINISH, Action.REAPPLY} or isinstance(observed.limits, Outcome):
        before = observed.capacity.provisioned if isinstance(observed.capacity, Capacity) else "?"
        return f"capacity {before} -> {change.units or change.to.minimum}"
    text = f"{observed.kind.minimum_name} {observed.limits.minimum} -> {change.to.minimum}"
    if change.to.maximum != observed.limits.maximum:
        text += f", maximum {observed.limits.maximum} -> {change.to.maximum}"
    return text


def _price(decision: Decision) -> str:
    """The price of warm throughput, which cannot be undone."""
    observed, change = decision.inputs.observed, decision.change
    if change is None or change.warm is None or not isinstance(observed.capacity, Capacity):
        return ""
    price = observed.kind.price_of_warming(
        decision.inputs.dimension, observed.capacity, change.warm
    )
    where = observed.capacity.describe_regions()
    return f", once for ${price:,.2f}{where}, which cannot be lowered again"


def _drifted(decision: Decision, after: DecisionInput) -> Outcome:
    """Report the failed read first: drift already has a metric."""
    if isinstance(after.observed.capacity, Outcome):
        return after.observed.capacity
    return Outcome(
        Code.DRIFT,
        f"{decision.reason}: left as it is. Set it back to {after.desired}, or change the "
        "baseline in the calendar",
    )


def _blocked(after: DecisionInput) -> Outcome:
    """Report the read of the capacity first: it says more than the read of the bounds."""
    if isinstance(after.observed.capacity, Outcome):
        return after.observed.capacity
    if isinstance(after.observed.limits, Outcome):
        return after.observed.limits
    return obstacle(after) or _progress(after, after.observed.capacity)


def _state(decision: Decision, after: DecisionInput) -> Outcome:
    obstructed = obstacle(after)
    if obstructed is not None:
        return obstructed
    capacity = after.observed.capacity
    if isinstance(capacity, Outcome):
        return capacity
    outcome, before = _progress(after, capacity), decision.inputs.observed
    if isinstance(before.limits, Outcome) and decision.change is not None:
        said = f"{_raised_unread(decision, before.limits)}; {outcome.message}"
        return Outcome(before.limits.code, said)
    if isinstance(before.capacity, Outcome):  # a read-back that succeeds does not hide it
        return Outcome(before.capacity.code, f"{before.capacity.message}; {outcome.message}")
    return Outcome(outcome.code, outcome.message + _price(decision))


def _raised_unread(decision: Decision, unread: Outcome) -> str:
    """The failed read of the bounds, and what is restored in their place."""
    intent = decision.change.intent if decision.change else None
    restored = f": {intent.found.minimum} is restored after" if intent else ""
    return f"{unread.message}; the minimum is raised unread{restored}"


def _progress(after: DecisionInput, capacity: Capacity) -> Outcome:
    if is_ready(after):
        return Outcome(
            Code.READY, f"{capacity.provisioned} are available, {after.desired} are needed"
        )
    if not after.observed.kind.proven and capacity.provisioned >= after.desired:
        return Outcome(Code.UNPROVEN, f"a minimum of {capacity.provisioned} is {capacity.note}")
    state = "ACTIVE" if capacity.active else "UPDATING"
    why = f" ({capacity.note})" if capacity.note else ""
    return Outcome(
        Code.REQUESTED,
        f"{after.desired} are needed, it is {state} with {capacity.provisioned}{why}: "
        "the next tick reads it again",
    )
