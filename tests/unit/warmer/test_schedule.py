from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kickoff.aws.place import Place
from kickoff.calendar import load
from tests.unit.warmer.calendars import TWO_FUNCTIONS, written
from warmer.model import FunctionRef, PingCode, Reply, Warming
from warmer.plan import schedule

PRICING = FunctionRef("pricing", "live", Place())


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-05T{clock}+00:00").astimezone(UTC)


class TestDue:
    def test_outside_fixtures_the_level_is_the_baseline(self, tmp_path: Path) -> None:
        calendar = load(written(tmp_path))
        assert list(schedule.due(calendar, at("09:00"))) == [Warming("pricing", PRICING, 2)]

    def test_inside_a_fixture_the_level_is_its_demand_and_names_the_fixture(
        self, tmp_path: Path
    ) -> None:
        calendar = load(written(tmp_path))
        [warming] = schedule.due(calendar, at("12:10"))
        assert (warming.count, warming.because) == (40, ("Leeds v Derby",))

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("targets:", "mode: observe\ntargets:"),
            ("  pricing:\n", "  pricing:\n    mode: observe\n"),
        ],
    )
    def test_an_observed_function_is_never_due(
        self, tmp_path: Path, before: str, after: str
    ) -> None:
        text = TWO_FUNCTIONS.replace(before, after, 1)
        assert text != TWO_FUNCTIONS
        calendar = load(written(tmp_path, text))
        assert "pricing" not in [each.target for each in schedule.due(calendar, at("12:10"))]

    def test_a_function_is_not_due_between_its_periods(self, tmp_path: Path) -> None:
        assert list(schedule.due(load(written(tmp_path)), at("12:11"))) == []

    def test_a_function_with_level_zero_is_not_due(self, tmp_path: Path) -> None:
        due = schedule.due(load(written(tmp_path)), at("12:10"))
        assert "settlement" not in [warming.target for warming in due]

    def test_a_function_in_another_account_is_warmed_there(self, tmp_path: Path) -> None:
        role = "arn:aws:iam::123456789012:role/warmer"
        in_account = f"function: pricing\n    region: us-east-1\n    role_arn: {role}"
        text = TWO_FUNCTIONS.replace("function: pricing", in_account)
        [warming] = schedule.due(load(written(tmp_path, text)), at("09:00"))
        assert warming.function.place == Place("us-east-1", role)


MOST = schedule.MOST_PINGS


def itself(count: int) -> int:
    return count


class TestBatches:
    def test_functions_share_a_batch_up_to_the_most_pings(self) -> None:
        assert list(schedule.batches([300, 400, 200, 600, 200], itself, MOST)) == [
            [300, 400],
            [200, 600],
            [200],
        ]

    def test_a_function_above_the_most_pings_has_its_own_batch(self) -> None:
        assert list(schedule.batches([5000, 1], itself, MOST)) == [[5000], [1]]
        assert schedule.pings_per_wave(5000) == MOST

    @given(st.lists(st.integers(1, 6000)))
    def test_every_function_is_in_one_batch_in_order_and_no_batch_is_too_large(
        self, counts: list[int]
    ) -> None:
        batches = list(schedule.batches(counts, itself, MOST))
        assert [count for batch in batches for count in batch] == counts
        assert all(sum(map(schedule.pings_per_wave, batch)) <= MOST for batch in batches)


class TestRetry:
    RATE = Reply(PingCode.THROTTLED, "FunctionInvocationRateLimitExceeded")

    def test_a_rate_throttled_ping_is_sent_again_after_half_of_the_remaining_hold(self) -> None:
        assert schedule.retry_at(self.RATE, hold_until=1400, now=1000) == 1200

    def test_a_ping_is_not_sent_again_at_the_end_of_the_hold(self) -> None:
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
    def test_no_other_reply_is_sent_again(self, reply: Reply) -> None:
        assert schedule.retry_at(reply, hold_until=1400, now=1000) is None


def test_a_concurrency_limit_stops_the_waves_and_a_rate_throttle_does_not() -> None:
    assert schedule.stops_waves(Reply(PingCode.THROTTLED, "ConcurrentInvocationLimitExceeded"))
    assert not schedule.stops_waves(Reply(PingCode.THROTTLED, "CallerRateLimitExceeded"))
    assert not schedule.stops_waves(Reply(PingCode.OK))


def test_a_setting_that_stops_the_containers_stops_the_waves() -> None:
    assert schedule.stops_waves(
        Reply(PingCode.MISCONFIGURED, "SubnetIPAddressLimitReachedException")
    )
