import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kickoff.config import load
from kickoff.place import Place
from tests.unit.warmer.calendars import TWO_FUNCTIONS, written
from warmer import plan
from warmer.model import Answer, Code, Function, Launch, Ping, Reply, Warming

PRICING = Function("pricing", "live", Place())


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-05T{clock}+00:00").astimezone(UTC)


def answered(
    container: str = "a", *, held_ms: int = 10, first: bool = False, init: str = "on-demand"
) -> Reply:
    answer = Answer(container, first=first, init=init, idle_ms=None, held_ms=held_ms)
    return Reply(Code.OK, answer=answer, sent=1000.0, answered=1100.0)


class TestDue:
    def test_outside_fixtures_the_baseline_is_kept_warm(self, tmp_path: Path) -> None:
        calendar = load(written(tmp_path))
        assert list(plan.due(calendar, at("09:00"))) == [Warming("pricing", PRICING, 2)]

    def test_inside_a_fixture_its_demand_is_and_says_because_of_what(self, tmp_path: Path) -> None:
        calendar = load(written(tmp_path))
        [warming] = plan.due(calendar, at("12:10"))
        assert (warming.count, warming.because) == (40, ("Leeds v Derby",))

    def test_between_its_periods_a_function_is_left_alone(self, tmp_path: Path) -> None:
        assert list(plan.due(load(written(tmp_path)), at("12:11"))) == []

    def test_a_function_of_level_zero_is_left_alone(self, tmp_path: Path) -> None:
        due = plan.due(load(written(tmp_path)), at("12:10"))
        assert "settlement" not in [warming.target for warming in due]

    def test_a_function_elsewhere_is_warmed_there(self, tmp_path: Path) -> None:
        role = "arn:aws:iam::123456789012:role/warmer"
        elsewhere = f"function: pricing\n    region: us-east-1\n    role_arn: {role}"
        text = TWO_FUNCTIONS.replace("function: pricing", elsewhere)
        [warming] = plan.due(load(written(tmp_path, text)), at("09:00"))
        assert warming.function.place == Place("us-east-1", role)


class TestHold:
    def test_it_grows_with_the_pings_and_with_what_each_took(self) -> None:
        assert plan.hold_ms(300, 1.0) == 600
        assert plan.hold_ms(600, 1.0) == 1200
        assert plan.hold_ms(300, 2.0) == 1200

    def test_a_cold_client_goes_by_an_estimate(self) -> None:
        assert plan.hold_ms(300, None) == plan.hold_ms(300, plan.FIRST_PACE)

    @pytest.mark.parametrize(("count", "pace"), [(1, 0.0), (800, 1e9)])
    def test_it_is_bounded(self, count: int, pace: float) -> None:
        assert plan.SHORTEST_HOLD_MS <= plan.hold_ms(count, pace) <= plan.LONGEST_HOLD_MS


class TestLearned:
    LAUNCH = Launch(count=100, made=1000.0, hold_until=1600)

    def test_the_first_wave_replaces_the_estimate(self) -> None:
        replies = [answered(held_ms=500), answered(held_ms=540)]
        assert plan.learned(None, self.LAUNCH, replies) == 1.0

    def test_a_slower_wave_widens_at_once(self) -> None:
        assert plan.learned(1.0, self.LAUNCH, [answered(held_ms=300)]) == 3.0

    def test_a_faster_wave_narrows_by_at_most_half(self) -> None:
        assert plan.learned(4.0, self.LAUNCH, [answered(held_ms=500)]) == 2.0

    def test_a_ping_too_late_makes_the_next_hold_longer(self) -> None:
        pace = plan.learned(0.1, self.LAUNCH, [answered(held_ms=0), answered(held_ms=590)])
        assert plan.hold_ms(100, pace) == plan.MARGIN * 600

    def test_a_cold_start_is_not_a_late_ping(self) -> None:
        replies = [answered(held_ms=0, first=True), answered(held_ms=500)]
        assert plan.learned(None, self.LAUNCH, replies) == 1.0

    def test_without_guards_the_last_ping_sent_counts(self) -> None:
        replies = [Reply(Code.OK, sent=1010.0), Reply(Code.OK, sent=1050.0)]
        assert plan.learned(None, self.LAUNCH, replies) == 0.5

    @pytest.mark.parametrize("pace", [None, 0.7])
    def test_nothing_is_learned_where_nothing_was_sent(self, pace: float | None) -> None:
        assert plan.learned(pace, self.LAUNCH, [Reply(Code.UNREACHABLE)]) == pace


