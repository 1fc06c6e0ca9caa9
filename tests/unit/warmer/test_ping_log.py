"""The pings that all warmers record, in the lease table of a simulated account."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import ONE_ATTEMPT, Aws
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.item_size import item_size
from simulator.faults import Fault
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from tests.unit.simulator.times import NOON, minutes
from warmer.adapters.ping_log import PingLog
from warmer.adapters.records import RecordTable
from warmer.model import FunctionRef, Permit, Warming
from warmer.plan.shards import Shard, shards

HERE = Place()
PRICING = FunctionRef("pricing", "live", HERE)
SETTLEMENT = FunctionRef("settlement", None, HERE)
WAVE = Warming("pricing", PRICING, 40)


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    cloud = Cloud(Clock(NOON))
    cloud.add_table("leases", key="lease")
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield cloud


@pytest.fixture
def log(cloud: Cloud) -> PingLog:  # noqa: ARG001 (its account)
    return new_log()


def new_log() -> PingLog:
    """The log of another process."""
    return PingLog(RecordTable(Clients(Aws(), ONE_ATTEMPT), "leases"))


def items(cloud: Cloud) -> list[dict[str, dict[str, object]]]:
    return cloud.items("leases").scan(None, None)[0]


def test_pings_of_one_warmer_are_read_by_another(log: PingLog) -> None:
    log.claim({WAVE: 15, Warming("settlement", SETTLEMENT, 3): 3}, NOON, NOON)
    log.record(PRICING, 15, [NOON + minutes(1)])
    found = new_log().read([PRICING, SETTLEMENT, FunctionRef("absent", None, HERE)], NOON)
    assert found == {PRICING: {NOON: 15, NOON + minutes(1): 15}, SETTLEMENT: {NOON: 3}}


def test_a_wave_of_a_tick_is_claimed_once(log: PingLog) -> None:
    assert log.claim({WAVE: 40}, NOON, NOON) == set()
    assert new_log().claim({WAVE: 38}, NOON, NOON) == {WAVE}
    assert new_log().claim({WAVE: 40}, NOON + minutes(5), NOON + minutes(5)) == set()
    assert log.read([PRICING], NOON + minutes(6))[PRICING] == {NOON: 40, NOON + minutes(5): 40}


def test_a_wave_by_hand_for_fewer_containers_takes_none_from_the_tick(log: PingLog) -> None:
    by_hand = Warming("pricing", PRICING, 2)
    assert log.claim({by_hand: 2}, NOON, NOON) == set()
    assert new_log().claim({WAVE: 40}, NOON, NOON) == set()
    assert new_log().claim({by_hand: 2}, NOON, NOON) == {by_hand}


def test_the_same_function_in_another_region_has_a_record_of_its_own(log: PingLog) -> None:
    abroad = FunctionRef("pricing", "live", Place("us-east-1"))
    log.claim({WAVE: 40}, NOON, NOON)
    assert log.claim({Warming("pricing", abroad, 40): 40}, NOON, NOON) == set()
    assert log.read([abroad], NOON) == {abroad: {NOON: 40}}


def test_a_shard_that_was_queued_twice_is_sent_once(log: PingLog) -> None:
    wave = shards(Permit(WAVE, 1_700), 1_700, 1796473200123, "abc", last=True)
    assert [log.claim_shard(shard, NOON) for shard in wave] == [True, True, True]
    assert [new_log().claim_shard(shard, NOON) for shard in wave] == [False, False, False]
    later = [Shard(**shard.model_dump() | {"hold_until": 1796473211123}) for shard in wave]
    assert [log.claim_shard(shard, NOON) for shard in later] == [True, True, True]
    assert log.read([PRICING], NOON)[PRICING] == {NOON: 3_400}


def test_a_record_holds_one_hour_and_expires(cloud: Cloud) -> None:
    """Each process reads before it writes, as a tick does."""
    for number in range(100):
        at = NOON + minutes(number)
        log = new_log()
        log.read([PRICING], at)
        log.claim({WAVE: 40}, at, at)
    [record] = [item for item in items(cloud) if "pings" in str(item["lease"])]
    assert len(record) == 2 + 61 + 11  # key and expiry, pings, claims
    assert record["expires"]["N"] == str(int((NOON + minutes(99 + 60)).timestamp()))
    assert item_size(record) < 2_000


def test_the_minutes_with_pings_are_kept_as_long_as_cloudwatch_keeps_minutes(
    log: PingLog, cloud: Cloud
) -> None:
    midnight = NOON + timedelta(hours=12)
    log.claim({WAVE: 40}, NOON, NOON)
    log.record(PRICING, 40, [midnight - minutes(1), midnight])
    assert new_log().recorded_minutes(PRICING, NOON - timedelta(days=14), midnight) == {
        date(2026, 12, 5): frozenset({720, 1439}),
        date(2026, 12, 6): frozenset({0}),
    }
    expiries = {
        str(item["lease"]["S"])[-10:]: int(str(item["expires"]["N"]))
        for item in items(cloud)
        if "minutes" in str(item["lease"])
    }
    assert expiries["2026-12-05"] == int((midnight + timedelta(days=16)).timestamp())


@pytest.mark.parametrize("fault", [Fault.DENIED, Fault.THROTTLED, Fault.FAILED])
def test_a_table_that_fails_is_left_alone_for_the_tick_and_stops_no_wave(
    log: PingLog, cloud: Cloud, fault: Fault
) -> None:
    cloud.faults.stand(lambda call: call.operation.startswith("dynamodb."), fault)
    assert log.read([PRICING], NOON) == {}
    assert log.claim({WAVE: 40}, NOON, NOON) == set()
    assert log.failure is not None
    assert log.denied == ({"dynamodb:BatchGetItem"} if fault is Fault.DENIED else set())
    assert len(cloud.calls) == 1
    cloud.faults.clear()
    log.begin_tick()
    assert log.claim({WAVE: 40}, NOON, NOON) == set()
    assert new_log().claim({WAVE: 40}, NOON, NOON) == {WAVE}


def test_without_a_table_every_wave_is_sent() -> None:
    log = PingLog(None)
    for _ in range(2):
        assert log.claim({WAVE: 40}, NOON, NOON) == set()
    assert log.read([PRICING], NOON) == {}
    assert log.failure is None
