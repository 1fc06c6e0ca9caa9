import json
import threading
import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from tests.unit.warmer.fake_time import FakeTime
from tests.unit.warmer.lambda_service import (
    LambdaService,
    Pool,
    always,
    error,
    response,
    throttled,
)
from tests.unit.warmer.pinging import CLOCK, new_sender
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.self_invoker import SelfInvoker
from warmer.adapters.transport import Transport
from warmer.clock import SystemClock
from warmer.model import Barrier, FunctionRef, Permit, PingCode, Warming, WarmingResult
from warmer.plan import schedule
from warmer.plan.ramp_up import MOST_LOST_WAVES, NEW_AT_ONCE, STEP_S, RampUp, ShardedWave
from warmer.plan.shards import LEAD_S, Shard, shard_of, shard_sizes, shards
from warmer.waves.sender import SHARD_CONNECTS_S, WaveSender
from warmer.waves.sharded import REACHED_AGE_S, ShardedSender

PRICING = FunctionRef("pricing", "live", Place())


def permit(pings: int) -> Permit:
    return Permit(Warming("pricing", PRICING, pings, ("Cup final",)), pings)


class TestSizes:
    @given(st.integers(1, 20_000))
    def test_shards_are_few_nearly_equal_and_add_up(self, pings: int) -> None:
        sizes = shard_sizes(pings)
        assert sum(sizes) == pings
        assert max(sizes) <= schedule.MOST_PINGS
        assert max(sizes) - min(sizes) <= 1
        assert (len(sizes) - 1) * schedule.MOST_PINGS < pings


def ramp(pings: int, reached: int) -> list[int]:
    """The sizes of the waves of a ramp without losses."""
    ramp_up, sizes = RampUp(permit(pings), reached, next_at=0), []
    while not ramp_up.done:
        sizes.append(ramp_up.size)
        ramp_up.record(ShardedWave(shards=1, sent=ramp_up.size), at=ramp_up.next_at)
    return sizes


class TestRamp:
    def test_five_thousand_are_reached_with_a_thousand_new_ones_per_wave_and_then_proved(
        self,
    ) -> None:
        assert ramp(5000, reached=0) == [1000, 2000, 3000, 4000, 5000, 5000]

    def test_containers_reached_before_are_not_new(self) -> None:
        assert ramp(5000, reached=3500) == [4500, 5000, 5000]
        assert ramp(5000, reached=5000) == [5000]
        assert ramp(900, reached=5000) == [900]

    @given(st.integers(1, 20_000), st.integers(0, 20_000))
    def test_no_wave_starts_more_than_lambda_starts_at_once(self, pings: int, held: int) -> None:
        sizes = ramp(pings, held)
        before = [min(held, pings), *sizes]
        assert all(b - a <= NEW_AT_ONCE for a, b in zip(before, sizes, strict=False))
        assert sizes[-1] == pings


class TestEvent:
    def test_the_shard_of_an_event_is_the_shard_sent(self) -> None:
        [first, *_] = shards(permit(2000), 2000, 1796473200123, "abc", last=True)
        event = json.loads(json.dumps(first.event()))
        assert shard_of(event) == first
        assert first.permit == permit(667)

    def test_shards_of_a_wave_have_one_instant_and_only_the_last_wave_is_counted(self) -> None:
        some = shards(permit(2000), 1000, 1796473200123, "abc", last=False)
        every = shards(permit(2000), 2000, 1796473210123, "abc", last=True)
        assert {shard.hold_until for shard in some} == {1796473200123}
        assert {shard.last for shard in some} == {False}
        assert {shard.last for shard in every} == {True}

    def test_a_tick_is_no_shard(self) -> None:
        assert shard_of({"scheduled_time": "2026-12-05T12:30:00Z"}) is None

    @pytest.mark.parametrize(
        "wrong", [{"count": 801}, {"count": 0}, {"function": ""}, {"count": "9"}, {"more": 1}]
    )
    def test_invalid_fields_are_refused(self, wrong: dict[str, object]) -> None:
        [first, *_] = shards(permit(900), 900, 1796473200123, "abc", last=True)
        with pytest.raises(ValidationError):
            shard_of({"kickoff_shard": first.model_dump() | wrong})


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """All sizes divided by sixteen, so that one process can run all shards."""
    monkeypatch.setattr("warmer.plan.schedule.MOST_PINGS", 50)
    monkeypatch.setattr("warmer.plan.ramp_up.NEW_AT_ONCE", 100)


@pytest.fixture
def _enough_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times for one process that starts all shards, one after another."""
    monkeypatch.setattr("warmer.waves.sharded.LEAD_S", 10)
    for module in ("warmer.plan.ramp_up", "warmer.waves.sharded"):
        monkeypatch.setattr(f"{module}.STEP_S", 5)


def sharded(name: str | None = "warmer", clock: SystemClock = CLOCK) -> ShardedSender:
    return ShardedSender(new_sender(), SelfInvoker(Aws(), name), clock)


class Invocations:
    """The warmer's own function: a thread runs each event, as Lambda would in a process."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.results: list[tuple[Shard, WarmingResult]] = []
        self._threads: list[threading.Thread] = []

    async def __call__(self, event: dict[str, Any]) -> bytes:
        shard = shard_of(event)
        assert shard is not None
        thread = threading.Thread(target=self._run, args=(shard,))
        self._threads.append(thread)
        thread.start()
        return response(202, None)

    def _run(self, shard: Shard) -> None:
        self.results.append((shard, sharded().send_shard(shard, time.time() + 40)))

    def wait(self) -> None:
        for thread in self._threads:
            thread.join()


