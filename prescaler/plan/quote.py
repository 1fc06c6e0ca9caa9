"""A plan of slow capacity priced, beside keeping its highest level always; and its leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kickoff.calendar import FunctionTarget, TableTarget
from kickoff.pricing.prices import PRICES
from kickoff.timeline import Step
from prescaler.plan.lead import above

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Quote:
    """US dollars of a span: as planned, and with the highest minimum of it kept throughout."""

    planned: float
    always: float


def quote(steps: Sequence[Step], target: TableTarget | FunctionTarget) -> Quote | None:
    """The price of a target's steps; None where it has no slow capacity."""
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
    return Quote(planned, always)


def early(steps: Sequence[Step], target: TableTarget | FunctionTarget) -> dict[str, timedelta]:
    """By dimension, how long before kick-off its highest raise begins, unless it is warm for it."""
    if not isinstance(target, TableTarget):
        return {}
    highest: dict[str, int] = {}
    for step in steps:
        name = step.key.dimension
        highest[name] = max(step.level.value, highest.get(name, 0))
    baselines = {name: capacity.baseline for name, capacity in target.capacities().items()}
    leads = {
        name: above(level, baselines[name], reads=name.endswith("read"))
        for name, level in highest.items()
    }
    return {name: lead for name, lead in leads.items() if lead}


def unit_hour(dimension: str, target: TableTarget | FunctionTarget) -> float:
    """Dollars of a unit for an hour; 0 for what is not slow capacity."""
    memory = target.memory if isinstance(target, FunctionTarget) else 0
    return PRICES.capacity_cost(dimension, _HOUR, memory)
