"""Prices of the targets of a plan; targets with equal timelines are priced once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kickoff.calendar import Calendar, FunctionTarget
from kickoff.pricing.prices import PRICES
from kickoff.timeline import Step
from prescaler.resources.quote import CapacityQuote
from prescaler.resources.quote import quote as capacity_quote
from warmer.plan.price import WarmingQuote, warming_quote


@dataclass(frozen=True, slots=True)
class TargetPrice:
    """The price of a target's capacity and of its pings; None where it has none."""

    capacity: CapacityQuote | None
    warming: WarmingQuote | None


class TargetPricer:
    """Prices the targets of a calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._known: dict[object, TargetPrice] = {}

    def price(self, name: str, steps: Sequence[Step], timelines: Mapping[str, int]) -> TargetPrice:
        """The price of a target's steps; `timelines` has the number of each dimension's."""
        target = self._calendar.targets[name]
        inputs: tuple[object, ...] = tuple(timelines.items())
        if isinstance(target, FunctionTarget):
            inputs = (*inputs, target.memory, target.warm and target.warm.every)
        if inputs not in self._known:
            capacity = capacity_quote(steps, target)
            self._known[inputs] = TargetPrice(capacity, self._warming(name, steps))
        return self._known[inputs]

    def _warming(self, name: str, steps: Sequence[Step]) -> WarmingQuote | None:
        target = self._calendar.targets[name]
        if not isinstance(target, FunctionTarget) or target.warm is None:
            return None
        warmed = [step for step in steps if step.key.dimension == "warm"]
        return warming_quote(target, target.warm, warmed, self._calendar.zone, PRICES)