# The shards of the waves of 100, 200 and 240 pings, and of the wave that proves them.
_SHARDS = [2, 4, 5, 5]


@pytest.mark.usefixtures("_small", "_enough_lead", "_unhurried")
def test_shards_reach_more_containers_than_one_invocation_can(service: LambdaService) -> None:
    service.functions["pricing:live"] = pool = Pool(routing_s=0)
    service.functions["warmer"] = invocations = Invocations()
    [result] = sharded().send([permit(240)], time.time() + 40, "abc")
    invocations.wait()
    assert (result.code, result.report.shards, result.report.shortfall) == (
        PingCode.SHARDED,
        5,
        0,
    )
    last = [found.report for shard, found in invocations.results if shard.last]
    assert [len(last), sum(report.requested for report in last)] == [5, 240]
    assert sum(report.distinct for report in last) == pool.made == 240
    own = [request for request in service.requests if "/warmer/" in request.path]
    assert {request.headers["x-amz-invocation-type"] for request in own} == {"Event"}
    assert len(own) == sum(_SHARDS)


def waves_requested(service: LambdaService) -> list[int]:
    """The pings of each wave, in the order of their instants, by the shards that were requested."""
    waves: dict[int, int] = {}
    for request in service.requests:
        shard = shard_of(json.loads(request.body))
        assert shard is not None
        waves[shard.hold_until] = waves.get(shard.hold_until, 0) + shard.count
    return [waves[instant] for instant in sorted(waves)]


def loses(*numbers: int) -> Callable[[dict[str, object]], Awaitable[bytes]]:
    """The warmer's own function; these invocations are refused, by their number from 0."""
    seen = count()

    async def behaviour(_: dict[str, object]) -> bytes:
        refused = error(403, "AccessDeniedException", Message="no")
        return refused if next(seen) in numbers else response(202, None)

    return behaviour


def test_the_hold_of_a_shard_does_not_grow_with_the_other_shards(service: LambdaService) -> None:
    """Each shard holds for the spread of its own pings, which leave together with the others."""
    service.functions["pricing:live"] = Pool()
    [alone] = shards(permit(5), 5, round(time.time() * 1000) + 3_000, "abc", last=True)
    result = sharded().send_shard(alone.model_copy(update={"of": 1_000}), time.time() + 40)
    assert (result.code, result.report.distinct) == (PingCode.OK, 5)
    assert result.report.hold_ms < 1_000


@pytest.mark.usefixtures("_small")
def test_a_lost_shard_lowers_the_next_wave_and_no_later_result(service: LambdaService) -> None:
    service.functions["warmer"] = loses(1)
    fake = FakeTime()
    [result] = sharded(clock=fake.clock).send([permit(240)], fake.now + 60, "abc")
    assert waves_requested(service) == [100, 150, 240, 240]
    assert (result.code, result.report.shortfall) == (PingCode.SHARDED, 0)
    assert not result.report.errors


@pytest.mark.usefixtures("_small")
def test_after_a_wave_that_was_lost_the_next_one_keeps_the_start_rate(
    service: LambdaService,
) -> None:
    service.functions["warmer"] = loses(0, 1)
    fake = FakeTime()
    [result] = sharded(clock=fake.clock).send([permit(240)], fake.now + 60, "abc")
    assert waves_requested(service) == [100, 100, 200, 240, 240]
    assert result.code is PingCode.SHARDED


@pytest.mark.usefixtures("_small")
def test_a_shard_of_the_last_wave_that_is_lost_is_a_shortfall(service: LambdaService) -> None:
    service.functions["warmer"] = loses(3)
    fake = FakeTime()
    [result] = sharded(clock=fake.clock).send([permit(100)], fake.now + 60, "abc")
    assert (result.report.shortfall, result.report.errors) == (50, {PingCode.REFUSED: 50})


@pytest.mark.usefixtures("_small")
def test_a_wave_due_just_after_the_deadline_is_requested_before_it(service: LambdaService) -> None:
    service.functions["warmer"] = always(response(202, None))
    fake = FakeTime()
    began, deadline = fake.now, fake.now + STEP_S - 2
    [result] = sharded(clock=fake.clock).send([permit(100)], deadline, "abc")
    assert result.code is PingCode.SHARDED
    assert fake.now < deadline
    instants = {json.loads(r.body)["kickoff_shard"]["hold_until"] for r in service.requests}
    assert instants == {round((began + s + LEAD_S) * 1000) for s in (0, STEP_S)}


