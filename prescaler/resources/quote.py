"""The price of a target's plan beside its highest level kept always, and its leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kickoff.calendar import BaseTarget, TableTarget
from kickoff.timeline import Key, Step
from prescaler.model import Capacity
from prescaler.resources.registry import KINDS

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CapacityQuote:
    """US dollars for a span: as planned, and with its highest minimum kept throughout."""

    planned: float
    always: float


def quote(steps: Sequence[Step], target: BaseTarget) -> CapacityQuote | None:
    """The price of a target's steps; None if no kind of capacity has a price for them."""
    by_dimension: dict[str, list[Step]] = {}
    for step in steps:
        by_dimension.setdefault(step.key.dimension, []).append(step)
    prices = {name: unit_hour(name, target) for name in by_dimension}
    if not any(prices.values()):
        return None
    planned = always = 0.0
    for name, found in by_dimension.items():
        hours = sum((step.end - step.start) / _HOUR for step in found)
        held = sum(step.level.value * ((step.end - step.start) / _HOUR) for step in found)
        planned += held * prices[name]
        always += max(step.level.value for step in found) * hours * prices[name]
    return CapacityQuote(planned, always)


def early(steps: Sequence[Step], target: BaseTarget) -> dict[str, timedelta]:
    """The lead of each dimension's highest raise from its baseline, if it is not warm for it."""
    highest: dict[str, int] = {}
    for step in steps:
        name = step.key.dimension
        highest[name] = max(step.level.value, highest.get(name, 0))
    baselines = {name: capacity.baseline for name, capacity in target.capacities().items()}
    leads = {}
    for dimension in KINDS.of_target("", target):
        name = dimension.key.dimension
        if name in highest:
            kind = KINDS.of(dimension)
            companion = kind.companion(dimension)
            beside = companion.dimension if companion else ""
            cold = Capacity(baselines[name], active=True, other=baselines.get(beside))
            leads[name] = kind.lead(dimension, cold, highest[name], highest.get(beside))
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
    return KINDS.of(found).price_per_hour(found, target) if found else 0.0


def price_unknown(dimension: str, target: BaseTarget) -> str:
    """The thing that the unknown price of a dimension depends on; empty for a known price."""
    found = KINDS.dimension(Key("", dimension), target)
    return KINDS.of(found).price_depends_on if found else ""
