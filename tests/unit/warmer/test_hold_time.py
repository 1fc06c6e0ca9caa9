import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmer.model import GuardAnswer, PingCode, Reply
from warmer.plan.hold_time import (
    FIRST_HOLD_MS,
    LONGEST_HOLD_MS,
    PERIOD_MS,
    REACH,
    SLACK_MS,
    ArrivalTiming,
    ConnectTiming,
    WaveTiming,
    hold_ms,
    preparation_ms,
    updated,
)

FIRED, HOLD = 1_000.0, 600.0
WAVE = WaveTiming(count=100, fired=FIRED, hold_until=round(FIRED + HOLD))


def reached(sent: float, arrived: float | None, *, first: bool = False) -> Reply:
    """The reply of a ping that arrived then; None for a ping that was too late to hold."""
    held = 0 if arrived is None else round(WAVE.hold_until - arrived)
    answer = GuardAnswer("a", first=first, init="on-demand", idle_ms=None, held_ms=held)
    return Reply(PingCode.OK, answer=answer, sent=sent, arrived=arrived)


def evenly(first: float, last: float, trip: float) -> list[Reply]:
    """The replies of a wave whose pings arrive at equal distances."""
    step = (last - first) / (WAVE.count - 1)
    arrivals = [first + step * index for index in range(WAVE.count)]
    return [reached(arrival - trip, arrival) for arrival in arrivals]


arrival_timings = st.builds(
    ArrivalTiming,
    trip=st.floats(0, 500),
    each=st.floats(0, 10),
    apart=st.floats(0, 10),
    of=st.integers(1, 800),
)
connect_timings = st.builds(ConnectTiming, st.floats(0, 1e6), st.booleans(), st.floats(0, 4))
counts = st.integers(1, 800)


class TestHold:
    def test_it_is_the_last_arrival_and_the_time_between_first_and_last(self) -> None:
        arrivals = updated(None, WAVE, evenly(first=1030, last=1080, trip=10))
        assert hold_ms(100, arrivals) == 80 + 50

    def test_its_fixed_part_does_not_grow_with_the_pings(self) -> None:
        arrivals = updated(None, WAVE, evenly(first=1030, last=1080, trip=10))
        assert hold_ms(200, arrivals) == 10 + 2 * 70 + 2 * 50

    def test_few_pings_have_slack_for_the_network(self) -> None:
        assert hold_ms(2, ArrivalTiming(trip=3, each=0.5, apart=0.1, of=2)) == 4 + SLACK_MS

    def test_a_measurement_with_two_pings_is_not_used_for_many(self) -> None:
        two = ArrivalTiming(trip=3, each=30, apart=20, of=2)
        assert hold_ms(2 * REACH, two) > hold_ms(2 * REACH, None)
        assert hold_ms(300, two) == hold_ms(300, None)

    def test_without_a_measurement_the_time_to_connect_decides(self) -> None:
        fast, slow = ConnectTiming(0.5, tls=True), ConnectTiming(9.0, tls=True)
        assert hold_ms(300, None, fast) < hold_ms(300, None) < hold_ms(300, None, slow)

    def test_without_tls_a_fast_connection_shortens_the_hold_less(self) -> None:
        plain, secure = ConnectTiming(0.1, tls=False), ConnectTiming(0.1, tls=True)
        assert hold_ms(300, None, secure) < hold_ms(300, None, plain) < hold_ms(300, None)

    def test_a_scarce_processor_sends_like_a_whole_one_after_its_rest(self) -> None:
        whole, scarce = (
            ConnectTiming(1.0, tls=True, share=0.6),
            ConnectTiming(4.0, tls=True, share=0.15),
        )
        assert hold_ms(300, None, scarce) == pytest.approx(hold_ms(300, None, whole), abs=1)

    def test_the_scarcest_processor_sends_at_its_share(self) -> None:
        scarcest = ConnectTiming(12.0, tls=True, share=0.05)
        assert hold_ms(300, None, scarcest) == pytest.approx(FIRST_HOLD_MS + 300 * 12 / 20, abs=1)

    @given(counts, arrival_timings | st.none(), connect_timings | st.none())
    def test_it_is_bounded(
        self, count: int, arrivals: ArrivalTiming | None, connecting: ConnectTiming | None
    ) -> None:
        assert SLACK_MS <= hold_ms(count, arrivals, connecting) <= LONGEST_HOLD_MS

    @given(counts, counts, arrival_timings)
    def test_more_pings_never_hold_for_less(
        self, one: int, other: int, arrivals: ArrivalTiming
    ) -> None:
        few, many = sorted([one, other])
        if many <= REACH * arrivals.of:
            assert hold_ms(few, arrivals) <= hold_ms(many, arrivals)

    @given(st.floats(1, 200), st.floats(0, 200), st.floats(0, 20))
    def test_a_wave_like_the_measured_one_arrives_in_time_and_holds_shortly(
        self, until_first: float, apart: float, trip: float
    ) -> None:
        """The mean hold is at most 2.5 times the spread, if that is above the network's own."""
        wave = evenly(FIRED + until_first, FIRED + until_first + apart, min(trip, until_first))
        hold = hold_ms(WAVE.count, updated(None, WAVE, wave))
        assert hold >= until_first + apart
        if apart >= SLACK_MS:
            assert hold - until_first - apart / 2 <= 2.5 * apart + 1


