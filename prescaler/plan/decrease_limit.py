"""Limits of a lowering: gaps between fixtures, consumption, and the decreases left today.

The rules are in docs/decisions/0008.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from prescaler.model import Code, DecisionInput, Lease, Outcome, RecentConsumption

# The share of the remaining capacity that may be in use. Target tracking aims at 70 % by default.
SHARE = 0.7
# A partial lowering that leaves more than this share is not worth a call.
WORTHWHILE = 0.8
# The value of the first decrease of a day, in dollars.
A_DECREASE = 0.10
LOOKED_AHEAD = timedelta(hours=12)
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DecreaseLimit:
    """The level to lower to now; `reason` and `code` where it is not lowered at all."""

    to: int
    reason: str = ""
    code: Code = Code.WAITING


def limit_decrease(
    inputs: DecisionInput, current: int, to: int, *, by_update: bool, now: datetime
) -> DecreaseLimit:
    """The part of a lowering from `current` to `to` that is allowed now.

    `by_update`: an UpdateTable, which spends a decrease, so a part is not worth it. A minimum may
    come down in parts. A minimum that follows consumption comes down at once. Units above a minimum
    that came down are not kept for a fixture: auto scaling would lower them. A release by hand does
    not wait for a metric that is silent: a person decided.
    """
    use, lease = inputs.consumption, inputs.lease
    if use is None:
        return DecreaseLimit(current, "not lowered: its consumption was not read")
    if isinstance(use, Outcome):
        if use.code is Code.WAITING and isinstance(lease, Lease) and lease.is_released:
            return DecreaseLimit(to)
        reason = f"not lowered without its consumption: {use.message}"
        return DecreaseLimit(current, reason, use.code)
    desired = inputs.desired_state
    follows = desired is not None and desired.follows_consumption and not by_update
    if not follows or use.throttled:
        to, busy = _kept_for_consumption(_in_units(inputs, use), current, to, by_update=by_update)
        if to >= current:
            return DecreaseLimit(current, busy)
    if not follows and not (by_update and inputs.observed.kind.has_bounds):
        to, held = _kept_for_next(inputs, current, to, now)
        if to >= current:
            return DecreaseLimit(current, held)
    return DecreaseLimit(to)


def _in_units(inputs: DecisionInput, use: RecentConsumption) -> RecentConsumption:
    """The consumption in the units of the level, where a metric has a share of the capacity."""
    capacity = inputs.observed.capacity
    if isinstance(capacity, Outcome):
        return use
    return replace(use, peak=inputs.observed.kind.units_in_use(use.peak, capacity.provisioned))


def worth_of_decrease(inputs: DecisionInput) -> float:
    """The value of a decrease now, in dollars.

    It grows with each of those that AWS allows at any time; the next ones wait for an hour.
    """
    capacity, at_any_time = inputs.observed.capacity, inputs.observed.kind.decreases_at_any_time
    if at_any_time is None or isinstance(capacity, Outcome) or capacity.decreases is None:
        return A_DECREASE
    return A_DECREASE * at_any_time / max(1, at_any_time - capacity.decreases)


def _kept_for_next(inputs: DecisionInput, current: int, to: int, now: datetime) -> tuple[int, str]:
    """The level to keep for the next fixture, where keeping it costs less than a decrease."""
    worth = 0.0 if inputs.shares_decrease else worth_of_decrease(inputs)
    price = inputs.observed.kind.price_per_hour(inputs.dimension)
    if not price and inputs.observed.kind.price_depends_on:
        return to, ""
    for step in inputs.desired_state.steps if inputs.desired_state else ():
        kept = min(current, step.level.value)
        if not step.level.because or not now < step.start < now + LOOKED_AHEAD or kept <= to:
            continue
        hours = (step.start - now) / _AN_HOUR
        cost = (kept - to) * hours * price
        if cost <= worth:
            names = " and ".join(fixture.name for fixture in step.level.because)
            reason = (
                f"{step.level.value} are needed again at {step.start:%H:%MZ} by {names}: holding "
                f"{kept} costs ${cost:.2f}, a decrease is worth ${worth:.2f}"
            )
            return kept, reason
    return to, ""


def _kept_for_consumption(
    use: RecentConsumption, current: int, to: int, *, by_update: bool
) -> tuple[int, str]:
    """The level to keep for the consumption of the last minutes; all of it under throttling."""
    if use.throttled:
        return current, f"{use.throttled:.0f} requests were throttled in the last minutes"
    needed = ceil(use.peak / SHARE)
    if needed <= to:
        return to, ""
    if not by_update and needed <= WORTHWHILE * current:
        return needed, ""
    share = f"{SHARE:.0%}"
    return current, f"{use.peak:.0f} were in use, more than {share} of {to}"
