from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kickoff.aws.place import Place
from kickoff.calendar import load
from tests.unit.warmer.calendars import TWO_FUNCTIONS, written
from warmer.model import FunctionRef, GuardAnswer, PingCode, Reply, Warming
from warmer.plan import schedule

PRICING = FunctionRef("pricing", "live", Place())


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-05T{clock}+00:00").astimezone(UTC)


class TestDue:
    def test_outside_fixtures_the_baseline_is_kept_warm(self, tmp_path: Path) -> None:
        calendar = load(written(tmp_path))
        assert list(schedule.due(calendar, at("09:00"))) == [Warming("pricing", PRICING, 2)]

    def test_inside_a_fixture_its_demand_is_and_says_because_of_what(self, tmp_path: Path) -> None:
        calendar = load(written(tmp_path))
        [warming] = schedule.due(calendar, at("12:10"))
        assert (warming.count, warming.because) == (40, ("Leeds v Derby",))

    def test_between_its_periods_a_function_is_left_alone(self, tmp_path: Path) -> None:
        assert list(schedule.due(load(written(tmp_path)), at("12:11"))) == []

    def test_a_function_of_level_zero_is_left_alone(self, tmp_path: Path) -> None:
        due = schedule.due(load(written(tmp_path)), at("12:10"))
        assert "settlement" not in [warming.target for warming in due]

    def test_a_function_elsewhere_is_warmed_there(self, tmp_path: Path) -> None:
        role = "arn:aws:iam::123456789012:role/warmer"
        elsewhere = f"function: pricing\n    region: us-east-1\n    role_arn: {role}"
        text = TWO_FUNCTIONS.replace("function: pricing", elsewhere)
        [warming] = schedule.due(load(written(tmp_path, text)), at("09:00"))
        assert warming.function.place == Place("us-east-1", role)


MOST = schedule.MOST_PINGS


def wished(count: int) -> int:
    return count


class TestBatches:
    def test_functions_fly_together_while_there_are_descriptors_for_them(self) -> None:
        assert list(schedule.batches([300, 400, 200, 600, 200], wished, MOST)) == [
            [300, 400],
            [200, 600],
            [200],
        ]

    def test_one_that_asks_for_more_flies_alone_with_what_there_is(self) -> None:
        assert list(schedule.batches([5000, 1], wished, MOST)) == [[5000], [1]]
        assert schedule.pings(5000) == MOST

    @given(st.lists(st.integers(1, 6000)))
    def test_every_function_flies_once_in_order_and_never_too_many(self, counts: list[int]) -> None:
        batches = list(schedule.batches(counts, wished, MOST))
        assert [count for batch in batches for count in batch] == counts
        assert all(sum(map(schedule.pings, batch)) <= MOST for batch in batches)


class TestRetry:
    RATE = Reply(PingCode.THROTTLED, "FunctionInvocationRateLimitExceeded")

    def test_a_rate_throttle_is_asked_again_after_half_of_what_is_left(self) -> None:
        assert schedule.retry_at(self.RATE, hold_until=1400, now=1000) == 1200

    def test_not_when_too_little_is_left(self) -> None:
        assert schedule.retry_at(self.RATE, hold_until=1400, now=1395) is None
        assert schedule.retry_at(self.RATE, hold_until=1400, now=2000) is None

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(PingCode.THROTTLED, "ConcurrentInvocationLimitExceeded"),
            Reply(PingCode.THROTTLED, "ReservedFunctionConcurrentInvocationLimitExceeded"),
            Reply(PingCode.THROTTLED, "ConcurrentSnapshotCreateLimitExceeded"),
            Reply(PingCode.SERVICE_ERROR),
            Reply(PingCode.OK),
        ],
    )
    def test_nothing_else_is_asked_again_inside_a_hold(self, reply: Reply) -> None:
        assert schedule.retry_at(reply, hold_until=1400, now=1000) is None


def reached(container: str) -> Reply:
    return Reply(
        PingCode.OK, answer=GuardAnswer(container, first=False, init="", idle_ms=None, held_ms=1)
    )


class TestAnotherWave:
    def test_where_too_few_containers_answered(self) -> None:
        assert schedule.another_wave(2, [reached("a"), reached("a")])

    def test_not_where_enough_did(self) -> None:
        assert not schedule.another_wave(
            2, [reached("a"), reached("b"), Reply(PingCode.SERVICE_ERROR)]
        )

    def test_not_where_nobody_says_which_container_answered(self) -> None:
        assert not schedule.another_wave(2, [Reply(PingCode.OK), Reply(PingCode.OK)])

    def test_not_against_a_limit_on_what_runs_at_once(self) -> None:
        limit = Reply(PingCode.THROTTLED, "ConcurrentInvocationLimitExceeded")
        assert not schedule.another_wave(3, [reached("a"), limit])
        rate = Reply(PingCode.THROTTLED, "CallerRateLimitExceeded")
        assert schedule.another_wave(3, [reached("a"), rate])
