from datetime import timedelta

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import LOAD_TEST, Delays
from simulator.dynamodb.throughput import UnitsServed
from simulator.lambda_.service import RequestsServed
from simulator.traffic import Traffic
from tests.unit.simulator.times import NOON, minutes

READ = ("prices", "read")
LIVE = ("pricing", "live")


def cloud(delays: Delays | None = None) -> Cloud:
    cloud = Cloud(Clock(NOON), delays=delays)
    cloud.add_table("prices", read=100, write=20, indexes={"by-fixture": (20, 20)})
    cloud.add_function("pricing")
    return cloud


def test_a_minute_reports_consumed_throttled_and_cold() -> None:
    here = cloud()
    served = here.minute(Traffic({READ: 150}, {LIVE: 3}))
    assert served.units == {READ: UnitsServed(6000, 3000)}
    assert served.requests == {LIVE: RequestsServed(warm=0, cold=3, throttled=0)}


def capacities(here: Cloud, rate: float, count: int) -> list[int]:
    """The capacity in each of the next minutes of load."""
    seen = []
    for _ in range(count):
        seen.append(here.capacity(*READ))
        here.minute(Traffic({READ: rate}))
        here.advance(here.now + minutes(1))
    return seen


def test_by_default_capacity_arrives_in_the_fifth_minute_of_load() -> None:
    here = cloud()
    here.register(*READ, minimum=10, maximum=1000, target=70)
    assert capacities(here, 140, 5) == [100, 100, 100, 100, 143]


def test_a_slow_reaction_brings_capacity_sixteen_minutes_late_as_in_the_load_test() -> None:
    here = cloud(LOAD_TEST)
    here.register(*READ, minimum=10, maximum=1000, target=70)
    assert capacities(here, 140, 17) == [100] * 16 + [143]


def test_a_minute_without_traffic_counts_as_low_for_auto_scaling() -> None:
    here = cloud()
    here.register(*READ, minimum=10, maximum=1000, target=70)
    capacities(here, 20, 14)
    here.advance(here.now + minutes(3))
    assert here.capacity(*READ) == 29


def test_an_idle_table_is_lowered_620_seconds_after_its_policy() -> None:
    here = cloud()
    here.register(*READ, minimum=10, maximum=1000, target=70)
    here.advance(NOON + timedelta(seconds=619))
    assert here.table("prices").active(here.now)
    here.advance(NOON + timedelta(seconds=620))
    assert here.table("prices").requested("read", here.now) == 10


def test_containers_of_live_traffic_expire() -> None:
    here = cloud()
    here.minute(Traffic(requests={LIVE: 3}))
    here.advance(NOON + minutes(15))
    assert here.warm(*LIVE) == 3
    here.advance(NOON + minutes(16))
    assert here.warm(*LIVE) == 0


def test_the_clock_can_move_by_less_than_a_minute() -> None:
    here = cloud()
    here.advance(NOON + minutes(0.5))
    here.advance(NOON + minutes(2.5))
    assert here.now == NOON + minutes(2.5)