class TestPreparation:
    def test_it_grows_with_the_pings_and_with_the_time_of_a_handshake(self) -> None:
        assert preparation_ms(300, None) == 3 * preparation_ms(100, None) > 0
        assert preparation_ms(300, ConnectTiming(9.0, tls=True)) > preparation_ms(
            300, ConnectTiming(0.5, tls=True)
        )

    def test_a_scarce_processor_rests_for_one_period(
        self,
    ) -> None:
        own, scarce = (
            ConnectTiming(4.0, tls=True, share=0.6),
            ConnectTiming(4.0, tls=True, share=0.15),
        )
        assert preparation_ms(100, scarce) == preparation_ms(100, own) + PERIOD_MS


class TestUpdated:
    def test_a_slower_wave_counts_at_once(self) -> None:
        slow = evenly(first=1100, last=1500, trip=10)
        assert updated(ArrivalTiming(1, 0.1, 0.1, 100), WAVE, slow) == updated(None, WAVE, slow)

    def test_a_faster_wave_counts_step_by_step(self) -> None:
        fast = evenly(first=1001, last=1002, trip=0)
        arrivals = updated(ArrivalTiming(trip=9, each=6, apart=3, of=100), WAVE, fast)
        assert arrivals == ArrivalTiming(trip=3, each=2, apart=1, of=100)

    def test_a_late_ping_makes_the_next_hold_at_least_twice_as_long(self) -> None:
        late = [*evenly(first=1030, last=1080, trip=10), reached(1050, None)]
        assert hold_ms(100, updated(None, WAVE, late)) >= 2 * HOLD

    def test_a_late_ping_discards_the_earlier_measurement(self) -> None:
        late = [*evenly(first=1030, last=1080, trip=10), reached(1050, None)]
        before = ArrivalTiming(trip=900, each=20, apart=20, of=100)
        assert updated(before, WAVE, late) == updated(None, WAVE, late)

    def test_a_cold_start_is_not_a_late_ping(self) -> None:
        wave = evenly(first=1030, last=1080, trip=10)
        cold = reached(1040, None, first=True)
        assert updated(None, WAVE, [*wave, cold]) == updated(None, WAVE, wave)

    def test_if_all_containers_are_new_the_starts_of_their_holds_count(self) -> None:
        cold = [reached(1020, 1100, first=True), reached(1030, 1200, first=True)]
        arrivals = updated(None, WAVE, cold)
        assert arrivals is not None
        assert arrivals.trip + arrivals.each * 100 == pytest.approx(200)

    def test_pings_without_an_answer_count_as_sent(self) -> None:
        wave = [reached(1010, 1020), Reply(PingCode.TIMEOUT, sent=1300)]
        arrivals = updated(None, WAVE, wave)
        assert arrivals is not None
        assert arrivals.trip + arrivals.each * 100 == pytest.approx(310)

    @pytest.mark.parametrize("arrivals", [None, ArrivalTiming(1, 1, 1, 100)])
    def test_without_a_guard_nothing_changes(self, arrivals: ArrivalTiming | None) -> None:
        assert (
            updated(arrivals, WAVE, [Reply(PingCode.UNREACHABLE), Reply(PingCode.OK, sent=1010)])
            == arrivals
        )
