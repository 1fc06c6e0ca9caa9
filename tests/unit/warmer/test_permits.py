from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kickoff.aws.place import Place
from tests.unit.simulator.times import NOON, minutes
from warmer.model import (
    BusyContainers,
    FunctionRef,
    Permit,
    PingCode,
    Warming,
    WarmingResult,
    WaveReport,
)
from warmer.plan.concurrency import (
    UNRESERVED,
    AccountConcurrency,
    ConcurrencySnapshot,
    FunctionInfo,
    FunctionState,
    ProvisionedEnvironments,
    RecentConcurrency,
    Unsuitable,
    of_function,
    of_resource,
)
from warmer.plan.live_traffic import PingHistory
from warmer.plan.permits import ConcurrencyPool, permits, permitted

HERE = Place()
PRICING = FunctionRef("pricing", "live", HERE)
SETTLEMENT = FunctionRef("settlement", "live", HERE)
BEFORE = NOON - minutes(5)
DENIED = frozenset({"lambda:GetAccountSettings"})
WARMING = Warming("pricing", PRICING, 40)
BUSY = BusyContainers(25, "CloudWatch's ConcurrentExecutions")
counts = st.integers(0, 5_000)


def warming(count: int, function: FunctionRef = PRICING) -> Warming:
    return Warming(function.name, function, count)


def snapshot(
    limit: int | None = 1000, recent: RecentConcurrency | None = None, **reserved: int | None
) -> ConcurrencySnapshot:
    functions = {
        FunctionRef(name, "live", HERE): FunctionInfo(each, FunctionState("Active"), complete=True)
        for name, each in ({"pricing": None, "settlement": None} | reserved).items()
    }
    return ConcurrencySnapshot(
        {HERE: AccountConcurrency(limit)}, functions, {HERE: recent or RecentConcurrency()}
    )


def provisioned(available: int, failure: str = "") -> FunctionState:
    requested = 30 if failure else available
    return FunctionState(
        "Active", provisioned=ProvisionedEnvironments(requested, available, failure)
    )


def pings(
    *warmings: Warming, known: ConcurrencySnapshot, history: PingHistory | None = None
) -> list[int]:
    return [permit.pings for permit in issued(*warmings, known=known, history=history)]


def issued(
    *warmings: Warming, known: ConcurrencySnapshot, history: PingHistory | None = None
) -> list[Permit]:
    return permits(warmings, known, history or PingHistory(BEFORE), NOON)


def sent(history: PingHistory, count: int, at: datetime, function: FunctionRef = PRICING) -> None:
    report = WaveReport(count, sent=count, answered=count, distinct=count, in_use=0)
    permit = Permit(warming(count, function), count)
    history.record([WarmingResult(permit, report, PingCode.OK, "")], at)


def test_all_pings_are_permitted_if_enough_concurrency_is_free() -> None:
    assert pings(warming(40), warming(200, SETTLEMENT), known=snapshot()) == [40, 200]


def test_concurrency_in_use_reduces_the_pings() -> None:
    recent = RecentConcurrency({UNRESERVED: {NOON - minutes(1): 80, NOON - minutes(2): 60}})
    [permit] = issued(warming(40), known=snapshot(100, recent))
    assert permit.pings == 18
    assert permit.code is PingCode.LIMITED
    assert "the account's unreserved concurrency is 100, 80 in use" in permit.reason


def test_functions_of_one_account_share_the_free_concurrency_in_calendar_order() -> None:
    assert pings(warming(60), warming(60, SETTLEMENT), known=snapshot(100)) == [60, 30]


def test_reserved_concurrency_is_its_own_limit() -> None:
    recent = RecentConcurrency({UNRESERVED: {NOON: 1000}, of_function("pricing"): {NOON: 10}})
    known = snapshot(1000, recent, pricing=30)
    assert pings(warming(40), warming(40, SETTLEMENT), known=known) == [18, 0]


@pytest.mark.parametrize(("provisioned", "permitted"), [(50, 0), (40, 9), (0, 40)])
def test_pings_have_only_the_part_of_a_reservation_that_is_not_provisioned(
    provisioned: int, permitted: int
) -> None:
    latest = FunctionRef("pricing", None, HERE)
    info = FunctionInfo(50, FunctionState("Active"), provisioned, complete=True)
    idle = {HERE: RecentConcurrency()}
    known = ConcurrencySnapshot({HERE: AccountConcurrency(1000)}, {latest: info}, idle)
    [permit] = issued(warming(40, latest), known=known)
    assert permit.pings == permitted
    if permitted < 40:
        assert permit.code is PingCode.LIMITED
        left = f"reserved concurrency without {provisioned} provisioned is {50 - provisioned}"
        assert left in permit.reason


