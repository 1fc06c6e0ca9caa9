from datetime import datetime

from kickoff.aws.place import Place
from tests.unit.simulator.times import NOON, minutes
from warmer.model import FunctionRef, Outcome, PingCode, Warming, WarmingResult, WaveReport
from warmer.plan.concurrency import (
    UNRESERVED,
    AccountConcurrency,
    ConcurrencySnapshot,
    FunctionInfo,
    RecentConcurrency,
    of_function,
    of_resource,
)
from warmer.plan.headroom import FunctionState, Permit
from warmer.plan.permits import PingHistory, permits

HERE = Place()
PRICING = FunctionRef("pricing", "live", HERE)
SETTLEMENT = FunctionRef("settlement", "live", HERE)
BEFORE = NOON - minutes(5)
DENIED = frozenset({"lambda:GetAccountSettings"})


def wish(count: int, function: FunctionRef = PRICING) -> Warming:
    return Warming(function.name, function, count)


def survey(
    limit: int | None = 1000, recent: RecentConcurrency | None = None, **reserved: int | None
) -> ConcurrencySnapshot:
    functions = {
        FunctionRef(name, "live", HERE): FunctionInfo(each, FunctionState("Active"), whole=True)
        for name, each in ({"pricing": None, "settlement": None} | reserved).items()
    }
    return ConcurrencySnapshot(
        {HERE: AccountConcurrency(limit)}, functions, {HERE: recent or RecentConcurrency()}
    )


def let(
    *wishes: Warming, known: ConcurrencySnapshot, memory: PingHistory | None = None
) -> list[int]:
    return [permit.pings for permit in granted(*wishes, known=known, memory=memory)]


def granted(
    *wishes: Warming, known: ConcurrencySnapshot, memory: PingHistory | None = None
) -> list[Permit]:
    return permits(wishes, known, memory or PingHistory(BEFORE), NOON)


def sent(memory: PingHistory, count: int, at: datetime, function: FunctionRef = PRICING) -> None:
    report = WaveReport(count, sent=count, answered=count, distinct=count, in_use=0)
    memory.note([WarmingResult(wish(count, function), report, Outcome(PingCode.OK, ""))], at)


def test_where_there_is_room_all_are_let() -> None:
    assert let(wish(40), wish(200, SETTLEMENT), known=survey()) == [40, 200]


def test_what_is_in_use_leaves_less() -> None:
    recent = RecentConcurrency({UNRESERVED: {NOON - minutes(1): 80, NOON - minutes(2): 60}})
    [permit] = granted(wish(40), known=survey(100, recent))
    assert permit.pings == 18
    assert permit.outcome is not None
    assert permit.outcome.code is PingCode.LIMITED
    assert "the account's unreserved concurrency is 100, 80 in use" in permit.outcome.reason


def test_functions_of_one_account_share_what_is_free_in_the_order_of_the_calendar() -> None:
    assert let(wish(60), wish(60, SETTLEMENT), known=survey(100)) == [60, 30]


def test_a_reservation_is_a_limit_of_its_own() -> None:
    recent = RecentConcurrency({UNRESERVED: {NOON: 1000}, of_function("pricing"): {NOON: 10}})
    known = survey(1000, recent, pricing=30)
    assert let(wish(40), wish(40, SETTLEMENT), known=known) == [18, 0]


def test_our_own_pings_are_not_taken_for_traffic() -> None:
    memory = PingHistory(BEFORE)
    sent(memory, 90, NOON - minutes(2))
    peaks = {NOON - minutes(2): 90}
    recent = RecentConcurrency({UNRESERVED: peaks, of_resource(PRICING): peaks})
    [permit] = granted(wish(90), known=survey(100, recent), memory=memory)
    assert (permit.pings, permit.busy) == (90, None)


def test_pings_of_an_earlier_process_are_in_use_but_nobodys_traffic() -> None:
    """Those that the calendar does not tell of: of another calendar, or sent by hand."""
    peaks = {NOON - minutes(1): 90}
    recent = RecentConcurrency({UNRESERVED: peaks, of_resource(PRICING): peaks})
    [permit] = granted(wish(90), known=survey(100, recent), memory=PingHistory(NOON))
    assert (permit.pings, permit.busy) == (9, None)


def test_what_the_calendar_had_an_earlier_process_send_is_not_in_use() -> None:
    before = PingHistory.before(NOON, lambda at: [wish(90)] if at == NOON - minutes(1) else [])
    peaks = {NOON - minutes(1): 90}
    recent = RecentConcurrency({UNRESERVED: peaks, of_resource(PRICING): peaks})
    [permit] = granted(wish(90), known=survey(100, recent), memory=before)
    assert (permit.pings, permit.busy) == (90, None)


def test_beside_traffic_only_the_deficit_is_let() -> None:
    recent = RecentConcurrency({of_resource(PRICING): {NOON - minutes(1): 40}})
    [permit] = granted(wish(40), known=survey(recent=recent))
    assert permit.pings == 15
    assert permit.busy is not None
    assert permit.busy.count == 25


def test_guards_that_saw_live_requests_say_what_is_busy() -> None:
    memory = PingHistory(BEFORE)
    report = WaveReport(40, sent=40, answered=40, distinct=40, in_use=10)
    memory.note([WarmingResult(wish(40), report, Outcome(PingCode.OK, ""))], NOON - minutes(1))
    assert let(wish(40), known=survey(), memory=memory) == [30]


def test_a_limit_that_may_not_be_read_is_guessed_at_half_the_default() -> None:
    known = ConcurrencySnapshot(
        {HERE: AccountConcurrency(denied=DENIED)}, {PRICING: FunctionInfo()}, {}
    )
    assert let(wish(800), known=known) == [500]
    assert known.denied == DENIED


def test_use_that_may_not_be_read_leaves_half() -> None:
    denied = RecentConcurrency(denied=frozenset({"cloudwatch:GetMetricData"}))
    assert let(wish(800), known=survey(1000, denied)) == [500]


def test_what_could_not_be_asked_limits_nothing() -> None:
    assert let(wish(800), known=ConcurrencySnapshot()) == [800]


def test_what_was_sent_long_ago_is_forgotten() -> None:
    memory = PingHistory(BEFORE)
    sent(memory, 40, BEFORE - minutes(1))
    sent(memory, 40, NOON)
    assert set(memory.own[PRICING]) == {NOON}
