"""The price of warming."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kickoff.calendar import FunctionTarget, Warm
from kickoff.pricing.prices import DEFAULT_REGION, TYPICAL_HOLD_S, TYPICAL_START_S, prices_of
from kickoff.timeline import Key, Level, Step
from tests.unit.simulator.times import minutes
from warmer.plan.price import warming_quote

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
PRICES = replace(
    prices_of(DEFAULT_REGION),
    request=0.5,
    gb_second=2.0,
    log_gb=2.0**30,
    provisioned_gb_second=3.0,
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


def test_a_ping_costs_its_request_its_log_and_the_memory_it_holds() -> None:
    assert PRICES.ping_cost(512) == pytest.approx(0.5 + TYPICAL_HOLD_S / 2 * 2.0 + 340)


def test_a_container_is_started_as_the_level_rises_and_its_start_is_billed() -> None:
    ten = Step(Key("pricing", "warm"), NOON, NOON + minutes(5), Level(10))
    price = warming_quote(*function("5m"), [ten], LONDON, PRICES)
    assert (price.pings, price.starts) == (10, 10)
    assert price.gb_s == pytest.approx(10 * (TYPICAL_HOLD_S + TYPICAL_START_S) / 2)
    assert price.pinged == pytest.approx(10 * (0.5 + 340 + 190) + price.gb_s * 2.0)


def test_a_level_that_falls_starts_nothing_and_one_after_a_gap_starts_again() -> None:
    falling = [step(10, NOON, 10), step(4, NOON + minutes(10), 10), step(6, NOON + minutes(20), 10)]
    apart = [step(4, NOON, 5), step(4, NOON + minutes(60), 5)]
    assert [
        warming_quote(*function("5m"), each, LONDON, PRICES).starts for each in (falling, apart)
    ] == [
        10 + 2 + 2,  # the last 2: of 10, 4 and 6 containers, Lambda replaces 1.7 in these times
        8,
    ]


def test_lambda_replaces_containers_every_few_hours() -> None:
    day = warming_quote(*function("5m"), [step(2, NOON, 24 * 60)], LONDON, PRICES)
    assert day.starts == 2 + 2 * 12


def test_a_small_function_costs_more_than_its_requests_and_memory() -> None:
    target, warm = function("5m")
    small = target.model_copy(update={"memory": 128})
    day = warming_quote(small, warm, [step(2, NOON, 24 * 60)], LONDON, prices_of(DEFAULT_REGION))
    before = day.pings * (0.0000002 + 0.1 * 0.0000166667 / 8)
    assert day.pinged / before == pytest.approx(1.63, abs=0.01)


def test_provisioned_concurrency_is_counted_in_whole_steps_of_five_minutes() -> None:
    price = warming_quote(*function("5m"), [step(10, NOON, 6)], LONDON, PRICES)
    assert price.provisioned == pytest.approx(10 * 600 / 2 * 3.0)
