from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.simulator.times import NOON, minutes
from warmer.model import BusyContainers
from warmer.plan.live_traffic import (
    GuardObservation,
    busy,
    live_peaks,
    mean_concurrency,
    pings_needed,
)

CLOUDWATCH = "CloudWatch's ConcurrentExecutions"
GUARDS = "the guards of the last wave"
counts = st.integers(0, 5_000)


def test_minutes_without_pings_show_live_traffic() -> None:
    peaks = {NOON: 60, NOON + minutes(1): 20, NOON + minutes(2): 25}
    assert live_peaks(peaks, {NOON: 40}) == [25, 20]


def test_if_all_minutes_had_pings_the_pings_are_subtracted() -> None:
    peaks = {NOON: 60, NOON + minutes(1): 30}
    assert live_peaks(peaks, {NOON: 40, NOON + minutes(1): 40}) == [0, 20]


@pytest.mark.parametrize(("peak", "mean"), [(0, 0), (1, 0), (4, 1), (10, 4), (40, 25), (100, 74)])
def test_the_mean_concurrency_is_below_the_peak(peak: int, mean: int) -> None:
    assert mean_concurrency(peak) == mean


@given(counts)
def test_the_peak_of_the_mean_concurrency_is_at_most_the_measured_peak(peak: int) -> None:
    mean = mean_concurrency(peak)
    assert 0 <= mean <= peak
    assert mean + 3 * mean**0.5 <= peak + 1e-6


def minutes_of(*newest_first: int) -> dict[datetime, int]:
    return {NOON - minutes(number): peak for number, peak in enumerate(newest_first, start=1)}


def test_the_lower_of_the_two_newest_minutes_counts() -> None:
    assert busy(minutes_of(100, 40, 0), {}, None, NOON) == BusyContainers(25, CLOUDWATCH)
    assert busy(minutes_of(40, 100, 0), {}, None, NOON) == BusyContainers(25, CLOUDWATCH)


def test_requests_above_the_pings_count_without_conversion_to_a_mean() -> None:
    assert busy(minutes_of(65, 70), minutes_of(40, 40), None, NOON) == BusyContainers(
        25, CLOUDWATCH
    )


def test_cloudwatch_takes_precedence_over_the_guards() -> None:
    assert busy(minutes_of(40), {}, GuardObservation(NOON, 7), NOON) == BusyContainers(
        25, CLOUDWATCH
    )
    assert busy(minutes_of(0), {}, GuardObservation(NOON, 7), NOON) is None


def test_without_cloudwatch_the_guards_of_the_last_wave_count_for_ten_minutes() -> None:
    observation = GuardObservation(NOON, 7)
    assert busy({}, {}, observation, NOON + minutes(10)) == BusyContainers(7, GUARDS)
    assert busy({}, {}, observation, NOON + minutes(10) + timedelta(seconds=1)) is None


def test_without_evidence_all_containers_are_pinged() -> None:
    assert pings_needed(40, busy({}, {}, None, NOON)) == 40


@given(counts, counts)
def test_pings_and_busy_containers_add_up_to_the_level(count: int, used: int) -> None:
    pinged = pings_needed(count, BusyContainers(used, GUARDS))
    assert 0 <= pinged <= count
    assert pinged + used >= count
    assert pinged == 0 or pinged + used == count
