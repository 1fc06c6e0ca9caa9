"""The cost of capacity, at dated prices."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from kickoff.aws.metrics import Minutes
from kickoff.calendar import BaseTarget, FunctionTarget, Warm
from kickoff.pricing.prices import prices_of
from kickoff.timeline import Fixture, Step
from operations.review.model import FixtureCost
from operations.review.review_window import ReviewWindow
from prescaler.resources.quote import price_unknown, unit_hour
from warmer.plan.price import warming_quote

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


def capacity_cost(
    window: ReviewWindow, steps: Sequence[Step], target: BaseTarget, live: Minutes
) -> FixtureCost:
    """Return the cost of a fixture's share of a dimension; unknown minutes count as planned."""
    if not steps:
        return FixtureCost(0, 0)
    key = steps[0].key
    if price_unknown(key.dimension, target):
        return FixtureCost(0, 0, known=False)
    baseline, price = target.bounds()[key.dimension].baseline, unit_hour(key.dimension, target)
    held = highest = 0.0
    for step in steps:
        share, at = _share(window.fixture, step), step.start
        highest = max(highest, (step.level.value - baseline) * share)
        while at < step.end:
            units = live.get(at.replace(second=0, microsecond=0), step.level.value)
            held += max(0, units - baseline) * share * (min(_MINUTE, step.end - at) / _HOUR)
            at += _MINUTE
    hours = (window.now - window.since) / _HOUR
    return FixtureCost(held * price, highest * hours * price)


def warm_cost(
    window: ReviewWindow, steps: Sequence[Step], target: FunctionTarget, warm: Warm
) -> FixtureCost:
    """Return the cost of a fixture's share of the planned pings."""
    shares = [
        replace(step, level=replace(step.level, value=round(part)))
        for step in steps
        if (part := (step.level.value - warm.baseline) * _share(window.fixture, step)) > 0
    ]
    if not shares:
        return FixtureCost(0, 0)
    highest = max(shares, key=lambda step: step.level.value)
    always = replace(highest, start=window.since, end=window.now)
    zone, prices = window.calendar.zone, prices_of(target.region)
    return FixtureCost(
        warming_quote(target, warm, shares, zone, prices).pinged,
        warming_quote(target, warm, [always], zone, prices).pinged,
    )


def _share(fixture: Fixture, step: Step) -> float:
    """Return a fixture's share of a step's rise above the baseline, by demand."""
    if fixture not in step.level.because:
        return 0
    demands = [each.demand[step.key] * each.weight(step.start) for each in step.level.because]
    return float(fixture.demand[step.key] * fixture.weight(step.start) / sum(demands))
