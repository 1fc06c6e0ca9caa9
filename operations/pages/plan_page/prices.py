"""Prices of the targets of a plan; targets with equal timelines are priced once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kickoff.calendar import Calendar, FunctionTarget
from kickoff.pricing.prices import PRICES
from kickoff.timeline import Step
from prescaler.plan.quote import Quote as CapacityQuote
from prescaler.plan.quote import quote as capacity_quote
from warmer.plan.price import Quote as WarmingQuote
from warmer.plan.price import quote as warming_quote

_CENT = 0.01


@dataclass(frozen=True, slots=True)
class TargetPrice:
    """The price of a target's capacity and of its pings; None where it has none."""

    capacity: CapacityQuote | None
    warming: WarmingQuote | None

    def __str__(self) -> str:
        parts = []
        if self.capacity:
            parts.append(
                f"{_dollars(self.capacity.planned)} as planned, "
                f"{_dollars(self.capacity.always)} at its peak level throughout"
            )
        if self.warming:
            parts.append(
                f"{self.warming.pings:,} pings {_dollars(self.warming.pinged)}, "
                f"as provisioned concurrency {_dollars(self.warming.provisioned)}"
            )
        return "; ".join(parts)


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


def total_price(prices: Collection[TargetPrice]) -> str:
    """The price of all targets in a line; empty without targets."""
    capacity = [price.capacity for price in prices if price.capacity]
    warming = [price.warming for price in prices if price.warming]
    parts = []
    if capacity:
        parts.append(
            f"Capacity {_dollars(sum(each.planned for each in capacity))} as planned, "
            f"{_dollars(sum(each.always for each in capacity))} at peak levels throughout"
        )
    if warming:
        parts.append(f"Pings {_dollars(sum(each.pinged for each in warming))}")
    source = f"prices of {PRICES.region}, {PRICES.day:%d %b %Y}"
    return f"{' · '.join(parts)} ({source})" if parts else ""


def _dollars(amount: float) -> str:
    """An amount in whole cents; "under $0.01" for less than a cent."""
    return f"${amount:,.2f}" if amount >= _CENT or not amount else f"under ${_CENT}"
