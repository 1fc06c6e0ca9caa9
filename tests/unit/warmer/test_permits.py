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
    CLAIMED,
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
PEAK = NOON - minutes(1)
IDLE = RecentConcurrency({CLAIMED: {PEAK: 0}})
POOL = ConcurrencyPool("the limit", 100, 87)
counts = st.integers(0, 5_000)


def warming(count: int, function: FunctionRef = PRICING) -> Warming:
    return Warming(function.name, function, count)


def snapshot(
    limit: int | None = 1000, recent: RecentConcurrency = IDLE, **reserved: int | None
) -> ConcurrencySnapshot:
    """An account whose reservations are beyond its `limit`; nothing runs in it, by default."""
    functions = {
        FunctionRef(name, "live", HERE): known_info(each)
        for name, each in ({"pricing": None, "settlement": None} | reserved).items()
    }
    account = AccountConcurrency(limit, limit)
    return ConcurrencySnapshot({HERE: account}, functions, {HERE: recent})


def known_info(reserved: int | None = None, provisioned: int = 0) -> FunctionInfo:
    state = FunctionState("Active")
    return FunctionInfo(reserved, state, provisioned, answered=True, reservation_known=True)


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
    history.record([WarmingResult(permit, report, PingCode.OK, "")], [at])


def test_all_pings_are_permitted_if_enough_concurrency_is_free() -> None:
    assert pings(warming(40), warming(200, SETTLEMENT), known=snapshot()) == [40, 200]


def test_concurrency_in_use_reduces_the_pings() -> None:
    recent = RecentConcurrency({CLAIMED: {NOON - minutes(1): 80, NOON - minutes(2): 60}})
    [permit] = issued(warming(40), known=snapshot(100, recent))
    assert permit.pings == 18
    assert permit.code is PingCode.LIMITED
    assert "the account's unreserved concurrency is 100, 80 in use" in permit.reason


def test_functions_of_one_account_share_the_free_concurrency_in_calendar_order() -> None:
    assert pings(warming(60), warming(60, SETTLEMENT), known=snapshot(100)) == [60, 30]


def test_reserved_concurrency_is_its_own_limit() -> None:
    recent = RecentConcurrency({CLAIMED: {PEAK: 1000}, of_function("pricing"): {PEAK: 10}})
    known = snapshot(1000, recent, pricing=30)
    assert pings(warming(40), warming(40, SETTLEMENT), known=known) == [18, 0]


@pytest.mark.parametrize(("provisioned", "permitted"), [(50, 0), (40, 9), (0, 40)])
def test_pings_have_only_the_part_of_a_reservation_that_is_not_provisioned(
    provisioned: int, permitted: int
) -> None:
    latest = FunctionRef("pricing", None, HERE)
    idle = {HERE: RecentConcurrency({of_function("pricing"): {PEAK: 0}})}
    account = AccountConcurrency(950, 1000)
    info = known_info(50, provisioned)
    known = ConcurrencySnapshot({HERE: account}, {latest: info}, idle)
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
    recent = RecentConcurrency({CLAIMED: peaks, of_resource(PRICING): peaks})
    [permit] = issued(warming(90), known=snapshot(100, recent), history=history)
    assert (permit.pings, permit.busy) == (90, None)


def test_pings_of_an_earlier_process_are_in_use_but_no_traffic() -> None:
    """Pings that the calendar does not explain: of another calendar, or sent by hand."""
    peaks = {NOON - minutes(1): 90}
    recent = RecentConcurrency({CLAIMED: peaks, of_resource(PRICING): peaks})
    [permit] = issued(warming(90), known=snapshot(100, recent), history=PingHistory(NOON))
    assert (permit.pings, permit.busy) == (9, None)


def test_recorded_pings_of_another_warmer_are_neither_in_use_nor_traffic() -> None:
    peaks = {NOON - minutes(1): 90, NOON - minutes(2): 90}
    recent = RecentConcurrency({CLAIMED: peaks, of_resource(PRICING): peaks})
    history = PingHistory(NOON, recorded={PRICING: peaks})
    [permit] = issued(warming(90), known=snapshot(100, recent), history=history)
    assert (permit.pings, permit.busy) == (90, None)


def test_idle_provisioned_concurrency_counts_against_the_limit_of_the_account() -> None:
    recent = RecentConcurrency({CLAIMED: {PEAK: 600}})
    assert pings(warming(800), known=snapshot(1000, recent)) == [360]


