"""The price of a target's plan beside its highest level kept always, and its leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kickoff.calendar import BaseTarget, TableTarget
from kickoff.pricing.prices import TYPICAL_USE
from kickoff.timeline import Key, Step
from prescaler.model import Capacity, Dimension
from prescaler.resources.cold_lead import cold_lead
from prescaler.resources.registry import KINDS

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CapacityQuote:
    """US dollars for a span, and the part of a bill that they are in.

    `planned`: as planned. `always`: with the highest minimum kept throughout. `requests`: on-demand
    requests that use each planned level in full, where the capacity could be billed so instead.
    Capacity that is on-demand already costs the same in all ways, at `TYPICAL_USE` of its levels.
    """

    part: str
    planned: float
    always: float
    requests: float | None = None


def quote(steps: Sequence[Step], target: BaseTarget) -> CapacityQuote | None:
    """The price of a target's steps; None if no kind of capacity has a price for them."""
    by_name = {each.key.dimension: each for each in KINDS.of_target("", target)}
    by_dimension: dict[Dimension, list[Step]] = {}
    for step in steps:
        if dimension := by_name.get(step.key.dimension):
            by_dimension.setdefault(dimension, []).append(step)
    quotes = [_quote(dimension, found, target) for dimension, found in by_dimension.items()]
    return _sum(quotes) if any(each.planned for each in quotes) else None


def _quote(dimension: Dimension, steps: Sequence[Step], target: BaseTarget) -> CapacityQuote:
    kind, price = KINDS.of(dimension), _unit_hour(dimension, target)
    hours = sum((step.end - step.start) / _HOUR for step in steps)
    held = sum(step.level.value * ((step.end - step.start) / _HOUR) for step in steps)
    if kind.is_on_demand(target):
        return CapacityQuote(kind.bill_part, held * price, held * price)
    request = kind.on_demand_price(dimension)
    return CapacityQuote(
        kind.bill_part,
        held * price,
        max(step.level.value for step in steps) * hours * price,
        None if request is None else held * request,
    )


def _sum(quotes: Sequence[CapacityQuote]) -> CapacityQuote:
    """The sum of the quotes of one target's dimensions, which are of one kind."""
    requests = [each.requests for each in quotes if each.requests is not None]
    return CapacityQuote(
        quotes[0].part,
        sum(each.planned for each in quotes),
        sum(each.always for each in quotes),
        sum(requests) if requests else None,
    )


def early(steps: Sequence[Step], target: BaseTarget) -> dict[str, timedelta]:
    """The lead of each dimension's highest raise from its baseline, if it is not warm for it."""
    highest: dict[str, int] = {}
    for step in steps:
        name = step.key.dimension
        highest[name] = max(step.level.value, highest.get(name, 0))
    baselines, leads = target.capacities(), {}
    for dimension in KINDS.of_target("", target):
        name = dimension.key.dimension
        if name in highest:
            companion = KINDS.of(dimension).companion(dimension)
            beside = highest.get(companion.dimension) if companion else None
            before = baselines[name].baseline
            leads[name] = cold_lead(dimension, target, before, highest[name], beside)
    return {name: lead for name, lead in leads.items() if lead}


def warm_throughput(steps: Sequence[Step], target: BaseTarget) -> float:
    """The most that `prewarm` pays once for the highest levels, in each region of the table.

    A table that was warm before pays less.
    """
    if not isinstance(target, TableTarget) or not target.prewarm:
        return 0.0
    bought, baselines = early(steps, target), target.capacities()
    price = 0.0
    for each in KINDS.of_target("", target):
        name = each.key.dimension
        if name in bought:
            cold = Capacity(baselines[name].baseline, active=True, warm=baselines[name].baseline)
            highest = max(step.level.value for step in steps if step.key.dimension == name)
            price += KINDS.of(each).price_of_warming(each, cold, highest)
    return price


def unit_hour(dimension: str, target: BaseTarget) -> float:
    """The price of one unit of a target's dimension for an hour, in dollars; 0 for `warm`."""
    found = KINDS.dimension(Key("", dimension), target)
    return _unit_hour(found, target) if found else 0.0


def price_unknown(dimension: str, target: BaseTarget) -> str:
    """The thing that the unknown price of a dimension depends on; empty for a known price."""
    found = KINDS.dimension(Key("", dimension), target)
    return KINDS.of(found).price_depends_on if found else ""


def _unit_hour(dimension: Dimension, target: BaseTarget) -> float:
    """The price of one unit for an hour; of requests at `TYPICAL_USE` of it where on-demand."""
    kind = KINDS.of(dimension)
    request = kind.on_demand_price(dimension)
    if request is not None and kind.is_on_demand(target):
        return request * TYPICAL_USE
    return kind.price_per_hour(dimension, target)
