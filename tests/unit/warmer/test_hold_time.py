import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmer.model import ConnectTiming, GuardAnswer, PingCode, Reply, WaveTiming
from warmer.plan.hold_time import (
    FIRST_HOLD_MS,
    LONGEST_HOLD_MS,
    PERIOD_MS,
    REACH,
    SLACK_MS,
    ArrivalTiming,
    hold_ms,
    learned,
    ready_ms,
)

FIRED, GIVEN = 1_000.0, 600.0
LAUNCH = WaveTiming(count=100, fired=FIRED, hold_until=round(FIRED + GIVEN))


def reached(sent: float, arrived: float | None, *, first: bool = False) -> Reply:
    """One that arrived, by the clock of its container; None is too late to hold."""
    held = 0 if arrived is None else round(LAUNCH.hold_until - arrived)
    answer = GuardAnswer("a", first=first, init="on-demand", idle_ms=None, held_ms=held)
    return Reply(PingCode.OK, answer=answer, sent=sent, arrived=arrived)


def evenly(first: float, last: float, trip: float) -> list[Reply]:
    """A wave whose pings arrive one after the other."""
    step = (last - first) / (LAUNCH.count - 1)
    arrivals = [first + step * index for index in range(LAUNCH.count)]
    return [reached(arrival - trip, arrival) for arrival in arrivals]


paces = st.builds(
    ArrivalTiming,
    trip=st.floats(0, 500),
    each=st.floats(0, 10),
    apart=st.floats(0, 10),
    of=st.integers(1, 800),
)
openings = st.builds(ConnectTiming, st.floats(0, 1e6), st.booleans(), st.floats(0, 4))
counts = st.integers(1, 800)


class TestHold:
    def test_it_is_the_last_arrival_and_as_much_again_as_arrivals_were_apart(self) -> None:
        pace = learned(None, LAUNCH, evenly(first=1030, last=1080, trip=10))
        assert hold_ms(100, pace) == 80 + 50

    def test_its_fixed_part_does_not_grow_with_the_pings(self) -> None:
        pace = learned(None, LAUNCH, evenly(first=1030, last=1080, trip=10))
        assert hold_ms(200, pace) == 10 + 2 * 70 + 2 * 50

    def test_few_pings_have_slack_for_the_network(self) -> None:
        assert hold_ms(2, ArrivalTiming(trip=3, each=0.5, apart=0.1, of=2)) == 4 + SLACK_MS

    def test_what_two_pings_tell_says_little_of_many(self) -> None:
        two = ArrivalTiming(trip=3, each=30, apart=20, of=2)
        assert hold_ms(2 * REACH, two) > hold_ms(2 * REACH, None)
        assert hold_ms(300, two) == hold_ms(300, None)

    def test_a_cold_client_goes_by_how_fast_its_connections_opened(self) -> None:
        fast, slow = ConnectTiming(0.5, tls=True), ConnectTiming(9.0, tls=True)
        assert hold_ms(300, None, fast) < hold_ms(300, None) < hold_ms(300, None, slow)

    def test_without_a_handshake_a_fast_opening_says_little(self) -> None:
        plain, secure = ConnectTiming(0.1, tls=False), ConnectTiming(0.1, tls=True)
        assert hold_ms(300, None, secure) < hold_ms(300, None, plain) < hold_ms(300, None)

    def test_a_scarce_processor_has_rested_and_sends_like_a_whole_one(self) -> None:
        whole, scarce = (
            ConnectTiming(1.0, tls=True, share=0.6),
            ConnectTiming(4.0, tls=True, share=0.15),
        )
        assert hold_ms(300, None, scarce) == pytest.approx(hold_ms(300, None, whole), abs=1)

    def test_of_the_scarcest_its_share_is_all_there_is(self) -> None:
        scarcest = ConnectTiming(12.0, tls=True, share=0.05)
        assert hold_ms(300, None, scarcest) == pytest.approx(FIRST_HOLD_MS + 300 * 12 / 20, abs=1)

    @given(counts, paces | st.none(), openings | st.none())
    def test_it_is_bounded(
        self, count: int, pace: ArrivalTiming | None, opening: ConnectTiming | None
    ) -> None:
        assert SLACK_MS <= hold_ms(count, pace, opening) <= LONGEST_HOLD_MS

    @given(counts, counts, paces)
    def test_more_pings_never_hold_for_less(
        self, one: int, other: int, pace: ArrivalTiming
    ) -> None:
        few, many = sorted([one, other])
        if many <= REACH * pace.of:
            assert hold_ms(few, pace) <= hold_ms(many, pace)

    @given(st.floats(1, 200), st.floats(0, 200), st.floats(0, 20))
    def test_a_wave_like_the_one_measured_comes_in_time_and_is_held_for_little(
        self, until_first: float, apart: float, trip: float
    ) -> None:
        """Mean hold within 2.5 times the spread, wherever that is more than the network's own."""
        wave = evenly(FIRED + until_first, FIRED + until_first + apart, min(trip, until_first))
        hold = hold_ms(LAUNCH.count, learned(None, LAUNCH, wave))
        assert hold >= until_first + apart
        if apart >= SLACK_MS:
            assert hold - until_first - apart / 2 <= 2.5 * apart + 1


