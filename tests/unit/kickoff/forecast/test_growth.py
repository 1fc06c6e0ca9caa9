"""Growth of loads."""

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


def test_the_last_known_minute_is_two_minutes_old() -> None:
    loads = Loads.of((instant(_TODAY + n), float(n)) for n in range(10))
    assert last_known(loads, _TODAY + 5) == 3


def test_a_gap_is_bridged_for_ten_minutes() -> None:
    loads = Loads.of([(instant(_TODAY), 7.0)])
    assert last_known(loads, _TODAY + 9) == 7
    assert last_known(loads, _TODAY + 10) is None
    assert last_known(loads, _TODAY + 1) is None


@pytest.mark.parametrize("size", [1.0, 3.0, 10.0])
def test_growth_is_independent_of_the_size_of_a_match(tmp_path: Path, size: float) -> None:
    target = forecast_target(tmp_path)
    growths = _learned(target, season().before(_TODAY - 600))
    for since in (10, 30, 50):
        consumed = 6000 * size * crowd(since - 2)
        ahead = 6000 * size * crowd(since + 4)
        expected = growths.expected(consumed, target.around(_TODAY + since), _TODAY + since)
        # The load that the baseline serves is added to the consumption.
        assert expected == pytest.approx(ahead, rel=0.06)


def test_outside_matches_a_steady_load_has_no_growth(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    growths = _learned(target, season().before(_TODAY - 600))
    assert growths.usual == 1.0
    assert growths.expected(6000, target.around(_TODAY - 600), _TODAY - 600) == 6000


def test_a_profile_without_matches_uses_the_growth_of_all(tmp_path: Path) -> None:
    target = forecast_target(tmp_path, (*["match"] * (DAYS - 1), "cup-tie"))
    growths = _learned(target, season().before(_TODAY - 600))
    known = growths.of("match")
    assert growths.of("cup-tie") == known
    assert known.kickoffs == DAYS - 1


def test_matches_that_are_not_over_are_not_used(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    growths = _learned(target, season().before(_TODAY + 60))
    assert growths.of("match").kickoffs == DAYS - 1


def test_without_a_day_of_minutes_the_usual_growth_is_a_default(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    first = minute(FIRST)
    assert _learned(target, season().before(first + 300)).usual == 1.2


def test_growth_from_0_is_relative_to_the_baseline(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    loads = season(lambda since: 2.0 if 0 <= since < 120 else 0.0)
    growths = _learned(target, loads.before(_TODAY - 600))
    # The load is 0 before kick-off and 12,000 a minute after it; the minimum rises before it.
    ahead = growths.expected(0, target.around(_TODAY), _TODAY)
    assert ahead == pytest.approx(12_000)
