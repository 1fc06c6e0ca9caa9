from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.warmer.pinging import warming
from warmer.model import GuardAnswer, Permit, PingCode, Reply
from warmer.plan.repetition import FIRST_PROBE_MS, MOST_PROBES, NextWave, WaveSeries

FIRED = 10_000.0
BROKEN = Reply(PingCode.BROKEN)


def series(count: int = 4, most_waves: int = 3, until: float = 1e9) -> WaveSeries:
    return WaveSeries(Permit(warming(count), count), most_waves, until)


def warm(*containers: str) -> list[Reply]:
    return [
        Reply(PingCode.OK, answer=GuardAnswer(each, first=False, held_ms=0)) for each in containers
    ]


def cold(container: str, *, after_ms: float) -> Reply:
    answer = GuardAnswer(container, first=True, init="on-demand", held_ms=0)
    return Reply(PingCode.OK, answer=answer, sent=FIRED, answered=FIRED + after_ms)


def test_the_first_wave_is_sent_at_once_and_is_for_all_containers() -> None:
    assert series(4).next == NextWave(4, at=0)
    assert series(0).next is None


@pytest.mark.parametrize(
    "replies",
    [
        pytest.param(warm("a", "b", "c", "d"), id="all containers answered"),
        pytest.param([Reply(PingCode.OK)] * 4, id="no guard"),
        pytest.param([Reply(PingCode.SERVICE_ERROR)] * 4, id="no answer at all"),
        pytest.param(
            [*warm("a"), Reply(PingCode.THROTTLED, "ConcurrentInvocationLimitExceeded")],
            id="a concurrency limit",
        ),
    ],
)
def test_no_wave_follows(replies: Sequence[Reply]) -> None:
    sent = series(4)
    sent.record(FIRED, replies)
    assert sent.next is None


@pytest.mark.parametrize(
    "replies",
    [
        pytest.param([BROKEN] * 4, id="all broke"),
        pytest.param([*warm("a", "b", "c"), BROKEN], id="one broke"),
        pytest.param([*warm("a", "b", "c"), Reply(PingCode.SERVICE_ERROR)], id="one failed"),
        pytest.param([*[Reply(PingCode.OK)] * 3, BROKEN], id="one broke, no guard"),
    ],
)
def test_if_pings_failed_and_no_container_answered_twice_a_wave_follows_at_once(
    replies: Sequence[Reply],
) -> None:
    sent = series(4)
    sent.record(FIRED, replies)
    assert sent.next == NextWave(4, at=FIRED)


def test_after_a_cold_start_the_next_wave_waits_for_the_slower_starts() -> None:
    sent = series(4)
    sent.record(FIRED, [cold("a", after_ms=1000), *warm("a", "a", "a")])
    assert sent.next == NextWave(4, at=FIRED + 2000)
    assert sent.start_ms == 1000


def test_if_no_new_container_answered_probes_look_for_one_ever_later() -> None:
    """A probe has one ping more than containers are known: it starts one for nothing at most."""
    sent, waits = series(4), []
    sent.record(FIRED, warm("a", "b", "a", "b"))
    while sent.next is not None:
        assert (sent.next.pings, sent.next.probe) == (3, True)
        waits.append(sent.next.at - FIRED)
        sent.record(sent.next.at, warm("a", "b", "a"))
    assert waits == [FIRST_PROBE_MS * 2**number for number in range(MOST_PROBES)]


def test_after_a_probe_found_a_new_container_all_are_pinged() -> None:
    sent = series(4)
    sent.record(FIRED, warm("a", "b", "a", "b"))
    sent.record(FIRED + 800, [*warm("a", "b"), cold("c", after_ms=820)])
    assert sent.next == NextWave(4, at=FIRED + 800 + 400 + 500)
    sent.record(FIRED + 1700, warm("a", "b", "c", "d"))
    assert sent.next is None


def test_after_a_probe_found_containers_that_are_not_new_all_are_pinged_at_once() -> None:
    """No container starts: the pings of the wave were late."""
    sent = series(5)
    sent.record(FIRED, warm("a", "b", "a", "b", "a"))
    sent.record(FIRED + 800, warm("a", "b", "c"))
    assert sent.next == NextWave(5, at=FIRED + 800)
    assert sent.start_ms is None


def test_a_start_that_was_measured_before_is_the_time_of_the_first_probe() -> None:
    known = WaveSeries(Permit(warming(4), 4), 3, 1e9, start_ms=3000)
    known.record(FIRED, warm("a", "b", "a", "b"))
    assert known.next == NextWave(3, at=FIRED + 3000, probe=True)


def test_probes_do_not_count_as_waves() -> None:
    sent = series(4, most_waves=2)
    sent.record(FIRED, warm("a", "a", "a", "a"))
    sent.record(FIRED + 500, warm("a", "a"))
    sent.record(FIRED + 1000, [*warm("a"), cold("b", after_ms=1000)])
    assert sent.next is not None
    assert not sent.next.probe
    sent.record(FIRED + 2000, warm("a", "b", "a", "b"))
    assert sent.next is None


def test_no_wave_is_planned_after_the_end() -> None:
    sent = series(4, until=FIRED + 400)
    sent.record(FIRED, warm("a", "a", "a", "a"))
    assert sent.next is None


@given(st.data(), st.integers(1, 6))
def test_every_series_ends(data: st.DataObject, count: int) -> None:
    sent, at = series(count), FIRED
    kinds = st.sampled_from([BROKEN, cold("b", after_ms=700), *warm("a", "b", "c", "d")])
    for _ in range(3 * (MOST_PROBES + 1)):
        if sent.next is None:
            return
        at = max(at + 1, sent.next.at)
        assert sent.next.pings <= count
        sent.record(at, data.draw(st.lists(kinds, max_size=count)))
    assert sent.next is None
