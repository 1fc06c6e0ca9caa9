import json
from dataclasses import replace

import pytest

from kickoff.aws.place import Place
from warmer.log_report import LogReport
from warmer.model import (
    BusyContainers,
    FunctionRef,
    GuardAnswer,
    Permit,
    PingCode,
    Reply,
    Warming,
    WarmingResult,
    WaveReport,
)
from warmer.plan.concurrency import FunctionState, Unsuitable
from warmer.plan.permits import ConcurrencyPool, permitted
from warmer.plan.results import count_replies, result_of, summarize, warming_result
from warmer.reporting import publish_result

PRICING = FunctionRef("pricing", "live", Place())
WARMING = Warming("pricing", PRICING, 40)
ACTIVE = FunctionState("Active")
POOL = ConcurrencyPool("the limit", 13, 0)


def answered(
    container: str = "a",
    *,
    held_ms: int = 10,
    arrived: float | None = None,
    first: bool = False,
    init: str = "on-demand",
) -> Reply:
    answer = GuardAnswer(container, first=first, init=init, idle_ms=None, held_ms=held_ms)
    return Reply(PingCode.OK, answer=answer, sent=1000.0, arrived=arrived, answered=1100.0)


def idle_for(container: str, idle_ms: int | None) -> Reply:
    answer = GuardAnswer(container, first=False, init="", idle_ms=idle_ms, held_ms=9)
    return Reply(PingCode.OK, answer=answer)


def test_the_reason_has_the_most_frequent_error_of_failed_primes() -> None:
    """The container is warm all the same; only its connections are not open."""
    errors = [None, "OSError: no route", "ImportError: orders", "OSError: no route"]
    replies = [
        Reply(PingCode.OK, answer=GuardAnswer(str(each), first=True, prime_error=error))
        for each, error in enumerate(errors)
    ]
    result = warming_result(Permit(replace(WARMING, count=4), 4), [replies])
    assert (result.code, result.report.distinct) == (PingCode.OK, 4)
    expected = "; prime failed in 3 containers, most often: OSError: no route"
    assert result.reason.endswith(expected)


class TestCountReplies:
    def test_a_container_that_was_provisioned_is_not_cold(self) -> None:
        replies = [
            answered("a", first=True),
            answered("b", first=True, init="snap-start"),
            answered("c", first=True, init="provisioned-concurrency"),
            answered("d"),
        ]
        report = count_replies(4, replies)
        assert (report.distinct, report.cold) == (4, 2)

    def test_spread_is_from_first_to_last_arrival_and_hold_is_the_mean(self) -> None:
        replies = [
            Reply(PingCode.THROTTLED, "x", sent=1045.0),
            answered(held_ms=40, arrived=1020.0),
            answered(held_ms=20, arrived=1060.0),
        ]
        report = count_replies(3, replies)
        assert (report.spread_ms, report.hold_ms) == (40, 30)

    def test_if_most_containers_had_to_start_spread_is_that_of_sending(self) -> None:
        replies = [
            Reply(PingCode.TIMEOUT, sent=1010.0),
            Reply(PingCode.THROTTLED, "x", sent=1045.0),
            answered(held_ms=20, arrived=1060.0),
        ]
        assert count_replies(3, replies).spread_ms == 45

    def test_containers_of_all_waves_count_once_and_times_are_those_of_the_last(self) -> None:
        first = [answered("a", held_ms=0), answered("b", held_ms=90, arrived=1010.0)]
        second = [
            answered("b", held_ms=30, arrived=2010.0),
            answered("c", held_ms=10, arrived=2030.0),
        ]
        report = count_replies(3, first, second)
        assert (report.waves, report.sent, report.answered, report.distinct) == (2, 4, 4, 3)
        assert (report.spread_ms, report.hold_ms) == (20, 20)

    def test_every_ping_is_counted_exactly_once(self) -> None:
        replies = [Reply(code, sent=1.0) for code in PingCode]
        report = count_replies(len(replies), replies)
        counted = (
            report.answered
            + sum(report.throttled.values())
            + report.function_errors
            + report.timeouts
            + report.unknown
            + sum(report.errors.values())
        )
        assert counted == report.sent == len(PingCode)

    def test_without_a_guard_the_most_pings_in_flight_are_counted(self) -> None:
        spans = [(0.0, 10.0), (5.0, 15.0), (9.0, 20.0), (15.0, 30.0)]
        replies = [Reply(PingCode.OK, sent=sent, answered=back) for sent, back in spans]
        report = count_replies(4, replies)
        assert (report.inferred, report.distinct) == (True, 3)

    def test_one_answer_of_a_guard_is_enough_to_infer_nothing(self) -> None:
        report = count_replies(2, [answered(), Reply(PingCode.OK, sent=0.0, answered=9.0)])
        assert (report.inferred, report.answered, report.distinct) == (False, 2, 1)

    def test_beside_other_shards_a_late_ping_proves_nothing(self) -> None:
        late, new = answered("a", held_ms=0), answered("b", held_ms=0, first=True)
        held = answered("c", arrived=1020.0)
        assert count_replies(3, [late, new, held]).distinct == 3
        assert count_replies(3, [late, new, held], shared=True).distinct == 2

    def test_containers_that_had_just_served_a_live_request_are_in_use(self) -> None:
        idle = {"a": 40, "b": 1_000, "c": 1_001, "d": 300_000, "e": None}
        replies = [idle_for(*each) for each in idle.items()]
        assert count_replies(5, [*replies, idle_for("a", 60)]).in_use == 2

    def test_a_log_counts_only_if_no_guard_answered(self) -> None:
        new = LogReport(250.0)
        guarded = Reply(PingCode.OK, answer=idle_for("a", None).answer, log=new)
        logs = [Reply(PingCode.OK, log=log) for log in (new, new, LogReport(None), None)]
        report = count_replies(5, [guarded, *logs])
        assert (report.logged, report.cold) == (3, 2)

    def test_pings_sent_again_are_counted(self) -> None:
        replies = [Reply(PingCode.OK, retries=2), Reply(PingCode.OK)]
        assert count_replies(2, replies, [Reply(PingCode.OK, retries=1)]).retried == 3