def test_reservations_are_no_part_of_the_unreserved_concurrency_in_use() -> None:
    recent = RecentConcurrency({CLAIMED: {PEAK: 450}})
    known = replace(snapshot(recent=recent), accounts={HERE: AccountConcurrency(600, 1000)})
    [permit] = issued(warming(600), known=known)
    assert permit.pings == 495
    assert "the account's unreserved concurrency is 600, 50 in use" in permit.reason


def test_pings_of_an_earlier_process_by_the_calendar_are_not_in_use() -> None:
    before = PingHistory.before(NOON, lambda at: [warming(90)] if at == NOON - minutes(1) else [])
    peaks = {NOON - minutes(1): 90}
    recent = RecentConcurrency({CLAIMED: peaks, of_resource(PRICING): peaks})
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
    history.record([result], [NOON - minutes(1)])
    assert pings(warming(40), known=snapshot(), history=history) == [30]


UNANSWERED = FunctionInfo()


def test_an_unknown_limit_permits_half_of_the_smallest_limit_of_lambda() -> None:
    known = ConcurrencySnapshot(
        {HERE: AccountConcurrency(denied=DENIED)}, {PRICING: known_info()}, {}
    )
    [permit] = issued(warming(800), known=known)
    assert permit.pings == 5
    assert permit.code is PingCode.LIMITED
    assert "a few are sent until Lambda answers with the limit" in permit.reason
    assert known.denied == DENIED


def test_an_unknown_limit_is_at_least_what_ran_at_once_before() -> None:
    history = PingHistory(BEFORE)
    sent(history, 40, PEAK)
    recent = RecentConcurrency({CLAIMED: {PEAK: 40}})
    known = ConcurrencySnapshot({}, {PRICING: known_info()}, {HERE: recent})
    assert pings(warming(40), warming(40, SETTLEMENT), known=known, history=history) == [40, 0]


def test_a_function_that_may_have_a_reservation_is_not_taken_for_one_without() -> None:
    known = replace(snapshot(), functions={PRICING: UNANSWERED})
    [permit] = issued(warming(40), known=known)
    assert permit.pings == 5
    assert "the function's reserved concurrency is unknown" in permit.reason


def test_as_many_pings_as_ran_at_once_before_fit_an_unknown_reservation() -> None:
    history = PingHistory(BEFORE)
    sent(history, 40, PEAK)
    peaks = {PEAK: 40}
    recent = RecentConcurrency({CLAIMED: peaks, of_function("pricing"): peaks})
    known = replace(snapshot(1000, recent), functions={PRICING: UNANSWERED})
    assert pings(warming(60), known=known, history=history) == [40]


def test_nothing_known_at_all_permits_the_cautious_share() -> None:
    assert pings(warming(800), known=ConcurrencySnapshot()) == [5]


@pytest.mark.parametrize(
    "recent",
    [
        RecentConcurrency(),
        RecentConcurrency(denied=frozenset({"cloudwatch:GetMetricData"})),
        RecentConcurrency({CLAIMED: {}}),
        RecentConcurrency({of_resource(PRICING): {PEAK: 3}}),
    ],
    ids=["no answer", "denied", "no value", "another metric"],
)
def test_without_a_known_use_half_of_the_limit_is_permitted(recent: RecentConcurrency) -> None:
    [permit] = issued(warming(800), known=snapshot(1000, recent))
    assert permit.pings == 500
    assert "until CloudWatch has a value" in permit.reason


def test_without_a_known_use_known_provisioned_concurrency_is_left_out() -> None:
    known = snapshot(1000, RecentConcurrency())
    other = FunctionRef("quotes", "live", HERE)
    twice = replace(other, qualifier="next")
    functions = {**known.functions, other: known_info(None, 600), twice: known_info(None, 600)}
    assert pings(warming(800), known=replace(known, functions=functions)) == [200]


def test_known_provisioned_concurrency_is_in_use_even_if_all_minutes_had_pings() -> None:
    """30 of 40 pings ran on provisioned environments, which are claimed in any case."""
    history = PingHistory(NOON, recorded={PRICING: {PEAK: 40}})
    recent = RecentConcurrency({CLAIMED: {PEAK: 40}})
    known = replace(snapshot(100, recent), functions={PRICING: known_info(None, 30)})
    assert pings(warming(100), known=known, history=history) == [63]


def test_without_a_known_use_half_of_a_reservation_is_permitted() -> None:
    assert pings(warming(40), known=snapshot(1000, IDLE, pricing=40)) == [20]


