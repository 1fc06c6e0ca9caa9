"""The price of warming a function, beside provisioned concurrency for the same levels."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kickoff.calendar import FunctionTarget, Warm
from kickoff.pricing.prices import CONTAINER_LIFE, TYPICAL_HOLD_S, TYPICAL_START_S, Prices
from kickoff.timeline import Step

_MB_PER_GB = 1024


@dataclass(frozen=True, slots=True)
class WarmingQuote:
    """The pings of some steps, the containers they start, their GB-seconds, and the US dollars.

    `waves`: the ticks with pings. `pinged` is the price of pings, starts and their logs.
    `provisioned` is the price of provisioned concurrency for the same levels, without requests.
    """

    waves: int
    pings: int
    starts: int
    gb_s: float
    pinged: float
    provisioned: float


def warming_quote(
    target: FunctionTarget, warm: Warm, steps: Iterable[Step], zone: ZoneInfo, prices: Prices
) -> WarmingQuote:
    """Price the steps of a target's warm containers, in order.

    Containers start when the level rises, from 0 before the first step, and when Lambda replaces
    them. Starts of deployments are not counted.
    """
    waves, pings, starts, provisioned = 0, 0, 0.0, 0.0
    level = 0
    until: datetime | None = None
    for step in steps:
        ticks = warm.every.count(step.start, step.end, zone) if step.level.value else 0
        own = step.level.value * ticks
        rise = step.level.value - (level if step.start == until else 0)
        replaced = step.level.value * ((step.end - step.start) / CONTAINER_LIFE)
        waves += ticks
        pings += own
        starts += min(own, max(0, rise) + replaced)
        level, until = step.level.value, step.end
        held = prices.capacity_cost("provisioned", step.end - step.start, target.memory)
        provisioned += step.level.value * held
    started = round(starts)
    seconds = pings * TYPICAL_HOLD_S + started * TYPICAL_START_S
    return WarmingQuote(
        waves=waves,
        pings=pings,
        starts=started,
        gb_s=seconds * target.memory / _MB_PER_GB,
        pinged=pings * prices.ping_cost(target.memory) + started * prices.start_cost(target.memory),
        provisioned=provisioned,
    )
