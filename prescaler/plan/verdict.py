"""What to say of a decision once it was carried out, from what was then read."""

from typing import assert_never

from prescaler.model import Action, Code, Decision, Limits, Outcome, Situation
from prescaler.plan.readiness import is_ready


def verdict(decision: Decision, after: Situation) -> Outcome:
    """The outcome of a decision that met no failure; `after` is what was last read."""
    match decision.action:
        case Action.BLOCKED:
            return _blocked(after)
        case Action.DRIFT:
            return Outcome(
                Code.DRIFT,
                f"{decision.reason}: left alone. Whoever set it can set it back to "
                f"{after.desired}, or the baseline in the calendar can follow it",
            )
        case Action.LOWER:
            return Outcome(Code.LOWERED, f"{_bounds(decision)}, as we had raised it")
        case Action.RELEASE:
            return Outcome(Code.RESTORED, f"{decision.reason}: the lease is given back")
        case Action.HOLD | Action.WAIT | Action.RAISE | Action.REAPPLY:
            return _standing(after)
        case _:
            assert_never(decision.action)


def intention(decision: Decision) -> Outcome:
    """What carrying out a decision would do, for a rehearsal."""
    match decision.action:
        case Action.RAISE | Action.LOWER | Action.REAPPLY:
            return Outcome(Code.PLANNED, f"would register {_bounds(decision)}")
        case Action.RELEASE:
            return Outcome(Code.PLANNED, "would give the lease back")
        case Action.HOLD | Action.WAIT | Action.DRIFT | Action.BLOCKED:
            return verdict(decision, decision.situation)
        case _:
            assert_never(decision.action)


def unrecorded(decision: Decision, trouble: Outcome) -> Outcome:
    """A raise went ahead although its lease could not be written."""
    return Outcome(
        Code.LEASE_UNAVAILABLE,
        f"{_bounds(decision)}, without a lease: nothing will lower it but a person, "
        f"after the fixture. {trouble.message}",
    )


def _bounds(decision: Decision) -> str:
    """Bounds before and after: `minimum 50 -> 1200`, the maximum where it changes too."""
    change, live = decision.change, decision.situation.observed.limits
    if change is None or isinstance(live, Outcome):
        return "nothing"
    said = f"minimum {live.minimum} -> {change.to.minimum}"
    if change.to.maximum != live.maximum:
        said += f", maximum {live.maximum} -> {change.to.maximum}"
    return said


def _blocked(after: Situation) -> Outcome:
    """Of two failed reads, the table's says more."""
    if isinstance(after.observed.capacity, Outcome):
        return after.observed.capacity
    if isinstance(after.observed.limits, Outcome):
        return after.observed.limits
    return _standing(after)


def _standing(after: Situation) -> Outcome:
    limits, capacity = after.observed.limits, after.observed.capacity
    if isinstance(limits, Limits) and limits.maximum < after.desired:
        return Outcome(
            Code.MAX_TOO_LOW,
            f"MaxCapacity {limits.maximum} is under the {after.desired} wanted: "
            "raise it, or set over_max: raise on the target",
        )
    if isinstance(capacity, Outcome):
        return capacity
    if is_ready(after):
        return Outcome(Code.READY, f"{capacity.provisioned} are there, {after.desired} are wanted")
    state = "ACTIVE" if capacity.active else "UPDATING"
    return Outcome(
        Code.REQUESTED,
        f"{after.desired} are wanted, the table is {state} with {capacity.provisioned}: "
        "the next tick reads it again",
    )