def test_the_last_known_use_counts_for_an_hour() -> None:
    recent = RecentConcurrency({CLAIMED: {NOON - minutes(50): 80}})
    assert pings(warming(40), known=snapshot(100, recent)) == [18]


def test_old_pings_are_removed_from_the_history() -> None:
    history = PingHistory(BEFORE)
    sent(history, 40, NOON - minutes(61))
    sent(history, 40, NOON)
    assert set(history.pings(PRICING)) == {NOON}


@given(counts, counts)
def test_pings_never_exceed_the_free_concurrency(limit: int, in_use: int) -> None:
    pool = ConcurrencyPool("the limit", limit, in_use)
    assert 0 <= pool.free <= max(0, limit - in_use)


def test_a_tenth_of_the_free_concurrency_is_left_to_live_requests() -> None:
    assert ConcurrencyPool("the limit", 1000, 600).free == 360


@pytest.mark.parametrize(
    ("limit", "free"), [(1, 0), (2, 1), (5, 4), (9, 8), (10, 9), (11, 9), (20, 18)]
)
def test_one_of_a_small_pool_is_left_to_live_requests(limit: int, free: int) -> None:
    assert ConcurrencyPool("the limit", limit, 0).free == free


@given(counts, counts)
def test_live_requests_keep_a_place_in_every_pool(limit: int, in_use: int) -> None:
    for used in (in_use, None):
        left = limit - ConcurrencyPool("the limit", limit, used).free
        assert left >= min(limit, (used or 0) + 1)


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
        warming, FunctionState("Active"), BusyContainers(used, "the guards"), free, POOL
    )
    needed = max(0, count - used)
    assert permit.pings == min(free, needed)
    assert (permit.code is None) == (0 < needed <= free)


def test_a_level_above_the_free_concurrency_is_limited_with_a_reason() -> None:
    permit = permitted(WARMING, FunctionState("Active"), None, 12, POOL)
    assert permit.pings == 12
    assert permit.code is PingCode.LIMITED
    assert "12 of 40" in permit.reason
    assert "the limit is 100, 87 in use" in permit.reason


def test_beside_live_traffic_only_the_remaining_containers_are_pinged() -> None:
    assert permitted(WARMING, FunctionState("Active"), BUSY, 900, POOL).pings == 15


def test_if_live_traffic_keeps_all_containers_busy_nothing_is_pinged() -> None:
    permit = permitted(
        WARMING, FunctionState("Active"), BusyContainers(40, "CloudWatch"), 900, POOL
    )
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
    permit = permitted(WARMING, state, None, 900, POOL)
    assert permit.pings == 0
    assert permit.code is code
    assert reason in permit.reason


def test_a_level_above_the_provisioned_concurrency_is_pinged_as_a_whole() -> None:
    permit = permitted(WARMING, provisioned(30), None, 900, POOL)
    assert (permit.pings, permit.code) == (40, None)


def test_only_pings_beyond_the_provisioned_concurrency_need_free_concurrency() -> None:
    permit = permitted(WARMING, provisioned(30), None, 6, POOL)
    assert (permit.pings, permit.code) == (36, PingCode.LIMITED)
    assert permitted(WARMING, provisioned(30), None, 10, POOL).pings == 40
    assert permitted(WARMING, provisioned(30), None, 0, POOL).pings == 0


def test_live_requests_use_provisioned_concurrency_first() -> None:
    permit = permitted(WARMING, provisioned(30), BUSY, 15, POOL)
    assert (permit.pings, permit.code) == (15, None)
    assert permitted(WARMING, provisioned(30), BUSY, 9, POOL).pings == 14


def test_provisioned_concurrency_takes_nothing_from_the_pool_of_the_next_function() -> None:
    known = snapshot(240)  # half of it counts as free, without a known use
    state = FunctionInfo(None, provisioned(30), 30, reservation_known=True, answered=True)
    known = replace(known, functions={**known.functions, PRICING: state})
    assert pings(warming(60), warming(60, SETTLEMENT), known=known) == [60, 60]


def test_pings_replace_provisioned_concurrency_that_failed_and_the_reason_says_so() -> None:
    permit = permitted(
        WARMING, provisioned(0, "FUNCTION_ERROR_INIT_FAILURE of live"), None, 900, POOL
    )
    assert (permit.pings, permit.code) == (40, PingCode.PROVISIONING_FAILED)
    assert "FAILED (FUNCTION_ERROR_INIT_FAILURE of live)" in permit.reason
