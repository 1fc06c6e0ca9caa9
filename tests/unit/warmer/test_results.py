from warmer.model import GuardAnswer, PingCode, Reply
from warmer.plan.results import tally, verdict


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


class TestTally:
    def test_a_container_that_was_provisioned_is_not_cold(self) -> None:
        replies = [
            answered("a", first=True),
            answered("b", first=True, init="snap-start"),
            answered("c", first=True, init="provisioned-concurrency"),
            answered("d"),
        ]
        report = tally(4, replies)
        assert (report.distinct, report.cold) == (4, 2)

    def test_spread_is_from_the_first_arrival_to_the_last_and_hold_the_mean_held(self) -> None:
        replies = [
            Reply(PingCode.THROTTLED, "x", sent=1045.0),
            answered(held_ms=40, arrived=1020.0),
            answered(held_ms=20, arrived=1060.0),
        ]
        report = tally(3, replies)
        assert (report.spread_ms, report.hold_ms) == (40, 30)

    def test_where_most_containers_had_to_start_spread_is_of_sending(self) -> None:
        replies = [
            Reply(PingCode.TIMEOUT, sent=1010.0),
            Reply(PingCode.THROTTLED, "x", sent=1045.0),
            answered(held_ms=20, arrived=1060.0),
        ]
        assert tally(3, replies).spread_ms == 45

    def test_containers_of_all_waves_count_once_and_the_last_wave_is_measured(self) -> None:
        first = [answered("a", held_ms=0), answered("b", held_ms=90, arrived=1010.0)]
        second = [
            answered("b", held_ms=30, arrived=2010.0),
            answered("c", held_ms=10, arrived=2030.0),
        ]
        report = tally(3, first, second)
        assert (report.waves, report.sent, report.answered, report.distinct) == (2, 4, 4, 3)
        assert (report.spread_ms, report.hold_ms) == (20, 20)

    def test_every_ping_is_counted_exactly_once(self) -> None:
        replies = [Reply(code, sent=1.0) for code in PingCode]
        report = tally(len(replies), replies)
        counted = (
            report.answered
            + sum(report.throttled.values())
            + report.function_errors
            + report.timeouts
            + report.unknown
            + sum(report.errors.values())
        )
        assert counted == report.sent == len(PingCode)

    def test_without_a_guard_the_most_in_flight_at_once_is_inferred(self) -> None:
        spans = [(0.0, 10.0), (5.0, 15.0), (9.0, 20.0), (15.0, 30.0)]
        replies = [Reply(PingCode.OK, sent=sent, answered=back) for sent, back in spans]
        report = tally(4, replies)
        assert (report.inferred, report.distinct) == (True, 3)

    def test_one_guard_is_enough_to_infer_nothing(self) -> None:
        report = tally(2, [answered(), Reply(PingCode.OK, sent=0.0, answered=9.0)])
        assert (report.inferred, report.answered, report.distinct) == (False, 2, 1)

    def test_beside_other_shards_one_reached_too_late_proves_nothing(self) -> None:
        late, new = answered("a", held_ms=0), answered("b", held_ms=0, first=True)
        held = answered("c", arrived=1020.0)
        assert tally(3, [late, new, held]).distinct == 3
        assert tally(3, [late, new, held], shared=True).distinct == 2


class TestVerdict:
    def test_enough_distinct_containers_are_well_whatever_else_failed(self) -> None:
        replies = [answered("a"), answered("b"), Reply(PingCode.TIMEOUT)]
        assert verdict(tally(2, replies), replies).code is PingCode.OK

    def test_a_shortfall_bears_its_most_frequent_failure(self) -> None:
        replies = [answered(), Reply(PingCode.TIMEOUT), *[Reply(PingCode.THROTTLED, "Rate")] * 2]
        outcome = verdict(tally(4, replies), replies)
        assert outcome.code is PingCode.THROTTLED
        assert outcome.reason.startswith("1 of 4 containers; 2 throttled: Rate, 1 timeout")

    def test_failures_that_differ_in_words_only_are_counted_together(self) -> None:
        errors = [Reply(PingCode.FUNCTION_ERROR, f"RequestId {n}") for n in range(3)]
        replies = [answered(), *errors, *[Reply(PingCode.THROTTLED, "Rate")] * 2]
        assert verdict(tally(6, replies), replies).code is PingCode.FUNCTION_ERROR
