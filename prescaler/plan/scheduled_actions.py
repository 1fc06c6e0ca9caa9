"""The scheduled actions a dimension should have, so that AWS raises and restores it by itself.

A scheduled action sets bounds at its time, whatever happens. So it comes a little after the tick
that does the same, restores only after extra time is over, and is in the lease before AWS has it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kickoff.timeline import OverMax, Step
from prescaler.model import (
    Capacity,
    DecisionInput,
    DesiredState,
    Lease,
    Limits,
    ScheduledAction,
    ScheduledActionPlan,
)

HORIZON = timedelta(days=1)
# After the tick that raises at the same time: the table's update is then over.
AFTER = timedelta(minutes=2)
# A restore leaves time for extra time, and is postponed while a lowering waits.
GRACE = timedelta(minutes=30)
_SOON = timedelta(minutes=5)
# A table takes one update at a time: its dimensions are raised one after the other, twice.
_ROUNDS = 2
_MOST_APART = timedelta(minutes=4)
_LEAST_APART = timedelta(minutes=1)


def scheduled_actions(inputs: DecisionInput, now: datetime) -> tuple[ScheduledAction, ...]:
    """The actions that should exist, in their order; none without `arm: true`."""
    live, desired = inputs.observed.limits, inputs.desired_state
    lease = inputs.lease if isinstance(inputs.lease, Lease) else None
    if desired is None or desired.action_plan is None:
        return ()
    if not inputs.observed.kind.has_bounds:
        return ()
    existing = lease.armed if lease else ()
    if not isinstance(live, Limits):
        return tuple(each for each in existing if each.at > now)
    found = lease.found if lease else live
    planned = list(_planned(desired, desired.action_plan, found))
    if live.minimum > max(desired.desired, found.minimum):
        planned = _postponed(planned, existing, now)
    coming = [each for each in planned if each.at > now]
    while coming and _is_done(coming[0], inputs, live):
        del coming[0]
    return tuple(coming)


def _is_done(action: ScheduledAction, inputs: DecisionInput, live: Limits) -> bool:
    """Return whether the bounds and the capacity of an action are already in place."""
    capacity = inputs.observed.capacity
    return (
        isinstance(capacity, Capacity)
        and capacity.provisioned >= action.minimum == live.minimum
        and action.maximum in {None, live.maximum}
    )


def _planned(
    desired: DesiredState, plan: ScheduledActionPlan, found: Limits
) -> Iterator[ScheduledAction]:
    """The raises and restores of the timeline."""
    steps = desired.steps
    current = _minimum(steps[0], found, plan)
    for number, step in enumerate(steps[1:], start=2):
        following = steps[number] if number < len(steps) else None
        minimum = _minimum(step, found, plan)
        if minimum > current:
            times = list(_raises(step, plan))
        elif minimum < current and not (following and following.start <= step.start + GRACE):
            times = [step.start + GRACE]
        else:
            continue
        current = minimum
        maximum = max(minimum, found.maximum) if plan.over_max is OverMax.RAISE else None
        yield from (ScheduledAction(at, minimum, maximum) for at in times)


def _minimum(step: Step, found: Limits, plan: ScheduledActionPlan) -> int:
    """A step's minimum: at least the found one, above the maximum only with `over_max: raise`."""
    level = max(step.level.value, found.minimum)
    return level if plan.over_max is OverMax.RAISE else min(level, found.maximum)


def _raises(step: Step, plan: ScheduledActionPlan) -> Iterator[datetime]:
    """The instants of a raise: the dimensions of a table in turn, and all of them once more."""
    kickoff = max((fixture.kickoff for fixture in step.level.because), default=step.start)
    room = (kickoff - step.start - AFTER) / (_ROUNDS * plan.of)
    apart = min(max(room, _LEAST_APART), _MOST_APART)
    for turn in range(_ROUNDS):
        at = step.start + AFTER + (turn * plan.of + plan.turn) * apart
        yield at.replace(second=0, microsecond=0)


def _postponed(
    planned: list[ScheduledAction], existing: Sequence[ScheduledAction], now: datetime
) -> list[ScheduledAction]:
    """The actions while a lowering waits: the restores near now become one, half an hour away."""
    near = [each for each in planned if now - GRACE <= each.at <= now + GRACE]
    if not near:
        return planned
    kept = [each.at for each in existing if now + _SOON < each.at <= now + GRACE]
    at = kept[0] if kept else now + GRACE
    restore = ScheduledAction(at, near[-1].minimum, near[-1].maximum)
    rest = [each for each in planned if each not in near]
    return sorted([*rest, restore], key=lambda each: each.at)
