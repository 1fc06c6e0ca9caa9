from datetime import datetime

import pytest

from simulator.dynamodb.throughput import DecreaseBudget, DimensionThroughput, UnitsServed
from simulator.errors import ServiceError
from tests.unit.simulator.times import at, minutes


def test_demand_within_capacity_is_served() -> None:
    assert DimensionThroughput(10).consume(10) == UnitsServed(600, 0)


def test_demand_above_capacity_is_throttled_without_burst() -> None:
    assert DimensionThroughput(10).consume(15) == UnitsServed(600, 300)


def test_unused_capacity_of_the_last_five_minutes_bursts_once() -> None:
    throughput = DimensionThroughput(10)
    for _ in range(60):
        throughput.consume(0)
    assert throughput.consume(100) == UnitsServed(600 + 3000, 6000 - 3600)
    assert throughput.consume(100) == UnitsServed(600, 5400)


def may_decrease(budget: DecreaseBudget, now: datetime) -> bool:
    try:
        budget.check(now)
    except ServiceError:
        return False
    budget.spend(now)
    return True


def test_four_decreases_are_allowed_at_any_time_of_a_day() -> None:
    budget = DecreaseBudget()
    made = [may_decrease(budget, at("15:00") + minutes(10 * n)) for n in range(6)]
    assert made == [True, True, True, True, False, False]
    assert budget.today(at("15:50")) == 4
    spread = DecreaseBudget()
    assert all(may_decrease(spread, at(each)) for each in ("09:00", "15:00", "15:10", "15:20"))
    assert not may_decrease(spread, at("15:30"))


def test_a_fifth_decrease_is_allowed_an_hour_after_the_last() -> None:
    budget = DecreaseBudget()
    for minute in ("15:00", "15:10", "15:20", "15:30"):
        assert may_decrease(budget, at(minute))
    assert not may_decrease(budget, at("16:29"))
    assert may_decrease(budget, at("16:30"))
    assert not may_decrease(budget, at("17:29"))
    assert may_decrease(budget, at("17:30"))


def test_a_day_has_at_most_twenty_seven_decreases() -> None:
    budget = DecreaseBudget()
    tries = (at("00:00") + minutes(n) for n in range(24 * 60))
    assert sum(may_decrease(budget, each) for each in tries) == 27
    assert budget.today(at("23:59")) == 27
    assert budget.today(at("00:00", day=6)) == 0
    assert may_decrease(budget, at("00:00", day=6))


def test_a_refusal_names_the_instant_of_the_next_decrease() -> None:
    budget = DecreaseBudget()
    for _ in range(4):
        budget.spend(at("15:00"))
    with pytest.raises(ServiceError, match="LimitExceededException") as error:
        budget.check(at("15:30"))
    assert error.value.message.endswith(
        "Last decrease at Saturday, December 5, 2026 at 3:00:00 PM Coordinated Universal Time. "
        "Next decrease can be made at Saturday, December 5, 2026 at 4:00:00 PM Coordinated "
        "Universal Time"
    )
