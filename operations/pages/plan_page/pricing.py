"""What the targets of a plan cost over its span; those that go the same course, priced once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kickoff.calendar import Calendar, FunctionTarget
from kickoff.pricing.prices import PRICES
from kickoff.timeline import Step
from prescaler.resources.quote import CapacityQuote as Capacity
from prescaler.resources.quote import quote as capacity_quote
from warmer.plan.price import WarmingQuote as Warming
from warmer.plan.price import warming_quote

_CENT = 0.01


@dataclass(frozen=True, slots=True)
class Price:
    """Of a target: its capacity, and its warming; None for what it has not."""

    capacity: Capacity | None
    warming: Warming | None


class Pricer:
    """Prices targets; `courses` are the numbers of their dimensions' courses."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._known: dict[object, Price] = {}

    def price(self, name: str, steps: Sequence[Step], courses: Mapping[str, int]) -> Price:
        """The price of a target's steps."""
        target = self._calendar.targets[name]
        alike: tuple[object, ...] = tuple(courses.items())
        if isinstance(target, FunctionTarget):
            alike = (*alike, target.memory, target.warm and target.warm.every)
        if alike not in self._known:
            self._known[alike] = Price(capacity_quote(steps, target), self._warming(name, steps))
        return self._known[alike]

    def _warming(self, name: str, steps: Sequence[Step]) -> Warming | None:
        target = self._calendar.targets[name]
        if not isinstance(target, FunctionTarget) or target.warm is None:
            return None
        warmed = [step for step in steps if step.key.dimension == "warm"]
        return warming_quote(target, target.warm, warmed, self._calendar.zone, PRICES)


def told(price: Price) -> str:
    """A target's price in a line."""
    parts = []
    if price.capacity:
        parts.append(
            f"{_dollars(price.capacity.planned)} as planned, "
            f"{_dollars(price.capacity.always)} at its highest always"
        )
    if price.warming:
        parts.append(
            f"{price.warming.pings:,} pings {_dollars(price.warming.pinged)}, "
            f"provisioned concurrency instead {_dollars(price.warming.provisioned)}"
        )
    return "; ".join(parts)


def total(prices: Sequence[Price]) -> str:
    """All targets' price in a line."""
    capacity = [price.capacity for price in prices if price.capacity]
    warming = [price.warming for price in prices if price.warming]
    parts = []
    if capacity:
        parts.append(
            f"Capacity {_dollars(sum(each.planned for each in capacity))} as planned, "
            f"{_dollars(sum(each.always for each in capacity))} if always at its highest"
        )
    if warming:
        parts.append(f"Pings {_dollars(sum(each.pinged for each in warming))}")
    when = f"prices of {PRICES.region}, {PRICES.day:%d %b %Y}"
    return f"{' · '.join(parts)} ({when})" if parts else ""


def _dollars(amount: float) -> str:
    """To the cent; what is less is said to be less."""
    return f"${amount:,.2f}" if amount >= _CENT or not amount else f"under ${_CENT}"