class TestReady:
    def test_there_is_time_to_make_each_ping(self) -> None:
        assert ready_ms(300, None) == 3 * ready_ms(100, None) > 0
        assert ready_ms(300, ConnectTiming(9.0, tls=True)) > ready_ms(
            300, ConnectTiming(0.5, tls=True)
        )

    def test_a_scarce_processor_rests_for_a_period_and_has_its_whole_share_then(
        self,
    ) -> None:
        own, scarce = (
            ConnectTiming(4.0, tls=True, share=0.6),
            ConnectTiming(4.0, tls=True, share=0.15),
        )
        assert ready_ms(100, scarce) == ready_ms(100, own) + PERIOD_MS


class TestLearned:
    def test_a_slower_wave_widens_at_once(self) -> None:
        slow = evenly(first=1100, last=1500, trip=10)
        assert learned(ArrivalTiming(1, 0.1, 0.1, 100), LAUNCH, slow) == learned(None, LAUNCH, slow)

    def test_a_faster_wave_narrows_step_by_step(self) -> None:
        fast = evenly(first=1001, last=1002, trip=0)
        pace = learned(ArrivalTiming(trip=9, each=6, apart=3, of=100), LAUNCH, fast)
        assert pace == ArrivalTiming(trip=3, each=2, apart=1, of=100)

    def test_a_ping_too_late_makes_the_next_hold_at_least_twice_as_long(self) -> None:
        late = [*evenly(first=1030, last=1080, trip=10), reached(1050, None)]
        assert hold_ms(100, learned(None, LAUNCH, late)) >= 2 * GIVEN

    def test_after_a_miss_what_was_known_is_forgotten(self) -> None:
        late = [*evenly(first=1030, last=1080, trip=10), reached(1050, None)]
        before = ArrivalTiming(trip=900, each=20, apart=20, of=100)
        assert learned(before, LAUNCH, late) == learned(None, LAUNCH, late)

    def test_a_cold_start_is_not_a_late_ping(self) -> None:
        wave = evenly(first=1030, last=1080, trip=10)
        cold = reached(1040, None, first=True)
        assert learned(None, LAUNCH, [*wave, cold]) == learned(None, LAUNCH, wave)

    def test_where_all_had_to_start_it_is_known_by_when_they_held(self) -> None:
        cold = [reached(1020, 1100, first=True), reached(1030, 1200, first=True)]
        pace = learned(None, LAUNCH, cold)
        assert pace is not None
        assert pace.trip + pace.each * 100 == pytest.approx(200)

    def test_pings_that_never_answered_were_sent_all_the_same(self) -> None:
        wave = [reached(1010, 1020), Reply(PingCode.TIMEOUT, sent=1300)]
        pace = learned(None, LAUNCH, wave)
        assert pace is not None
        assert pace.trip + pace.each * 100 == pytest.approx(310)

    @pytest.mark.parametrize("pace", [None, ArrivalTiming(1, 1, 1, 100)])
    def test_nothing_is_learned_where_no_guard_held(self, pace: ArrivalTiming | None) -> None:
        assert (
            learned(pace, LAUNCH, [Reply(PingCode.UNREACHABLE), Reply(PingCode.OK, sent=1010)])
            == pace
        )