def test_our_own_pings_do_not_count_as_traffic() -> None:
    history = PingHistory(BEFORE)
    sent(history, 90, NOON - minutes(2))
    peaks = {NOON - minutes(2): 90}
    recent = RecentConcurrency({UNRESERVED: peaks, of_resource(PRICING): peaks})
    [permit] = issued(warming(90), known=snapshot(100, recent), history=history)
    assert (permit.pings, permit.busy) == (90, None)


def test_pings_of_an_earlier_process_are_in_use_but_no_traffic() -> None:
    """Pings that the calendar does not explain: of another calendar, or sent by hand."""
    peaks = {NOON - minutes(1): 90}
    recent = RecentConcurrency({UNRESERVED: peaks, of_resource(PRICING): peaks})
    [permit] = issued(warming(90), known=snapshot(100, recent), history=PingHistory(NOON))
    assert (permit.pings, permit.busy) == (9, None)


def test_pings_of_an_earlier_process_by_the_calendar_are_not_in_use() -> None:
    before = PingHistory.before(NOON, lambda at: [warming(90)] if at == NOON - minutes(1) else [])
    peaks = {NOON - minutes(1): 90}
    recent = RecentConcurrency({UNRESERVED: peaks, of_resource(PRICING): peaks})
    [permit] = issued(warming(90), known=snapshot(100, recent), history=before)
    assert (permit.pings, permit.busy) == (90, None)


def test_beside_traffic_only_the_remaining_pings_are_permitted() -> None:
    recent = RecentConcurrency({of_resource(PRICING): {NOON - minutes(1): 40}})
    [permit] = issued(warming(40), known=snapshot(recent=recent))
    assert permit.pings == 15
    assert permit.busy is not None
    assert permit.busy.count == 25


def test_guards_report_busy_containers() -> None:
    history = PingHistory(BEFORE)
    report = WaveReport(40, sent=40, answered=40, distinct=40, in_use=10)
    result = WarmingResult(Permit(warming(40), 40), report, PingCode.OK, "")
    history.record([result], NOON - minutes(1))
    assert pings(warming(40), known=snapshot(), history=history) == [30]


def test_without_permission_to_read_the_limit_half_of_the_default_is_used() -> None:
    known = ConcurrencySnapshot(
        {HERE: AccountConcurrency(denied=DENIED)}, {PRICING: FunctionInfo()}, {}
    )
    assert pings(warming(800), known=known) == [500]
    assert known.denied == DENIED


def test_without_permission_to_read_metrics_half_of_the_limit_is_used() -> None:
    denied = RecentConcurrency(denied=frozenset({"cloudwatch:GetMetricData"}))
    assert pings(warming(800), known=snapshot(1000, denied)) == [500]


def test_without_an_answer_of_cloudwatch_half_of_the_limit_is_used() -> None:
    silent = RecentConcurrency(known=False)
    assert pings(warming(800), known=snapshot(1000, silent)) == [500]


def test_an_unknown_limit_limits_nothing() -> None:
    assert pings(warming(800), known=ConcurrencySnapshot()) == [800]


def test_old_pings_are_removed_from_the_history() -> None:
    history = PingHistory(BEFORE)
    sent(history, 40, BEFORE - minutes(1))
    sent(history, 40, NOON)
    assert set(history.pings[PRICING]) == {NOON}


@given(counts, counts)
def test_pings_never_exceed_the_free_concurrency(limit: int, in_use: int) -> None:
    pool = ConcurrencyPool("the limit", limit, in_use)
    assert 0 <= pool.free <= max(0, limit - in_use)


def test_a_tenth_of_the_free_concurrency_is_left_to_live_requests() -> None:
    assert ConcurrencyPool("the limit", 1000, 600).free == 360
    assert ConcurrencyPool("the limit", 1, 0).free == 1


def test_if_the_concurrency_in_use_is_unknown_half_of_the_limit_is_left() -> None:
    pool = ConcurrencyPool("the limit", 1000, None)
    assert pool.free == 500
    assert "an unknown number in use" in str(pool)


