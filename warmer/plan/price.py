"""The price of warming a function, beside provisioned concurrency for the same levels."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kickoff.calendar import FunctionTarget, Warm
from kickoff.pricing.prices import TYPICAL_HOLD_S, Prices
from kickoff.timeline import Step

_MB_PER_GB = 1024


@dataclass(frozen=True, slots=True)
class WarmingQuote:
    """The pings of some steps, the GB-seconds they hold, and their price in US dollars.

    `provisioned` is the price of provisioned concurrency for the same levels, without requests.
    """

    pings: int
    held_gb_s: float
    pinged: float
    provisioned: float


def warming_quote(
    target: FunctionTarget, warm: Warm, steps: Iterable[Step], zone: ZoneInfo, prices: Prices
) -> WarmingQuote:
    """Price the steps of a target's warm containers."""
    pings, provisioned = 0, 0.0
    for step in steps:
        pings += step.level.value * warm.every.count(step.start, step.end, zone)
        held = prices.capacity_cost("provisioned", step.end - step.start, target.memory)
        provisioned += step.level.value * held
    return WarmingQuote(
        pings=pings,
        held_gb_s=pings * TYPICAL_HOLD_S * target.memory / _MB_PER_GB,
        pinged=pings * prices.ping_cost(target.memory),
        provisioned=provisioned,
    )
