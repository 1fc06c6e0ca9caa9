"""What slow capacity costs, by the dated prices."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby

from kickoff.config import Calendar
from kickoff.timeline import Step
from prescaler.plan.quote import Quote, quote, unit_hour

_HOUR = timedelta(hours=1)


def above_baseline(calendar: Calendar, steps: Iterable[Step]) -> float:
    """Dollars of what steps hold above the baselines."""
    return sum(
        (step.level.value - calendar.bounds[step.key].baseline)
        * ((step.end - step.start) / _HOUR)
        * unit_hour(step.key.dimension, calendar.targets[step.key.target])
        for step in steps
    )


def bill(calendar: Calendar, steps: Iterable[Step]) -> Quote:
    """Dollars of all targets' steps, baselines included."""
    quotes = [
        quote(list(own), calendar.targets[target])
        for target, own in groupby(steps, key=lambda step: step.key.target)
    ]
    known = [each for each in quotes if each]
    return Quote(sum(each.planned for each in known), sum(each.always for each in known))