@given(st.integers(1, 5_000), counts, counts)
def test_a_permit_never_exceeds_the_level_the_need_or_the_pool(
    count: int, free: int, used: int
) -> None:
    warming = Warming("pricing", WARMING.function, count)
    permit = permitted(
        warming, FunctionState("Active"), BusyContainers(used, "the guards"), free, "pool"
    )
    needed = max(0, count - used)
    assert permit.pings == min(free, needed)
    assert (permit.code is None) == (0 < needed <= free)


def test_a_level_above_the_free_concurrency_is_limited_with_a_reason() -> None:
    permit = permitted(
        WARMING, FunctionState("Active"), None, 12, str(ConcurrencyPool("the limit", 100, 87))
    )
    assert permit.pings == 12
    assert permit.code is PingCode.LIMITED
    assert "12 of 40" in permit.reason
    assert "the limit is 100, 87 in use" in permit.reason


def test_beside_live_traffic_only_the_remaining_containers_are_pinged() -> None:
    assert permitted(WARMING, FunctionState("Active"), BUSY, 900, "").pings == 15


def test_if_live_traffic_keeps_all_containers_busy_nothing_is_pinged() -> None:
    permit = permitted(WARMING, FunctionState("Active"), BusyContainers(40, "CloudWatch"), 900, "")
    assert permit.pings == 0
    assert permit.code is PingCode.BUSY


@pytest.mark.parametrize(
    ("state", "code", "reason"),
    [
        (FunctionState(unsuitable=Unsuitable.MANAGED), PingCode.SKIPPED, "Managed Instances"),
        (FunctionState(unsuitable=Unsuitable.DURABLE), PingCode.SKIPPED, "durable execution"),
        (FunctionState(unsuitable=Unsuitable.PER_TENANT), PingCode.SKIPPED, "tenant isolation"),
        (provisioned(40), PingCode.SKIPPED, "keeps 40 containers of its version warm"),
        (FunctionState("Pending", "being created"), PingCode.NOT_READY, "wait for it"),
        (FunctionState("Failed", "no such image"), PingCode.NOT_READY, "no such image"),
        (FunctionState("Deactivated"), PingCode.NOT_READY, "deploy it again"),
    ],
)
def test_a_function_that_pings_cannot_warm_gets_none_and_a_reason(
    state: FunctionState, code: PingCode, reason: str
) -> None:
    permit = permitted(WARMING, state, None, 900, "")
    assert permit.pings == 0
    assert permit.code is code
    assert reason in permit.reason


def test_a_level_above_the_provisioned_concurrency_is_pinged_as_a_whole() -> None:
    permit = permitted(WARMING, provisioned(30), None, 900, "")
    assert (permit.pings, permit.code) == (40, None)


def test_only_pings_beyond_the_provisioned_concurrency_need_free_concurrency() -> None:
    permit = permitted(WARMING, provisioned(30), None, 6, "a pool of 6")
    assert (permit.pings, permit.code) == (36, PingCode.LIMITED)
    assert permitted(WARMING, provisioned(30), None, 10, "").pings == 40
    assert permitted(WARMING, provisioned(30), None, 0, "").pings == 0


def test_live_requests_use_provisioned_concurrency_first() -> None:
    permit = permitted(WARMING, provisioned(30), BUSY, 15, "")
    assert (permit.pings, permit.code) == (15, None)
    assert permitted(WARMING, provisioned(30), BUSY, 9, "a pool").pings == 14


def test_provisioned_concurrency_takes_nothing_from_the_pool_of_the_next_function() -> None:
    known = snapshot(100)
    state = FunctionInfo(None, provisioned(30), 30, complete=True)
    known = replace(known, functions={**known.functions, PRICING: state})
    assert pings(warming(60), warming(60, SETTLEMENT), known=known) == [60, 60]


def test_pings_replace_provisioned_concurrency_that_failed_and_the_reason_says_so() -> None:
    permit = permitted(
        WARMING, provisioned(0, "FUNCTION_ERROR_INIT_FAILURE of live"), None, 900, ""
    )
    assert (permit.pings, permit.code) == (40, PingCode.PROVISIONING_FAILED)
    assert "FAILED (FUNCTION_ERROR_INIT_FAILURE of live)" in permit.reason
