"""Data streams: documented limits of shards, and warm throughput."""

from datetime import timedelta

import pytest

from simulator.errors import ServiceError
from simulator.kinesis import SimulatedStream
from tests.unit.simulator.times import NOON

MINUTE = timedelta(minutes=1)
MANY = 1_000


def stream(**more: int) -> SimulatedStream:
    return SimulatedStream("bets", 3 * MINUTE, **{"shards": 4, **more})  # type: ignore[arg-type]


def refusal(of: SimulatedStream, count: int, *, room: int = MANY) -> str:
    with pytest.raises(ServiceError) as found:
        of.update_shards(count, room, NOON)
    return found.value.code


def test_shards_are_there_after_the_delay_and_half_of_them_before() -> None:
    bets = stream()
    bets.update_shards(8, MANY, NOON)
    assert (bets.status(NOON + MINUTE), bets.open_shards(NOON + MINUTE)) == ("UPDATING", 6)
    assert (bets.status(NOON + 3 * MINUTE), bets.open_shards(NOON + 3 * MINUTE)) == ("ACTIVE", 8)


@pytest.mark.parametrize("count", [9, 1])
def test_more_than_double_and_less_than_half_are_refused(count: int) -> None:
    assert refusal(stream(), count) == "InvalidArgumentException"


def test_half_of_an_odd_number_is_rounded_up() -> None:
    assert refusal(stream(shards=5), 2) == "InvalidArgumentException"
    stream(shards=5).update_shards(3, MANY, NOON)


def test_a_stream_takes_one_change_at_a_time() -> None:
    bets = stream()
    bets.update_shards(8, MANY, NOON)
    assert refusal(bets, 16) == "ResourceInUseException"


def test_the_eleventh_change_in_24_hours_is_refused() -> None:
    bets, at = stream(), NOON
    for number in range(10):
        bets.update_shards(8 if number % 2 == 0 else 4, MANY, at)
        at += 10 * MINUTE
    with pytest.raises(ServiceError, match="rolling 24 hour"):
        bets.update_shards(8, MANY, at)
    bets.update_shards(8, MANY, NOON + timedelta(days=1))


def test_shards_above_the_limit_of_the_account_are_refused() -> None:
    assert refusal(stream(), 8, room=3) == "LimitExceededException"


def test_an_on_demand_stream_has_no_shards_to_set() -> None:
    assert refusal(stream(on_demand=True), 8) == "ValidationException"


def test_warm_throughput_goes_up_and_down() -> None:
    clicks = stream(on_demand=True, warm=10)
    clicks.update_warmth(200, NOON)
    assert clicks.warmth(NOON + MINUTE) == (200, 10)
    assert clicks.warmth(NOON + 3 * MINUTE) == (200, 200)
    clicks.update_warmth(10, NOON + 4 * MINUTE)
    assert clicks.warmth(NOON + 7 * MINUTE) == (10, 10)


@pytest.mark.parametrize(
    ("more", "target", "code"),
    [
        ({"on_demand": True}, 20, "ValidationException"),
        ({}, 20, "ValidationException"),
        ({"on_demand": True, "warm": 10}, 10_241, "LimitExceededException"),
    ],
)
def test_warm_throughput_has_conditions(more: dict[str, int], target: int, code: str) -> None:
    with pytest.raises(ServiceError) as found:
        stream(**more).update_warmth(target, NOON)
    assert found.value.code == code
