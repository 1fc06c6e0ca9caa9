"""Prices of a plan's targets, in figures and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from kickoff.calendar import Calendar, FunctionTarget
from kickoff.pricing.prices import PRICES
from kickoff.timeline import Step
from prescaler.resources.quote import CapacityQuote, price_unknown, warm_throughput
from prescaler.resources.quote import quote as capacity_quote
from warmer.plan.price import WarmingQuote, warming_quote

PRICE_SOURCE = f"prices of {PRICES.region}, {PRICES.day:%d %b %Y}"
_CENT = 0.01


@dataclass(frozen=True, slots=True)
class TargetPrice:
    """The price of a target's capacity and of its pings, None where it has none, and its text."""

    capacity: CapacityQuote | None
    warming: WarmingQuote | None
    text: str


def target_price(steps: Sequence[Step], calendar: Calendar) -> TargetPrice:
    """Return the price of the steps of one target."""
    target, texts = calendar.targets[steps[0].key.target], []
    capacity, warming = capacity_quote(steps, target), None
    if capacity:
        planned, always = dollars(capacity.planned), dollars(capacity.always)
        texts.append(f"{planned} as planned, {always} at its peak level throughout")
    reasons = (price_unknown(step.key.dimension, target) for step in steps)
    if unknown := next(filter(None, reasons), ""):
        texts.append(f"its price is not known: it depends on {unknown}")
    if once := warm_throughput(steps, target):
        texts.append(f"at most {dollars(once)} once for warm throughput, in each region")
    if isinstance(target, FunctionTarget) and target.warm:
        warmed = [step for step in steps if step.key.dimension == "warm"]
        warming = warming_quote(target, target.warm, warmed, calendar.zone, PRICES)
        texts.append(
            f"{warming.pings:,} pings {dollars(warming.pinged)} with their logs and "
            f"{warming.starts:,} billed starts ({warming.gb_s:,.0f} GB-s at {target.memory} MB), "
            f"as provisioned concurrency {dollars(warming.provisioned)}"
        )
    return TargetPrice(capacity, warming, "; ".join(texts))


def dollars(amount: float) -> str:
    """Return an amount in whole cents; "under $0.01" for less than a cent."""
    return f"${amount:,.2f}" if amount >= _CENT or not amount else f"under ${_CENT}"