class TestSummarize:
    def test_enough_distinct_containers_are_ok_despite_failures(self) -> None:
        replies = [answered("a"), answered("b"), Reply(PingCode.TIMEOUT)]
        assert summarize(count_replies(2, replies), replies)[0] is PingCode.OK

    def test_the_code_of_a_shortfall_is_its_most_frequent_failure(self) -> None:
        replies = [answered(), Reply(PingCode.TIMEOUT), *[Reply(PingCode.THROTTLED, "Rate")] * 2]
        code, reason = summarize(count_replies(4, replies), replies)
        assert code is PingCode.THROTTLED
        assert reason.startswith("1 of 4 containers; 2 throttled: Rate, 1 timeout")

    def test_failures_of_one_code_are_counted_together(self) -> None:
        errors = [Reply(PingCode.FUNCTION_ERROR, f"RequestId {n}") for n in range(3)]
        replies = [answered(), *errors, *[Reply(PingCode.THROTTLED, "Rate")] * 2]
        assert summarize(count_replies(6, replies), replies)[0] is PingCode.FUNCTION_ERROR


class TestWarmingResult:
    def test_an_inactive_function_is_not_ready_after_the_ping_that_wakes_it(self) -> None:
        permit = permitted(WARMING, FunctionState("Inactive"), None, 900, POOL)
        report = WaveReport(1, sent=1, errors={PingCode.NOT_READY: 1})
        assert permit.pings == 1
        result = result_of(permit, report, PingCode.NOT_READY, "0 of 1 containers")
        assert result.code is PingCode.NOT_READY
        assert "one ping wakes it" in result.reason
        assert result.report.shortfall == 40

    def test_a_skipped_function_has_no_shortfall(self) -> None:
        managed = FunctionState(unsuitable=Unsuitable.MANAGED)
        skipped = warming_result(permitted(WARMING, managed, None, 9, POOL), [])
        assert (skipped.report.requested, skipped.report.shortfall) == (0, 0)
        pending = warming_result(permitted(WARMING, FunctionState("Pending"), None, 9, POOL), [])
        assert (pending.report.requested, pending.report.shortfall) == (40, 40)

    def test_busy_containers_count_towards_the_level_and_the_reason_names_their_source(
        self,
    ) -> None:
        busy = BusyContainers(25, "CloudWatch's ConcurrentExecutions")
        permit = permitted(WARMING, ACTIVE, busy, 900, POOL)
        found = WaveReport(15, sent=15, answered=15, distinct=15)
        result = result_of(permit, found, PingCode.OK, "15 of 15 containers")
        report = result.report
        assert (report.requested, report.distinct, report.busy, report.shortfall) == (40, 15, 25, 0)
        assert result.code is PingCode.OK
        assert "25 more busy with live requests, inferred from CloudWatch" in result.reason

    @pytest.mark.parametrize(
        ("code", "expected"),
        [(PingCode.OK, PingCode.LIMITED), (PingCode.DENIED, PingCode.DENIED)],
    )
    def test_a_limited_wave_is_limited_unless_something_worse_happened(
        self, code: PingCode, expected: PingCode
    ) -> None:
        permit = permitted(WARMING, ACTIVE, None, 12, POOL)
        result = result_of(permit, WaveReport(12, sent=12, distinct=12), code, "12 containers")
        assert result.code is expected
        assert result.report.shortfall == 28


def test_containers_busy_with_live_requests_are_neither_proven_nor_a_shortfall(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The alarm on WindowShortfall stays silent while a crowd keeps 25 of 40 containers busy."""
    permit = Permit(Warming("pricing", PRICING, 40, ("Cup final",)), 15)
    report = WaveReport(40, sent=15, answered=15, distinct=15, busy=25)
    publish_result(WarmingResult(permit, report, PingCode.OK, ""))
    window, of_pricing = map(json.loads, capsys.readouterr().out.splitlines())
    assert window["WindowShortfall"] == [0]
    names = ("WarmRequested", "WarmDistinct", "WarmBusy", "WarmShortfall")
    assert [of_pricing[name] for name in names] == [[40], [15], [25], [0]]


def test_a_wave_that_another_warmer_sends_publishes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    warming = Warming("pricing", PRICING, 40, ("Cup final",))
    publish_result(warming_result(Permit(warming, 0, None, PingCode.CLAIMED, "taken"), []))
    assert capsys.readouterr().out == ""


def test_a_sharded_wave_proves_no_container_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The shards publish the containers they prove; with the busy ones they are as requested."""
    permit = Permit(Warming("pricing", PRICING, 2_000), 1_850)
    report = WaveReport(2_000, waves=0, shards=3, sent=1_800, busy=150)
    publish_result(WarmingResult(permit, report, PingCode.SHARDED, "sent by shards"))
    line = json.loads(capsys.readouterr().out)
    assert "WarmDistinct" not in line
    assert (line["WarmRequested"], line["WarmBusy"], line["WarmShortfall"]) == (
        [2_000],
        [150],
        [50],
    )