def test_a_ping_speaks_the_words_of_the_wire() -> None:
    ping = Ping(wave="w", index=3, of=40, hold_until=1796473200123)
    assert json.loads(plan.payload(ping)) == {
        "kickoff": {"ping": "w", "index": 3, "of": 40, "hold_until": 1796473200123}
    }


class TestTally:
    def test_a_container_that_was_provisioned_is_not_cold(self) -> None:
        replies = [
            answered("a", first=True),
            answered("b", first=True, init="snap-start"),
            answered("c", first=True, init="provisioned-concurrency"),
            answered("d"),
        ]
        report = plan.tally(4, replies)
        assert (report.distinct, report.cold) == (4, 2)

    def test_spread_is_from_the_first_sent_to_the_last_and_hold_the_mean_held(self) -> None:
        replies = [
            Reply(Code.TIMEOUT, sent=1010.0),
            Reply(Code.THROTTLED, "x", sent=1045.0),
            answered(held_ms=40),
            answered(held_ms=20),
        ]
        report = plan.tally(4, replies)
        assert (report.spread_ms, report.hold_ms) == (45, 30)

    def test_every_ping_is_counted_exactly_once(self) -> None:
        replies = [Reply(code, sent=1.0) for code in Code]
        report = plan.tally(len(replies), replies)
        counted = (
            report.answered
            + sum(report.throttled.values())
            + report.function_errors
            + report.timeouts
            + report.unknown
            + sum(report.errors.values())
        )
        assert counted == report.sent == len(Code)

    def test_without_a_guard_the_most_in_flight_at_once_is_inferred(self) -> None:
        spans = [(0.0, 10.0), (5.0, 15.0), (9.0, 20.0), (15.0, 30.0)]
        replies = [Reply(Code.OK, sent=sent, answered=back) for sent, back in spans]
        report = plan.tally(4, replies)
        assert (report.inferred, report.distinct) == (True, 3)

    def test_one_guard_is_enough_to_infer_nothing(self) -> None:
        report = plan.tally(2, [answered(), Reply(Code.OK, sent=0.0, answered=9.0)])
        assert (report.inferred, report.answered, report.distinct) == (False, 2, 1)


class TestVerdict:
    def test_enough_distinct_containers_are_well_whatever_else_failed(self) -> None:
        replies = [answered("a"), answered("b"), Reply(Code.TIMEOUT)]
        assert plan.verdict(plan.tally(2, replies), replies).code is Code.OK

    def test_a_shortfall_bears_its_most_frequent_failure(self) -> None:
        replies = [answered(), Reply(Code.TIMEOUT), *[Reply(Code.THROTTLED, "Rate")] * 2]
        outcome = plan.verdict(plan.tally(4, replies), replies)
        assert outcome.code is Code.THROTTLED
        assert outcome.reason.startswith("1 of 4 containers; 2 throttled: Rate, 1 timeout")

    def test_failures_that_differ_in_words_only_are_counted_together(self) -> None:
        errors = [Reply(Code.FUNCTION_ERROR, f"RequestId {n}") for n in range(3)]
        replies = [answered(), *errors, *[Reply(Code.THROTTLED, "Rate")] * 2]
        assert plan.verdict(plan.tally(6, replies), replies).code is Code.FUNCTION_ERROR
