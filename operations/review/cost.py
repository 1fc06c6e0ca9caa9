"""What capacity costs, by the dated prices."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from kickoff.aws.metrics import Minutes
from kickoff.calendar import Calendar, FunctionTarget, TableTarget, Warm
from kickoff.pricing.prices import PRICES
from kickoff.timeline import Fixture, Step
from operations.review.seen import Price
from operations.review.window import Window
from prescaler.resources.quote import CapacityQuote, quote, unit_hour
from warmer.plan.price import warming_quote as pings

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


def share(fixture: Fixture, step: Step) -> float:
    """A fixture's part of what a step is above its baseline, by what each asks for it."""
    if fixture not in step.level.because:
        return 0
    asks = [each.demand[step.key] * each.weight(step.start) for each in step.level.because]
    own = fixture.demand[step.key] * fixture.weight(step.start)
    return float(own / sum(asks))


def capacity(
    window: Window,
    steps: Sequence[Step],
    target: TableTarget | FunctionTarget,
    live: Minutes,
) -> Price:
    """What a fixture's part of a dimension cost; of minutes without what was `live`, as planned."""
    if not steps:
        return Price(0, 0)
    key = steps[0].key
    baseline, price = target.bounds()[key.dimension].baseline, unit_hour(key.dimension, target)
    held = highest = 0.0
    for step in steps:
        part, at = share(window.fixture, step), step.start
        highest = max(highest, (step.level.value - baseline) * part)
        while at < step.end:
            units = live.get(at.replace(second=0, microsecond=0), step.level.value)
            held += max(0, units - baseline) * part * (min(_MINUTE, step.end - at) / _HOUR)
            at += _MINUTE
    reviewed = (window.now - window.since) / _HOUR
    return Price(held * price, highest * reviewed * price)


def warmth(window: Window, steps: Sequence[Step], target: FunctionTarget, warm: Warm) -> Price:
    """What a fixture's part of the pings cost, as planned."""
    own = [
        replace(step, level=replace(step.level, value=round(part)))
        for step in steps
        if (part := (step.level.value - warm.baseline) * share(window.fixture, step)) > 0
    ]
    if not own:
        return Price(0, 0)
    highest = max(own, key=lambda step: step.level.value)
    always = replace(highest, start=window.since, end=window.now)
    zone = window.calendar.zone
    held, kept = (pings(target, warm, each, zone, PRICES).pinged for each in (own, [always]))
    return Price(held, kept)


def bill(calendar: Calendar, steps: Iterable[Step]) -> CapacityQuote:
    """Dollars of all targets' steps, baselines included."""
    quotes = [
        quote(list(own), calendar.targets[target])
        for target, own in groupby(steps, key=lambda step: step.key.target)
    ]
    known = [each for each in quotes if each]
    return CapacityQuote(sum(each.planned for each in known), sum(each.always for each in known))
