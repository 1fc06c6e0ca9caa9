import json
import threading
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from tests.unit.warmer.lambda_service import (
    LambdaService,
    Pool,
    always,
    error,
    response,
    throttled,
)
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.self_invoker import SelfInvoker
from warmer.adapters.transport import Transport
from warmer.model import FunctionRef, PingCode, Warming, WarmingResult
from warmer.plan import schedule
from warmer.plan.shards import NEW_AT_ONCE, Shard, asked, cut, shards, steps
from warmer.waves.sender import WaveSender
from warmer.waves.sharded import ShardedSender

PRICING = FunctionRef("pricing", "live", Place())


def wished(count: int) -> Warming:
    return Warming("pricing", PRICING, count, ("Cup final",))


class TestCutting:
    @given(st.integers(1, 20_000))
    def test_shards_are_few_alike_and_all_of_it(self, count: int) -> None:
        sizes = cut(count)
        assert sum(sizes) == count
        assert max(sizes) <= schedule.MOST_PINGS
        assert max(sizes) - min(sizes) <= 1
        assert (len(sizes) - 1) * schedule.MOST_PINGS < count

    def test_five_thousand_are_reached_a_thousand_new_ones_at_a_time(self) -> None:
        assert steps(5000, reached=0) == [1000, 2000, 3000, 4000, 5000]

    def test_those_reached_before_are_not_new(self) -> None:
        assert steps(5000, reached=3500) == [4500, 5000]
        assert steps(5000, reached=5000) == [5000]
        assert steps(900, reached=5000) == [900]

    @given(st.integers(1, 20_000), st.integers(0, 20_000))
    def test_no_step_starts_more_than_may_be_started_at_once(self, count: int, held: int) -> None:
        sizes = steps(count, held)
        before = [min(held, count), *sizes]
        assert all(b - a <= NEW_AT_ONCE for a, b in zip(before, sizes, strict=False))
        assert sizes[-1] == count


class TestWords:
    def test_what_is_asked_is_what_is_understood(self) -> None:
        [first, *_] = shards(wished(2000), 2000, 1796473200123, "abc")
        event = json.loads(json.dumps(first.event()))
        assert asked(event) == first
        assert first.warming == Warming("pricing", PRICING, 667, ("Cup final",))

    def test_all_have_one_instant_and_only_the_wave_for_all_is_counted(self) -> None:
        some = shards(wished(2000), 1000, 1796473200123, "abc")
        every = shards(wished(2000), 2000, 1796473210123, "abc")
        assert {shard.hold_until for shard in some} == {1796473200123}
        assert {shard.last for shard in some} == {False}
        assert {shard.last for shard in every} == {True}

    def test_a_tick_is_no_shard(self) -> None:
        assert asked({"scheduled_time": "2026-12-05T12:30:00Z"}) is None

    @pytest.mark.parametrize(
        "wrong", [{"count": 801}, {"count": 0}, {"function": ""}, {"count": "9"}, {"more": 1}]
    )
    def test_other_words_are_refused(self, wrong: dict[str, object]) -> None:
        [first, *_] = shards(wished(900), 900, 1796473200123, "abc")
        with pytest.raises(ValidationError):
            asked({"kickoff_shard": first.model_dump() | wrong})


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything a sixteenth of its size, so that one process can play all parts."""
    monkeypatch.setattr("warmer.plan.schedule.MOST_PINGS", 50)
    monkeypatch.setattr("warmer.plan.shards.NEW_AT_ONCE", 100)
    monkeypatch.setattr("warmer.waves.sharded.STEP_S", 0.5)


@pytest.fixture
def _time_to_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    """One interpreter begins one after the other what five would at once; no two waves meet."""
    monkeypatch.setattr("warmer.waves.sharded.LEAD_S", 8)
    monkeypatch.setattr("warmer.waves.sharded.STEP_S", 5)


def warmer(name: str | None = "warmer") -> ShardedSender:
    return ShardedSender(WaveSender(Endpoints(Aws()), Transport()), SelfInvoker(Aws(), name))


class Invocations:
    """The warmer's own function: each event is run in a process' stead, as Lambda would."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.results: list[tuple[Shard, WarmingResult]] = []
        self._threads: list[threading.Thread] = []

    async def __call__(self, event: dict[str, Any]) -> bytes:
        shard = asked(event)
        assert shard is not None
        thread = threading.Thread(target=self._run, args=(shard,))
        self._threads.append(thread)
        thread.start()
        return response(202, None)

    def _run(self, shard: Shard) -> None:
        self.results.append((shard, warmer().shard(shard, time.time() + 40)))

    def wait(self) -> None:
        for thread in self._threads:
            thread.join()


