"""Several warmers of one account: the same tick twice, two processes, a laptop."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import ONE_ATTEMPT, Aws
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays
from simulator.faults import Fault
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from tests.unit.simulator.times import NOON, minutes
from warmer.adapters.records import RecordTable
from warmer.application import Warmer
from warmer.clock import SystemClock
from warmer.model import FunctionRef, Permit, PingCode, Warming, WarmingResult
from warmer.plan.shards import shards

pytestmark = pytest.mark.usefixtures("_unhurried")

PRICING = FunctionRef("pricing", "live", Place())
WARMING = Warming("pricing", PRICING, 40)


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    cloud = Cloud(Clock(NOON), delays=Delays(lasting=True))
    cloud.add_function("pricing")
    cloud.add_table("leases", key="lease")
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield cloud


@dataclass
class Process:
    """A warmer with its own memory. `every`: minutes between waves; None for waves by hand."""

    cloud: Cloud
    lease_table: str | None = "leases"
    every: int | None = 1

    def __post_init__(self) -> None:
        aws = Aws()
        records = (
            RecordTable(Clients(aws, ONE_ATTEMPT), self.lease_table) if self.lease_table else None
        )
        self.warmer = Warmer(aws, SystemClock(), records=records)

    def due(self, at: datetime) -> list[Warming]:
        due = at == self.cloud.now if self.every is None else at.minute % self.every == 0
        return [WARMING] if due else []

    def permits(self) -> list[Permit]:
        return self.warmer.permits(self.due, self.cloud.now, 5)[0]

    def send(self, permits: Sequence[Permit]) -> WarmingResult:
        [result] = self.warmer.send(permits, self.cloud.now, time.time() + 30, "abc")
        return result

    def tick(self) -> WarmingResult:
        return self.send(self.permits())


def pings(cloud: Cloud) -> int:
    return sum(call.operation == "lambda.Invoke" for call in cloud.calls)


def test_a_tick_that_is_delivered_twice_sends_one_wave_and_says_so(cloud: Cloud) -> None:
    first, second = Process(cloud).tick(), Process(cloud).tick()
    assert (first.code, first.report.distinct) == (PingCode.OK, 40)
    assert (second.code, second.report.sent) == (PingCode.CLAIMED, 0)
    assert (second.report.requested, second.report.shortfall) == (0, 0)
    assert "another warmer sends its wave" in second.reason
    assert pings(cloud) == 41  # one first, to ask the guard


def test_a_tick_that_runs_twice_at_once_starts_no_container_too_many(cloud: Cloud) -> None:
    processes = [Process(cloud), Process(cloud)]
    permits = [process.permits() for process in processes]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(Process.send, processes, permits))
    assert sorted(result.code for result in results) == [PingCode.CLAIMED, PingCode.OK]
    assert cloud.warm("pricing", "live") == 40


def test_pings_of_another_process_are_no_live_traffic(cloud: Cloud) -> None:
    """Lambda runs ticks in either of two processes."""
    processes = [Process(cloud), Process(cloud)]
    results = []
    for number in range(6):
        results.append(processes[number % 2].tick())
        cloud.advance(cloud.now + minutes(1))
    assert [(each.report.sent, each.report.busy) for each in results] == [(40, 0)] * 6


def test_a_wave_by_hand_is_no_live_traffic_for_the_deployed_warmer(cloud: Cloud) -> None:
    deployed, laptop = Process(cloud, every=5), Process(cloud, every=None)
    deployed.tick()
    for _ in range(4):
        cloud.advance(cloud.now + minutes(1))
        assert laptop.tick().code is PingCode.OK
    cloud.advance(cloud.now + minutes(1))
    result = deployed.tick()
    assert (result.report.sent, result.report.distinct, result.report.busy) == (40, 40, 0)


def test_pings_of_a_late_tick_are_recorded_in_the_minute_in_which_they_leave() -> None:
    """The tick of the minute before, in real time: its pings leave in this minute."""
    if datetime.now(UTC).second > 50:
        time.sleep(10)
    minute = datetime.now(UTC).replace(second=0, microsecond=0)
    cloud = Cloud(Clock(minute), delays=Delays(lasting=True))
    cloud.add_function("pricing")
    cloud.add_table("leases", key="lease")
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        late = Process(cloud)
        late.warmer.send(late.permits(), minute - minutes(1), time.time() + 30, "abc")
        cloud.advance(minute + minutes(1))
        [permit] = Process(cloud).permits()
        [own] = late.permits()
    assert (permit.pings, permit.busy) == (own.pings, own.busy) == (40, None)


@pytest.mark.parametrize("fault", [Fault.DENIED, Fault.THROTTLED, Fault.SILENT])
def test_without_an_answer_of_the_lease_table_the_wave_is_sent_and_the_reason_told(
    cloud: Cloud, fault: Fault
) -> None:
    cloud.faults.stand(lambda call: call.operation.startswith("dynamodb."), fault)
    process = Process(cloud)
    permits, missing = process.warmer.permits(process.due, cloud.now, 5)
    result = process.send(permits)
    assert (result.code, result.report.distinct) == (PingCode.OK, 40)
    assert "lease table leases" in process.warmer.unrecorded
    assert missing == (["dynamodb:BatchGetItem"] if fault is Fault.DENIED else [])


def test_without_a_lease_table_a_process_knows_its_own_pings(cloud: Cloud) -> None:
    process = Process(cloud, lease_table=None)
    for _ in range(3):
        result = process.tick()
        assert (result.report.sent, result.report.distinct) == (40, 40)
        cloud.advance(cloud.now + minutes(1))
    assert process.warmer.unrecorded == ""


def test_traffic_beside_recorded_pings_is_still_seen(cloud: Cloud) -> None:
    """Live requests keep their containers from tick to tick; each tick is another process."""
    for _ in range(6):
        result = Process(cloud).tick()
        cloud.functions.serve("pricing", "live", 25, cloud.now)
        cloud.advance(cloud.now + minutes(1))
    assert result.report.busy == 25
    assert result.report.distinct == 15


def test_a_shard_that_is_queued_twice_pings_once(cloud: Cloud) -> None:
    wave = Warming("pricing", PRICING, 60)
    [shard] = shards(Permit(wave, 60), 60, round(time.time() * 1000) + 2_000, "abc", last=True)
    with ThreadPoolExecutor(2) as pool:
        results = list(
            pool.map(lambda _: Process(cloud).warmer.send_shard(shard, time.time() + 30), range(2))
        )
    assert sorted(result.code for result in results) == [PingCode.CLAIMED, PingCode.OK]
    assert sum(result.report.distinct for result in results) == pings(cloud) == 60
