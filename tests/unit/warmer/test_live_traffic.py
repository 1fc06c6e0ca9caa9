from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.simulator.times import NOON, minutes
from warmer.plan.live_traffic import BusyContainers, GuardObservation, busy, deficit, live, usual

CLOUDWATCH = "CloudWatch's ConcurrentExecutions"
GUARDS = "the guards of the last wave"
counts = st.integers(0, 5_000)


def test_minutes_without_our_pings_say_what_live_traffic_is() -> None:
    peaks = {NOON: 60, NOON + minutes(1): 20, NOON + minutes(2): 25}
    assert live(peaks, {NOON: 40}) == [25, 20]


def test_where_every_minute_had_pings_they_are_taken_off() -> None:
    peaks = {NOON: 60, NOON + minutes(1): 30}
    assert live(peaks, {NOON: 40, NOON + minutes(1): 40}) == [0, 20]


@pytest.mark.parametrize(("peak", "mean"), [(0, 0), (1, 0), (4, 1), (10, 4), (40, 25), (100, 74)])
def test_a_peak_is_more_than_what_is_usual(peak: int, mean: int) -> None:
    assert usual(peak) == mean


@given(counts)
def test_what_is_usual_peaks_no_higher_than_was_seen(peak: int) -> None:
    mean = usual(peak)
    assert 0 <= mean <= peak
    assert mean + 3 * mean**0.5 <= peak + 1e-6


def minutes_of(*newest_first: int) -> dict[datetime, int]:
    return {NOON - minutes(number): peak for number, peak in enumerate(newest_first, start=1)}


def test_the_quieter_of_the_two_newest_minutes_counts() -> None:
    assert busy(minutes_of(100, 40, 0), {}, None, NOON) == BusyContainers(25, CLOUDWATCH)
    assert busy(minutes_of(40, 100, 0), {}, None, NOON) == BusyContainers(25, CLOUDWATCH)


def test_what_is_above_our_own_pings_is_busy_at_that_instant_and_no_minutes_peak() -> None:
    assert busy(minutes_of(65, 70), minutes_of(40, 40), None, NOON) == BusyContainers(
        25, CLOUDWATCH
    )


def test_cloudwatch_goes_before_the_guards() -> None:
    assert busy(minutes_of(40), {}, GuardObservation(NOON, 7), NOON) == BusyContainers(
        25, CLOUDWATCH
    )
    assert busy(minutes_of(0), {}, GuardObservation(NOON, 7), NOON) is None


def test_without_cloudwatch_the_guards_of_the_last_wave_are_believed_for_ten_minutes() -> None:
    seen = GuardObservation(NOON, 7)
    assert busy({}, {}, seen, NOON + minutes(10)) == BusyContainers(7, GUARDS)
    assert busy({}, {}, seen, NOON + minutes(10) + timedelta(seconds=1)) is None


def test_where_nobody_says_anything_all_are_pinged() -> None:
    assert deficit(40, busy({}, {}, None, NOON)) == 40


@given(counts, counts)
def test_pings_and_busy_containers_together_are_what_was_asked(count: int, used: int) -> None:
    pinged = deficit(count, BusyContainers(used, GUARDS))
    assert 0 <= pinged <= count
    assert pinged + used >= count
    assert pinged == 0 or pinged + used == count
