"""Raises and restores that stand in AWS, for the case that nobody is there to make them.

A scheduled action sets bounds at its time and knows nothing else: it comes a little after the tick
that should have done the same, restores only when extra time is over, and what it sets is in the
lease before it stands.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from kickoff.timeline import OverMax, Step
from prescaler.model import (
    Capacity,
    DecisionInput,
    Kind,
    Lease,
    Limits,
    ScheduledAction,
    ScheduledActionPlan,
)

GivenBack = AbstractSet[tuple[str, datetime]]
HORIZON = timedelta(days=1)
# After the tick that raises at the same time, so that its one update is not in the way of this one.
AFTER = timedelta(minutes=2)
# A restore waits for extra time, and is put off while lowering waits.
GRACE = timedelta(minutes=30)
_SOON = timedelta(minutes=5)
# One table takes one update at a time: its dimensions are raised one after the other, twice.
_ROUNDS = 2
_MOST_APART = timedelta(minutes=4)
_LEAST_APART = timedelta(minutes=1)


def wanted(inputs: DecisionInput, now: datetime) -> tuple[ScheduledAction, ...]:
    """The actions that should stand now, in their order; none where it is not to be armed."""
    live, desired_state, lease = inputs.observed.limits, inputs.desired_state, inputs.lease
    if (
        desired_state is None
        or desired_state.action_plan is None
        or inputs.observed.kind is not Kind.AUTOSCALED
    ):
        return ()
    if not isinstance(live, Limits):
        return tuple(each for each in _standing(lease) if each.at > now)
    found = lease.found if isinstance(lease, Lease) else live
    given_back = {claim.identity for claim in lease.waived} if isinstance(lease, Lease) else set()
    planned = list(_planned(desired_state.action_plan, found, given_back))
    held = live.minimum > max(desired_state.desired, found.minimum)
    kept = _put_off(planned, lease, now) if held else planned
    coming = [each for each in kept if each.at > now]
    while coming and _is_there(coming[0], inputs, live):
        del coming[0]
    return tuple(coming)


def _is_there(armed: ScheduledAction, inputs: DecisionInput, live: Limits) -> bool:
    """Is what an action would do done, bounds and capacity?"""
    capacity = inputs.observed.capacity
    return (
        isinstance(capacity, Capacity)
        and capacity.provisioned >= armed.minimum == live.minimum
        and armed.maximum in {None, live.maximum}
    )


def _standing(lease: object) -> tuple[ScheduledAction, ...]:
    return lease.armed if isinstance(lease, Lease) else ()


def _planned(
    action_plan: ScheduledActionPlan, found: Limits, given_back: GivenBack
) -> Iterator[ScheduledAction]:
    steps = action_plan.steps
    armed = _level(steps[0], found, action_plan, given_back)
    for number, step in enumerate(steps[1:], start=2):
        following = steps[number] if number < len(steps) else None
        level = _level(step, found, action_plan, given_back)
        if level > armed:
            times = list(_raises(step, action_plan))
        elif level < armed and not (following and following.start <= step.start + GRACE):
            times = [step.start + GRACE]
        else:
            continue
        armed = level
        maximum = max(level, found.maximum) if action_plan.over_max is OverMax.RAISE else None
        yield from (ScheduledAction(at, level, maximum) for at in times)


def _level(
    step: Step, found: Limits, action_plan: ScheduledActionPlan, given_back: GivenBack
) -> int:
    """A step's minimum: never under what was found, above the maximum only where it may be."""
    asking = {(fixture.name, fixture.kickoff) for fixture in step.level.because}
    if asking and asking <= given_back:
        return found.minimum
    level = max(step.level.value, found.minimum)
    return level if action_plan.over_max is OverMax.RAISE else min(level, found.maximum)


def _raises(step: Step, action_plan: ScheduledActionPlan) -> Iterator[datetime]:
    """The instants of a raise: the dimensions of a table in turn, and all of them once more."""
    kickoff = max((fixture.kickoff for fixture in step.level.because), default=step.start)
    room = (kickoff - step.start - AFTER) / (_ROUNDS * action_plan.of)
    apart = min(max(room, _LEAST_APART), _MOST_APART)
    for turn in range(_ROUNDS):
        at = step.start + AFTER + (turn * action_plan.of + action_plan.turn) * apart
        yield at.replace(second=0, microsecond=0)


def _put_off(planned: list[ScheduledAction], lease: object, now: datetime) -> list[ScheduledAction]:
    """While lowering waits, the restores that are near: none of them comes before it is over."""
    near = [each for each in planned if now - GRACE <= each.at <= now + GRACE]
    if not near:
        return planned
    standing = [
        each for each in _standing(lease) if each.at > now + _SOON and each.at <= now + GRACE
    ]
    at = standing[0].at if standing else now + GRACE
    last = near[-1]
    rest = [each for each in planned if each not in near]
    return sorted(
        [*rest, ScheduledAction(at, last.minimum, last.maximum)], key=lambda each: each.at
    )
