"""What answers and logs tell of live traffic and of containers, beside their number."""

import json

import pytest

from kickoff.aws.place import Place
from warmer.log_report import LogReport
from warmer.model import (
    FunctionRef,
    GuardAnswer,
    Outcome,
    PingCode,
    Reply,
    Warming,
    WarmingResult,
    WaveReport,
)
from warmer.plan.results import tally
from warmer.reporting import publish_result

WARMING = Warming("pricing", FunctionRef("pricing", "live", Place()), 2_000)


def answered(container: str, idle_ms: int | None) -> Reply:
    return Reply(
        PingCode.OK, answer=GuardAnswer(container, first=False, init="", idle_ms=idle_ms, held_ms=9)
    )


def test_containers_that_had_just_served_a_live_request_are_in_use_each_once() -> None:
    idle = {"a": 40, "b": 1_000, "c": 1_001, "d": 300_000, "e": None}
    replies = [answered(*each) for each in idle.items()]
    assert tally(5, [*replies, answered("a", 60)]).in_use == 2


def test_a_log_counts_only_where_no_guard_answered() -> None:
    new = LogReport(250.0)
    guarded = Reply(PingCode.OK, answer=answered("a", None).answer, log=new)
    logs = [Reply(PingCode.OK, log=log) for log in (new, new, LogReport(None), None)]
    report = tally(5, [guarded, *logs])
    assert (report.logged, report.cold) == (3, 2)


def test_of_a_sharded_wave_what_live_requests_keep_busy_is_published_by_whoever_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The shards publish what they find; it adds up to what was requested."""
    report = WaveReport(2_000, waves=0, shards=3, sent=1_800, busy=150)
    publish_result(WarmingResult(WARMING, report, Outcome(PingCode.SHARDED, "asked")))
    line = json.loads(capsys.readouterr().out)
    assert (line["WarmRequested"], line["WarmDistinct"], line["WarmShortfall"]) == (
        [2_000],
        [150],
        [50],
    )