@pytest.mark.usefixtures("_small")
def test_a_ramp_delayed_by_other_functions_keeps_the_start_rate() -> None:
    delayed = RampUp(permit(240), reached=0, next_at=0)
    delayed.record(ShardedWave(shards=2, sent=100), at=30)
    assert (delayed.size, delayed.next_at) == (200, 30 + STEP_S)


@pytest.mark.usefixtures("_small")
def test_if_no_shard_can_be_invoked_all_containers_are_a_shortfall(service: LambdaService) -> None:
    service.functions["warmer"] = always(error(403, "AccessDeniedException", Message="no"))
    fake = FakeTime()
    [result] = sharded(clock=fake.clock).send([permit(100)], fake.now + 40, "abc")
    assert len(service.requests) == 2 * MOST_LOST_WAVES
    assert (result.report.shortfall, result.report.errors) == (100, {PingCode.REFUSED: 100})
    assert result.code is PingCode.REFUSED
    assert "shard 2 of 2 is lost" in result.reason


@pytest.mark.usefixtures("_small")
def test_containers_reached_recently_are_not_ramped_up_to_again(service: LambdaService) -> None:
    service.functions["warmer"] = always(response(202, None))
    fake = FakeTime()
    sender = sharded(clock=fake.clock)
    for shards_sent, sleeps in [(sum(_SHARDS), [STEP_S] * 3), (5, [])]:
        service.requests.clear()
        fake.sleeps.clear()
        sender.send([permit(240)], fake.now + 40, "abc")
        assert (len(service.requests), fake.sleeps) == (shards_sent, sleeps)
    fake.now += REACHED_AGE_S + 1
    service.requests.clear()
    sender.send([permit(240)], fake.now + 40, "abc")
    assert len(service.requests) == sum(_SHARDS)


@pytest.mark.usefixtures("_small")
def test_containers_of_waves_after_the_deadline_are_unknown(service: LambdaService) -> None:
    service.functions["warmer"] = always(response(202, None))
    fake = FakeTime()
    [result] = sharded(clock=fake.clock).send([permit(240)], fake.now + STEP_S, "abc")
    assert (result.code, result.report.unknown) == (PingCode.UNKNOWN, 240)
    assert waves_requested(service) == [100, 200]


@pytest.mark.usefixtures("_small", "_unhurried")
def test_results_are_in_the_order_of_the_permits(service: LambdaService) -> None:
    service.functions["warmer"] = always(response(202, None))
    service.functions["pricing:live"] = Pool()
    results = sharded().send([permit(2), permit(60), permit(3)], time.time() + 40, "abc")
    assert [result.warming.count for result in results] == [2, 60, 3]
    assert [result.code for result in results] == [
        PingCode.OK,
        PingCode.SHARDED,
        PingCode.OK,
    ]


@pytest.mark.usefixtures("_small", "_unhurried")
def test_outside_of_lambda_one_process_sends_what_it_can(service: LambdaService) -> None:
    service.functions["pricing:live"] = Pool()
    [result] = sharded(name=None).send([permit(60)], time.time() + 40, "abc")
    assert (result.report.requested, result.report.distinct) == (60, 50)
    assert result.code is PingCode.SHORTFALL


def test_a_shard_that_starts_after_the_instant_sends_nothing(service: LambdaService) -> None:
    service.functions["pricing:live"] = Pool()
    [shard, *_] = shards(permit(2), 2, round(time.time() * 1000) - 1, "abc", last=True)
    result = sharded().send_shard(shard, time.time() + 40)
    assert (result.code, result.report.unknown, service.requests) == (
        PingCode.UNKNOWN,
        2,
        [],
    )


def test_a_shard_holds_no_container_while_it_waits_for_its_wave(service: LambdaService) -> None:
    service.functions["pricing:live"] = Pool()
    [shard] = shards(permit(5), 5, round(time.time() * 1000) + 3_000, "abc", last=True)
    result = sharded().send_shard(shard, time.time() + 40)
    assert (result.code, result.report.distinct) == (PingCode.OK, 5)
    assert result.report.hold_ms < 1_000


def test_the_shards_of_a_wave_connect_together_before_their_instant(
    service: LambdaService,
) -> None:
    service.functions["pricing:live"] = always(response(200, {}))
    sleeps: list[float] = []
    clock = SystemClock(sleep=sleeps.append)
    sender = WaveSender(Endpoints(Aws()), Transport(clock=clock), clock)
    sender.send([permit(2)], time.time() + 90, barrier=Barrier(round(1000 * (time.time() + 60))))
    assert 0 <= 60 - SHARD_CONNECTS_S - max(sleeps[:2]) < 5


def test_a_shard_stops_at_a_concurrency_limit(service: LambdaService) -> None:
    service.functions["pricing:live"] = always(throttled("ConcurrentInvocationLimitExceeded"))
    [shard] = shards(permit(5), 5, round(time.time() * 1000) + 3_000, "abc", last=True)
    result = sharded().send_shard(shard, time.time() + 40)
    assert (result.code, len(service.requests)) == (PingCode.THROTTLED, 5)
