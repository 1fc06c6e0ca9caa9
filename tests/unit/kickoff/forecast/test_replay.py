"""A table under auto scaling: the rules of the replay, one by one."""

from collections.abc import Sequence

from kickoff.forecast.replay import ReplayedTable, ScalingPolicy, replay

_HALF = ScalingPolicy(target=0.5, lag=4)


def _capacities(table: ReplayedTable, loads: Sequence[float], minimum: int = 0) -> list[int]:
    return [table.advance(load, minimum).capacity for load in loads]


def test_a_unit_serves_sixty_a_minute_and_the_rest_is_throttled() -> None:
    assert ReplayedTable(_HALF, 50).advance(60 * 50 + 7).throttled == 7


def test_unused_capacity_is_burst_for_three_hundred_seconds_of_it() -> None:
    table = ReplayedTable(ScalingPolicy(target=0.9, lag=100), 50)
    for _ in range(6):
        table.advance(0)  # six idle minutes; five count
    assert table.advance(60 * 50 * 6).throttled == 0
    assert table.advance(60 * 50 + 1).throttled == 1


def test_burst_shrinks_with_the_capacity() -> None:
    table = ReplayedTable(ScalingPolicy(target=0.9, lag=100), 50)
    table.advance(0, minimum=500)
    for _ in range(14):
        table.advance(0)
    assert table.advance(0).capacity == 50
    assert table.advance(60 * 50 * 6 + 1).throttled == 1


def test_a_raise_takes_effect_a_lag_after_the_first_of_two_minutes_above_the_target() -> None:
    loads = [1500, 1501, 1800, 1800, 1800, 1800, 1800]
    # Above half of 3,000 from the second minute; the third sets the capacity: 1800 / 60 / 0.5.
    assert _capacities(ReplayedTable(_HALF, 50), loads) == [50, 50, 50, 50, 50, 60, 60]


def test_one_minute_above_the_target_raises_nothing() -> None:
    assert set(_capacities(ReplayedTable(_HALF, 50), [2000, 1000] * 10)) == {50}


def test_auto_scaling_does_not_count_throttled_units() -> None:
    capacities = _capacities(ReplayedTable(_HALF, 50), [60_000] * 10)
    # 3,000 consumed need 100 at half; the fourth and fifth minute are the next two above it.
    assert capacities == [50] * 4 + [100] * 3 + [200] * 3


def test_capacity_is_lowered_to_the_highest_of_fifteen_low_minutes() -> None:
    table = ReplayedTable(_HALF, 50)
    loads = [600.0] * 14 + [1200.0, 600.0]
    assert _capacities(table, loads, minimum=100) == [100] * 16
    table = ReplayedTable(_HALF, 10)
    table.advance(0, minimum=100)
    assert _capacities(table, [*loads[:13], 1200.0, 0.0]) == [100] * 14 + [40]


def test_capacity_is_lowered_once_an_hour() -> None:
    table = ReplayedTable(_HALF, 1)
    table.advance(3000, minimum=100)
    capacities = _capacities(table, [1000.0] * 30 + [100.0] * 60)
    falls = [n for n in range(1, 90) if capacities[n] < capacities[n - 1]]
    assert falls == [15, 75]


def test_a_minimum_takes_effect_at_once_and_lowers_nothing() -> None:
    table = ReplayedTable(_HALF, 50)
    assert [table.advance(1500, minimum).capacity for minimum in (0, 80, 0)] == [50, 80, 80]


def test_a_replay_counts_capacity_and_throttling() -> None:
    found = replay([3000, 3600, float("nan")], [50, 50, 50], ScalingPolicy(0.9, 16), 50)
    assert (found.throttled, found.throttled_minutes) == (600, 1)
    assert found.throttled_share == 600 / 6600
    assert found.capacity_hours == 2.5
    assert found.overprovisioning == 9000 / 6000
    assert found.decreases == 0
