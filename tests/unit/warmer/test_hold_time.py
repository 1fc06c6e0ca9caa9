import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmer.model import GuardAnswer, PingCode, Reply
from warmer.plan.hold_time import (
    FIRST_HOLD_MS,
    LONGEST_HOLD_MS,
    MOST_DOUBLINGS,
    PERIOD_MS,
    REACH,
    SLACK_MS,
    ArrivalTiming,
    ConnectTiming,
    HoldTiming,
    WaveTiming,
    hold_ms,
    preparation_ms,
    updated,
)

FIRED, HOLD = 1_000.0, 600.0
WAVE = WaveTiming(count=100, fired=FIRED, hold_until=round(FIRED + HOLD))


UNKNOWN = HoldTiming()


def known(trip: float, each: float, apart: float, of: int) -> HoldTiming:
    return HoldTiming(ArrivalTiming(trip=trip, each=each, apart=apart, of=of))


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
hold_timings = st.builds(HoldTiming, arrival_timings | st.none(), st.integers(0, 20))
connect_timings = st.builds(ConnectTiming, st.floats(0, 1e6), st.booleans(), st.floats(0, 4))
counts = st.integers(1, 800)


class TestHold:
    def test_it_is_the_last_arrival_and_the_time_between_first_and_last(self) -> None:
        arrivals = updated(UNKNOWN, WAVE, evenly(first=1030, last=1080, trip=10))
        assert hold_ms(100, arrivals) == 80 + 50

    def test_its_fixed_part_does_not_grow_with_the_pings(self) -> None:
        arrivals = updated(UNKNOWN, WAVE, evenly(first=1030, last=1080, trip=10))
        assert hold_ms(200, arrivals) == 10 + 2 * 70 + 2 * 50

    def test_few_pings_have_slack_for_the_network(self) -> None:
        assert hold_ms(2, known(trip=3, each=0.5, apart=0.1, of=2)) == 4 + SLACK_MS

    def test_a_measurement_with_two_pings_is_not_used_for_many(self) -> None:
        two = known(trip=3, each=30, apart=20, of=2)
        assert hold_ms(2 * REACH, two) > hold_ms(2 * REACH, UNKNOWN)
        assert hold_ms(300, two) == hold_ms(300, UNKNOWN)

    def test_without_a_measurement_the_time_to_connect_decides(self) -> None:
        fast, slow = ConnectTiming(0.5, tls=True), ConnectTiming(9.0, tls=True)
        assert hold_ms(300, UNKNOWN, fast) < hold_ms(300, UNKNOWN) < hold_ms(300, UNKNOWN, slow)

    def test_without_tls_a_fast_connection_shortens_the_hold_less(self) -> None:
        plain, secure = ConnectTiming(0.1, tls=False), ConnectTiming(0.1, tls=True)
        assert hold_ms(300, UNKNOWN, secure) < hold_ms(300, UNKNOWN, plain) < hold_ms(300, UNKNOWN)

    def test_a_scarce_processor_sends_like_a_whole_one_after_its_rest(self) -> None:
        whole, scarce = (
            ConnectTiming(1.0, tls=True, share=0.6),
            ConnectTiming(4.0, tls=True, share=0.15),
        )
        assert hold_ms(300, UNKNOWN, scarce) == pytest.approx(hold_ms(300, UNKNOWN, whole), abs=1)

    def test_the_scarcest_processor_sends_at_its_share(self) -> None:
        scarcest = ConnectTiming(12.0, tls=True, share=0.05)
        assert hold_ms(300, UNKNOWN, scarcest) == pytest.approx(
            FIRST_HOLD_MS + 300 * 12 / 20, abs=1
        )

    def test_it_doubles_with_each_late_wave_and_no_further(self) -> None:
        arrivals = ArrivalTiming(trip=30, each=0.5, apart=0.5, of=100)
        holds = [hold_ms(100, HoldTiming(arrivals, late)) for late in range(MOST_DOUBLINGS + 3)]
        assert holds[:3] == [130, 260, 520]
        assert len(set(holds[MOST_DOUBLINGS:])) == 1

    @given(counts, hold_timings, connect_timings | st.none())
    def test_it_is_bounded(
        self, count: int, arrivals: HoldTiming, connecting: ConnectTiming | None
    ) -> None:
        assert SLACK_MS <= hold_ms(count, arrivals, connecting) <= LONGEST_HOLD_MS

    @given(counts, counts, arrival_timings)
    def test_more_pings_never_hold_for_less(
        self, one: int, other: int, arrivals: ArrivalTiming
    ) -> None:
        few, many = sorted([one, other])
        if many <= REACH * arrivals.of:
            assert hold_ms(few, HoldTiming(arrivals)) <= hold_ms(many, HoldTiming(arrivals))

    @given(st.floats(1, 200), st.floats(0, 200), st.floats(0, 20))
    def test_a_wave_like_the_measured_one_arrives_in_time_and_holds_shortly(
        self, until_first: float, apart: float, trip: float
    ) -> None:
        """The mean hold is at most 2.5 times the spread, if that is above the network's own."""
        wave = evenly(FIRED + until_first, FIRED + until_first + apart, min(trip, until_first))
        hold = hold_ms(WAVE.count, updated(UNKNOWN, WAVE, wave))
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
        assert updated(known(1, 0.1, 0.1, 100), WAVE, slow) == updated(UNKNOWN, WAVE, slow)

    def test_a_faster_wave_counts_step_by_step(self) -> None:
        fast = evenly(first=1001, last=1002, trip=0)
        arrivals = updated(known(trip=9, each=6, apart=3, of=100), WAVE, fast)
        assert arrivals == known(trip=3, each=2, apart=1, of=100)

    def test_a_late_ping_doubles_the_next_hold_and_nothing_is_learned(self) -> None:
        late = [*evenly(first=1030, last=1080, trip=10), reached(1050, None)]
        before = known(trip=30, each=0.5, apart=0.5, of=100)
        after = updated(before, WAVE, late)
        assert after.arrivals == before.arrivals
        assert hold_ms(100, after) == 2 * hold_ms(100, before)

    def test_a_wave_in_time_ends_the_doubling(self) -> None:
        late = [*evenly(first=1030, last=1080, trip=10), reached(1050, None)]
        in_time = evenly(first=1030, last=1080, trip=10)
        assert updated(updated(UNKNOWN, WAVE, late), WAVE, in_time).late == 0

    @pytest.mark.parametrize("arrived", [None, 1100, 3400])
    def test_nothing_is_learned_from_a_wave_with_a_cold_ping(self, arrived: float | None) -> None:
        """A ping may look late because it was handed another container after a start."""
        before = known(trip=30, each=0.5, apart=0.5, of=100)
        wave = [
            *evenly(first=1030, last=1080, trip=10),
            reached(1040, arrived, first=True),
            reached(1050, None),
        ]
        assert updated(before, WAVE, wave) == before
        assert updated(UNKNOWN, WAVE, wave) == UNKNOWN

    def test_pings_without_an_answer_count_as_sent(self) -> None:
        wave = [reached(1010, 1020), Reply(PingCode.TIMEOUT, sent=1300)]
        arrivals = updated(UNKNOWN, WAVE, wave).arrivals
        assert arrivals is not None
        assert arrivals.trip + arrivals.each * 100 == pytest.approx(310)

    @pytest.mark.parametrize("before", [UNKNOWN, known(1, 1, 1, 100)])
    def test_without_a_guard_nothing_changes(self, before: HoldTiming) -> None:
        replies = [Reply(PingCode.UNREACHABLE), Reply(PingCode.OK, sent=1010)]
        assert updated(before, WAVE, replies) == before
