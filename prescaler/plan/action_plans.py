"""Which of the touched dimensions are armed, and with what of the timeline."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from kickoff.calendar import Calendar
from kickoff.timeline import Key, Step, steps
from prescaler.model import Dimension, Resource, ScheduledActionPlan
from prescaler.plan.arming import GRACE, HORIZON
from prescaler.plan.dimensions import dimensions


def action_plans(
    calendar: Calendar, select_due: Iterable[Dimension], audited: Collection[Key], at: datetime
) -> dict[Dimension, ScheduledActionPlan]:
    """The insurance of each dimension whose target is armed."""
    armed = {name for name, target in calendar.targets.items() if target.arm}
    chosen = {each for each in select_due if each.key.target in armed}
    if not chosen:
        return {}
    start, end = at - GRACE, at + HORIZON
    bounds = {each.key: calendar.bounds[each.key] for each in chosen if each.key in calendar.bounds}
    by_key: dict[Key, list[Step]] = defaultdict(list)
    for step in steps(bounds, calendar.fixtures(start, end), start, end):
        by_key[step.key].append(step)
    together: dict[Resource, list[Dimension]] = defaultdict(list)
    for each in dimensions(calendar).values():
        together[each.whole].append(each)
    return {
        each: ScheduledActionPlan(
            steps=tuple(by_key[each.key]),
            over_max=calendar.bounds[each.key].over_max,
            turn=together[each.whole].index(each),
            of=len(together[each.whole]),
            audited=each.key in audited,
        )
        for each in chosen
        if each.key in by_key
    }
