"""Why a lowering is smaller than it could be, or waits: gaps, consumption, decreases left.

The rules are in docs/decisions/0008.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from prescaler.model import Capacity, Code, DecisionInput, Outcome, Use
from prescaler.plan.price import hour
from prescaler.plan.readiness import DECREASES_A_DAY, decreases_left

# What may be consumed of what would remain. Target tracking aims at 70 % by default.
SHARE = 0.7
# A partial lowering that leaves more than this of what is there is not worth a call.
WORTHWHILE = 0.8
# Dollars that one decrease of a fresh day's budget is worth: the later in it, the dearer.
A_DECREASE = 0.10
LOOKED_AHEAD = timedelta(hours=12)
_FREE_DECREASES = 4  # in the first hour of the day's first
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DecreaseLimit:
    """How far to come down now; `reason` and `code` where it is not at all."""

    to: int
    reason: str = ""
    code: Code = Code.WAITING


def limit_decrease(
    inputs: DecisionInput, current: int, to: int, *, by_update: bool, now: datetime
) -> DecreaseLimit:
    """The part of a lowering from `current` to `to` that is right now.

    `by_update`: it is an UpdateTable, which spends a decrease. Otherwise it is a minimum, which may
    come down in parts; one that is foreseen follows consumption, and comes down whole.
    """
    use = inputs.use
    if isinstance(use, Outcome):
        return DecreaseLimit(current, f"not lowered blindly: {use.message}", use.code)
    follows = inputs.desired_state is not None and inputs.desired_state.foreseen and not by_update
    if not follows:
        to, merged = _merged(inputs, current, to, now)
        if to >= current:
            return DecreaseLimit(current, merged)
    if use is not None:
        if not follows or use.throttled:
            to, busy = _spared(use, current, to, by_update=by_update)
        if to >= current:
            return DecreaseLimit(current, busy)
    spent = _spent(inputs, now) if by_update else None
    return DecreaseLimit(current, spent, Code.BUDGET_SPENT) if spent else DecreaseLimit(to)


def _merged(inputs: DecisionInput, current: int, to: int, now: datetime) -> tuple[int, str]:
    """What is wanted again soon is held, where holding costs less than a decrease is worth."""
    capacity = inputs.observed.capacity
    left = decreases_left(capacity) if isinstance(capacity, Capacity) else None
    worth = A_DECREASE * DECREASES_A_DAY / max(1, DECREASES_A_DAY if left is None else left)
    for step in inputs.coming:
        kept = min(current, step.level.value)
        if kept <= to:
            continue
        hours = (step.start - now) / _AN_HOUR
        cost = (kept - to) * hours * hour(inputs.dimension)
        if cost <= worth or left == 1:
            names = " and ".join(fixture.name for fixture in step.level.because)
            reason = (
                f"{step.level.value} are wanted again at {step.start:%H:%MZ} by {names}: holding "
                f"{kept} costs ${cost:.2f}, a decrease is worth ${worth:.2f}"
            )
            return kept, reason
    return to, ""


def _spared(use: Use, current: int, to: int, *, by_update: bool) -> tuple[int, str]:
    """Room for what the last minutes consumed; none is given up while requests are throttled."""
    if use.throttled:
        return current, f"{use.throttled:.0f} requests were throttled in the last minutes"
    needed = ceil(use.peak / SHARE)
    if needed <= to:
        return to, ""
    if not by_update and needed <= WORTHWHILE * current:
        return needed, ""
    share = f"{SHARE:.0%}"
    return current, f"{use.peak:.0f} a second were consumed, more than {share} of {to}"


def _spent(inputs: DecisionInput, now: datetime) -> str | None:
    """Would AWS refuse a decrease now? Four go in an hour; then one an hour, 27 a UTC day."""
    capacity = inputs.observed.capacity
    if not isinstance(capacity, Capacity) or not capacity.decreases or not capacity.decreased:
        return None
    again = capacity.decreased + _AN_HOUR
    if capacity.decreases < _FREE_DECREASES or now >= again:
        return None
    return f"{capacity.decreases} decreases today, the next is allowed at {again:%H:%MZ}"
