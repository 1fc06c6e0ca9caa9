import pytest
from hypothesis import given
from hypothesis import strategies as st

from kickoff.aws.place import Place
from warmer.model import FunctionRef, Outcome, PingCode, Warming, WarmingResult, WaveReport
from warmer.plan.headroom import ConcurrencyPool, FunctionState, permitted, settled
from warmer.plan.live_traffic import BusyContainers

WARMING = Warming("pricing", FunctionRef("pricing", "live", Place()), 40)
BUSY = BusyContainers(25, "CloudWatch's ConcurrentExecutions")
counts = st.integers(0, 5_000)


@given(counts, counts)
def test_pings_never_exceed_what_is_free(limit: int, in_use: int) -> None:
    room = ConcurrencyPool("the limit", limit, in_use)
    assert 0 <= room.free <= max(0, limit - in_use)


def test_a_tenth_of_what_is_free_is_left_to_live_requests() -> None:
    assert ConcurrencyPool("the limit", 1000, 600).free == 360
    assert ConcurrencyPool("the limit", 1, 0).free == 1


def test_where_use_may_not_be_read_half_is_left() -> None:
    room = ConcurrencyPool("the limit", 1000, None)
    assert room.free == 500
    assert "may not be read" in str(room)


@given(st.integers(1, 5_000), counts, counts)
def test_a_permit_never_exceeds_the_wish_the_deficit_or_the_room(
    count: int, free: int, used: int
) -> None:
    warming = Warming("pricing", WARMING.function, count)
    permit = permitted(
        warming, FunctionState("Active"), BusyContainers(used, "the guards"), free, "room"
    )
    deficit = max(0, count - used)
    assert permit.pings == min(free, deficit)
    assert (permit.outcome is None) == (0 < deficit <= free)


def test_a_wish_that_does_not_fit_is_cut_down_and_says_why() -> None:
    permit = permitted(
        WARMING, FunctionState("Active"), None, 12, str(ConcurrencyPool("the limit", 100, 87))
    )
    assert permit.pings == 12
    assert permit.outcome is not None
    assert permit.outcome.code is PingCode.LIMITED
    assert "12 of 40" in permit.outcome.reason
    assert "the limit is 100, 87 in use" in permit.outcome.reason


def test_only_the_deficit_is_pinged_beside_live_traffic() -> None:
    assert permitted(WARMING, FunctionState("Active"), BUSY, 900, "").pings == 15


def test_where_live_traffic_keeps_all_busy_nothing_is_pinged() -> None:
    permit = permitted(WARMING, FunctionState("Active"), BusyContainers(40, "CloudWatch"), 900, "")
    assert permit.pings == 0
    assert permit.outcome is not None
    assert permit.outcome.code is PingCode.BUSY


@pytest.mark.parametrize(
    ("facts", "code", "words"),
    [
        (FunctionState("Active", managed=True), PingCode.SKIPPED, "Managed Instances"),
        (FunctionState("Active", provisioned=True), PingCode.SKIPPED, "provisioned concurrency"),
        (FunctionState("Pending", "being created"), PingCode.NOT_READY, "wait for it"),
        (FunctionState("Failed", "no such image"), PingCode.NOT_READY, "no such image"),
        (FunctionState("Deactivated"), PingCode.NOT_READY, "deploy it again"),
    ],
)
def test_what_cannot_be_warmed_is_not_pinged_and_says_what_to_do(
    facts: FunctionState, code: PingCode, words: str
) -> None:
    permit = permitted(WARMING, facts, None, 900, "")
    assert permit.pings == 0
    assert permit.outcome is not None
    assert permit.outcome.code is code
    assert words in permit.outcome.reason


def test_an_inactive_function_gets_one_ping_to_wake_it() -> None:
    permit = permitted(WARMING, FunctionState("Inactive"), None, 900, "")
    refused = WaveReport(1, sent=1, errors={PingCode.NOT_READY: 1})
    wave = WarmingResult(WARMING, refused, Outcome(PingCode.NOT_READY, "0 of 1 containers"))
    assert permit.pings == 1
    result = settled(permit, wave)
    assert result.outcome.code is PingCode.NOT_READY
    assert "one ping wakes it" in result.outcome.reason
    assert result.report.shortfall == 40


def test_what_is_skipped_is_no_shortfall() -> None:
    skipped = settled(permitted(WARMING, FunctionState(managed=True), None, 900, ""), None)
    assert (skipped.report.requested, skipped.report.shortfall) == (0, 0)
    pending = settled(permitted(WARMING, FunctionState("Pending"), None, 900, ""), None)
    assert (pending.report.requested, pending.report.shortfall) == (40, 40)


def test_a_topped_up_wave_is_measured_by_what_was_asked_and_names_what_is_inferred() -> None:
    wave = WarmingResult(
        WARMING,
        WaveReport(15, sent=15, answered=15, distinct=15),
        Outcome(PingCode.OK, "15 of 15 containers"),
    )
    result = settled(permitted(WARMING, FunctionState("Active"), BUSY, 900, ""), wave)
    report = result.report
    assert (report.requested, report.distinct, report.busy, report.shortfall) == (40, 15, 25, 0)
    assert result.outcome.code is PingCode.OK
    assert "25 more busy with live requests, inferred from CloudWatch" in result.outcome.reason


@pytest.mark.parametrize(
    ("code", "expected"), [(PingCode.OK, PingCode.LIMITED), (PingCode.DENIED, PingCode.DENIED)]
)
def test_a_cut_wave_is_limited_unless_something_worse_happened(
    code: PingCode, expected: PingCode
) -> None:
    wave = WarmingResult(
        WARMING, WaveReport(12, sent=12, distinct=12), Outcome(code, "what was found")
    )
    result = settled(permitted(WARMING, FunctionState("Active"), None, 12, "room"), wave)
    assert result.outcome.code is expected
    assert result.report.shortfall == 28