@pytest.mark.usefixtures("_small", "_time_to_begin", "_unhurried")
def test_shards_reach_together_what_one_invocation_cannot(service: LambdaService) -> None:
    service.functions["pricing:live"] = pool = Pool(routing_s=0)
    service.functions["warmer"] = invocations = Invocations()
    [result] = warmer().run([wished(240)], time.time() + 40, "abc")
    invocations.wait()
    assert (result.outcome.code, result.report.shards, result.report.shortfall) == (
        PingCode.SHARDED,
        5,
        0,
    )
    last = [found.report for shard, found in invocations.results if shard.last]
    assert [len(last), sum(report.requested for report in last)] == [5, 240]
    assert sum(report.distinct for report in last) <= pool.made
    assert pool.made == 240
    own = [request for request in service.requests if "/warmer/" in request.path]
    assert {request.headers["x-amz-invocation-type"] for request in own} == {"Event"}
    assert len(own) == 2 + 4 + 5


@pytest.mark.usefixtures("_small")
def test_a_shard_that_cannot_be_asked_is_a_shortfall(service: LambdaService) -> None:
    service.functions["warmer"] = always(error(403, "AccessDeniedException", Message="no"))
    [result] = warmer().run([wished(100)], time.time() + 40, "abc")
    assert (result.report.shortfall, result.report.errors) == (100, {PingCode.REFUSED: 100})
    assert result.outcome.code is PingCode.REFUSED
    assert "shard 2 of 2 is lost" in result.outcome.reason


@pytest.mark.usefixtures("_small")
def test_what_was_reached_lately_is_not_climbed_to_again(service: LambdaService) -> None:
    service.functions["warmer"] = always(response(202, None))
    sharded = warmer()
    sharded.run([wished(240)], time.time() + 40, "abc")
    before = len(service.requests)
    sharded.run([wished(240)], time.time() + 40, "abc")
    assert len(service.requests) - before == 5


@pytest.mark.usefixtures("_small")
def test_waves_there_is_no_time_for_are_unknown(service: LambdaService) -> None:
    service.functions["warmer"] = always(response(202, None))
    [result] = warmer().run([wished(240)], time.time() + 0.3, "abc")
    assert (result.outcome.code, result.report.unknown) == (PingCode.UNKNOWN, 240)


@pytest.mark.usefixtures("_small", "_unhurried")
def test_large_and_small_come_back_in_their_order(service: LambdaService) -> None:
    service.functions["warmer"] = always(response(202, None))
    service.functions["pricing:live"] = Pool()
    results = warmer().run([wished(2), wished(60), wished(3)], time.time() + 40, "abc")
    assert [result.warming.count for result in results] == [2, 60, 3]
    assert [result.outcome.code for result in results] == [
        PingCode.OK,
        PingCode.SHARDED,
        PingCode.OK,
    ]


@pytest.mark.usefixtures("_small", "_unhurried")
def test_outside_lambda_one_process_does_what_it_can(service: LambdaService) -> None:
    service.functions["pricing:live"] = Pool()
    [result] = warmer(name=None).run([wished(60)], time.time() + 40, "abc")
    assert (result.report.requested, result.report.distinct) == (60, 50)
    assert result.outcome.code is PingCode.SHORTFALL


def test_a_shard_that_comes_after_the_instant_sends_nothing(service: LambdaService) -> None:
    service.functions["pricing:live"] = Pool()
    [shard, *_] = shards(wished(2), 2, round(time.time() * 1000) - 1, "abc")
    result = warmer().shard(shard, time.time() + 40)
    assert (result.outcome.code, result.report.unknown, service.requests) == (
        PingCode.UNKNOWN,
        2,
        [],
    )


def test_a_shard_holds_no_container_while_it_waits_for_its_time(service: LambdaService) -> None:
    service.functions["pricing:live"] = Pool()
    [shard] = shards(wished(5), 5, round(time.time() * 1000) + 3_000, "abc")
    result = warmer().shard(shard, time.time() + 40)
    assert (result.outcome.code, result.report.distinct) == (PingCode.OK, 5)
    assert result.report.hold_ms < 1_000


def test_a_shard_stops_at_a_limit_as_any_wave_does(service: LambdaService) -> None:
    service.functions["pricing:live"] = always(throttled("ConcurrentInvocationLimitExceeded"))
    [shard] = shards(wished(5), 5, round(time.time() * 1000) + 3_000, "abc")
    result = warmer().shard(shard, time.time() + 40)
    assert (result.outcome.code, len(service.requests)) == (PingCode.THROTTLED, 5)
