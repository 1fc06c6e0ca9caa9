"""The price of warming."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kickoff.calendar import FunctionTarget, Warm
from kickoff.pricing import prices
from kickoff.pricing.prices import TYPICAL_HOLD_S
from kickoff.timeline import Key, Level, Step
from warmer.plan.price import warming_quote

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
PRICES = replace(
    prices.PRICES,
    request=0.5,
    gb_second=2.0,
    provisioned_gb_second=3.0,
    provisioned_step=timedelta(minutes=5),
)


def function(every: str) -> tuple[FunctionTarget, Warm]:
    target = FunctionTarget.model_validate(
        {
            "function": "pricing",
            "memory": 512,
            "warm": {"baseline": 0, "max": 100, "every": every},
        }
    )
    assert target.warm is not None
    return target, target.warm


def step(level: int, start: datetime, minutes: int) -> Step:
    return Step(Key("pricing", "warm"), start, start + timedelta(minutes=minutes), Level(level))


def test_pings_are_counted_at_each_due_tick_of_a_half_open_step() -> None:
    steps = [step(10, NOON, 10), step(20, NOON + timedelta(minutes=10), 10)]
    assert warming_quote(*function("5m"), steps, LONDON, PRICES).pings == 10 * 2 + 20 * 2
    assert warming_quote(*function("*/10 * * * *"), steps, LONDON, PRICES).pings == 10 + 20


def test_a_ping_costs_its_request_and_the_memory_it_holds() -> None:
    price = warming_quote(*function("5m"), [step(10, NOON, 5)], LONDON, PRICES)
    assert price.held_gb_s == pytest.approx(10 * TYPICAL_HOLD_S / 2)
    assert price.pinged == pytest.approx(10 * 0.5 + price.held_gb_s * 2.0)


def test_provisioned_concurrency_is_counted_in_whole_steps_of_five_minutes() -> None:
    price = warming_quote(*function("5m"), [step(10, NOON, 6)], LONDON, PRICES)
    assert price.provisioned == pytest.approx(10 * 600 / 2 * 3.0)
