"""What grows, and by how much."""

from datetime import timedelta
from pathlib import Path

import pytest

from kickoff.forecast.growth import Growths, growth_series, last_known
from kickoff.forecast.loads import Loads, instant, minute
from kickoff.forecast.target import ForecastTarget
from tests.unit.kickoff.forecast.seasons import DAYS, FIRST, KICKOFF, crowd, forecast_target, season

_TODAY = minute(FIRST + (DAYS - 1) * timedelta(days=1) + KICKOFF)


def _learned(target: ForecastTarget, loads: Loads) -> Growths:
    return target.learn(growth_series(loads, target.padding))


def test_the_last_minute_known_is_two_minutes_old() -> None:
    loads = Loads.of((instant(_TODAY + n), float(n)) for n in range(10))
    assert last_known(loads, _TODAY + 5) == 3


def test_a_gap_is_bridged_for_ten_minutes() -> None:
    loads = Loads.of([(instant(_TODAY), 7.0)])
    assert last_known(loads, _TODAY + 9) == 7
    assert last_known(loads, _TODAY + 10) is None
    assert last_known(loads, _TODAY + 1) is None


@pytest.mark.parametrize("size", [1.0, 3.0, 10.0])
def test_a_match_grows_as_those_before_whatever_its_size(tmp_path: Path, size: float) -> None:
    target = forecast_target(tmp_path)
    growths = _learned(target, season().before(_TODAY - 600))
    for since in (10, 30, 50):
        consumed = 6000 * size * crowd(since - 2)
        ahead = 6000 * size * crowd(since + 4)
        expected = growths.expected(consumed, target.around(_TODAY + since), _TODAY + since)
        # What the baseline serves in any case is counted with what was consumed.
        assert expected == pytest.approx(ahead, rel=0.06)


def test_outside_matches_what_is_quiet_stays_quiet(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    growths = _learned(target, season().before(_TODAY - 600))
    assert growths.usual == 1.0
    assert growths.expected(6000, target.around(_TODAY - 600), _TODAY - 600) == 6000


def test_a_profile_without_matches_learns_from_others(tmp_path: Path) -> None:
    target = forecast_target(tmp_path, (*["match"] * (DAYS - 1), "cup-tie"))
    growths = _learned(target, season().before(_TODAY - 600))
    known = growths.of("match")
    assert growths.of("cup-tie") == known
    assert known.kickoffs == DAYS - 1


def test_matches_that_are_not_over_teach_nothing(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    growths = _learned(target, season().before(_TODAY + 60))
    assert growths.of("match").kickoffs == DAYS - 1


def test_without_a_day_of_minutes_some_growth_is_taken_for_usual(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    first = minute(FIRST)
    assert _learned(target, season().before(first + 300)).usual == 1.2


def test_growth_out_of_nothing_is_measured_against_the_baseline(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    loads = season(lambda since: 2.0 if 0 <= since < 120 else 0.0)
    growths = _learned(target, loads.before(_TODAY - 600))
    # Nothing is consumed before kick-off, 12,000 a minute after it: asked for ahead of it.
    ahead = growths.expected(0, target.around(_TODAY), _TODAY)
    assert ahead == pytest.approx(12_000)
