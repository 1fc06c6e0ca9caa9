"""What a stretch of warming costs, beside provisioned concurrency for the same levels."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kickoff.config import FunctionTarget, Warm
from kickoff.prices import Prices
from kickoff.timeline import Step

# A ping is held and billed for about this long; what was really held is in HoldTime.
TYPICAL_HOLD_S = 0.1
_MB_A_GB = 1024


@dataclass(frozen=True, slots=True)
class Quote:
    """Pings and the GB-seconds they hold, in US dollars; and what provisioned concurrency costs.

    `provisioned` is for the levels alone, without the requests it serves.
    """

    pings: int
    held_gb_s: float
    pinged: float
    provisioned: float


def quote(
    target: FunctionTarget, warm: Warm, steps: Iterable[Step], zone: ZoneInfo, prices: Prices
) -> Quote:
    """Price the steps of a target's warm containers."""
    gigabytes = target.memory / _MB_A_GB
    pings, provisioned = 0, 0.0
    for step in steps:
        pings += step.level.value * warm.every.count(step.start, step.end, zone)
        whole = -(-(step.end - step.start) // prices.provisioned_step) * prices.provisioned_step
        provisioned += step.level.value * whole.total_seconds() * gigabytes
    held = pings * TYPICAL_HOLD_S * gigabytes
    return Quote(
        pings=pings,
        held_gb_s=held,
        pinged=pings * prices.request + held * prices.gb_second,
        provisioned=provisioned * prices.provisioned_gb_second,
    )
