"""Growth of loads, and the margin for its usual errors."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from kickoff.forecast.examples import Example
from kickoff.forecast.growth import Growths, KnownLoad, last_known
from kickoff.forecast.loads import Loads, instant, minute
from kickoff.forecast.target import ForecastTarget
from tests.unit.kickoff.forecast.seasons import DAYS, FIRST, KICKOFF, crowd, forecast_target, season

_TODAY = minute(FIRST + (DAYS - 1) * timedelta(days=1) + KICKOFF)
_QUIET = _TODAY - 600
RISK = 0.1


def _expected(
    target: ForecastTarget, growths: Growths, units: float, now: int, *, late: int = 2
) -> float:
    known = KnownLoad(units, now - late)
    return growths.expected(known, target.around(now), now, RISK)


def _noisy(by: float) -> Loads:
    """Return a season whose minutes are off by a share, at random."""
    random, loads = Random(19), season()  # noqa: S311 (noise)
    for number in range(len(loads.values)):
        loads.values[number] *= random.uniform(1 - by, 1 + by)
    return loads


def test_the_last_known_minute_is_two_minutes_old() -> None:
    loads = Loads.of((instant(_TODAY + n), float(n)) for n in range(10))
    assert last_known(loads, _TODAY + 5) == (3, _TODAY + 3)


def test_a_gap_is_bridged_for_an_hour() -> None:
    loads = Loads.of([(instant(_TODAY), 7.0)])
    assert last_known(loads, _TODAY + 59) == (7, _TODAY)
    assert last_known(loads, _TODAY + 60) is None
    assert last_known(loads, _TODAY + 1) is None


@pytest.mark.parametrize("size", [1.0, 3.0, 10.0])
def test_growth_is_independent_of_the_size_of_a_match(tmp_path: Path, size: float) -> None:
    target = forecast_target(tmp_path)
    growths = target.learn(season().before(_QUIET))
    for since in (10, 30, 50):
        consumed = 6000 * size * crowd(since - 2)
        ahead = 6000 * size * crowd(since + 5)
        # The load that the baseline serves is added to the consumption.
        found = _expected(target, growths, consumed, _TODAY + since)
        assert found == pytest.approx(ahead, rel=0.06)


def test_outside_matches_a_steady_load_has_no_growth(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    growths = target.learn(season().before(_QUIET))
    assert _expected(target, growths, 6000, _QUIET) == 6000


def test_the_margin_is_the_error_that_one_minute_in_ten_exceeded(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    loads = _noisy(0.2)
    growths = target.learn(loads.before(_QUIET))
    quiet = range(_TODAY - 20 * 60, _QUIET)
    short = sum(
        loads.at(number) + target.padding
        > (loads.at(number - 2) + target.padding) * (2.718281828 ** growths.usual.at(2, RISK))
        for number in quiet
    )
    assert short / len(quiet) == pytest.approx(RISK, abs=0.03)


def test_a_lower_risk_has_a_larger_margin(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    growths = target.learn(_noisy(0.2).before(_QUIET))
    margins = [growths.usual.at(2, risk) for risk in (0.01, 0.05, 0.1, 0.4, 0.9)]
    assert margins == sorted(margins, reverse=True)
    assert len(set(margins)) == 5


def test_the_margin_widens_while_cloudwatch_is_late(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    random, level, loads = Random(98), 1.0, season()  # noqa: S311 (noise)
    for number in range(len(loads.values)):  # a load that wanders
        level = min(max(level * random.uniform(0.95, 1.05), 0.5), 2.0)
        loads.values[number] *= level
    growths = target.learn(loads.before(_QUIET))
    for now in (_QUIET, _TODAY + 40):
        needs = [_expected(target, growths, 6000, now, late=late) for late in (2, 6, 20, 50)]
        assert needs == sorted(needs)
        assert needs[-1] > 1.1 * needs[0]


def test_a_crowd_that_comes_in_one_minute_is_expected_before_it(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    growths = target.learn(season(lambda since: 3.0 if 5 <= since < 120 else 1.0).before(_QUIET))
    assert _expected(target, growths, 6000, _TODAY - 1) < 7000
    assert _expected(target, growths, 6000, _TODAY) == pytest.approx(18_000, rel=0.01)


def _after_a_long_match(minutes: int) -> Callable[[int], float]:
    """Return a load that triples at the whistle, this long after kick-off."""
    return lambda since: 3.0 if minutes <= since < minutes + 20 else 1.0


def test_a_longer_match_is_aligned_at_its_whistle(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    growths = target.learn(season(_after_a_long_match(120)).before(_QUIET))
    final = Example("match", _TODAY, _TODAY - 20, _TODAY + 180, _TODAY + 210, 1.0)

    def expected(since: int) -> float:
        now = _TODAY + since
        return growths.expected(KnownLoad(6000, now - 2), [final], now, RISK)

    assert expected(120) < 7000
    assert expected(178) == pytest.approx(18_000, rel=0.01)


def test_a_small_fixture_that_grows_hardly_raises_a_large_one(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    growths = target.learn(season(lambda since: 3.0 if since >= 5 else 1.0).before(_QUIET))
    now = _TODAY + 2
    large = Example("match", now - 60, now - 80, now + 60, now + 90, 20.0)
    small = Example("match", now, now - 20, now + 120, now + 150, 1.0)
    both = growths.expected(KnownLoad(60_000, now - 2), [large, small], now, RISK)
    alone = growths.expected(KnownLoad(60_000, now - 2), [small], now, RISK)
    assert alone == pytest.approx(144_000, rel=0.01)  # growth from 9,000 to 21,000, with padding
    assert both < 66_000


def test_a_profile_without_matches_uses_the_growth_of_all(tmp_path: Path) -> None:
    target = forecast_target(tmp_path, (*["match"] * (DAYS - 1), "cup-tie"))
    growths = target.learn(season().before(_QUIET))
    known = growths.of("match")
    assert known is not None
    assert growths.of("cup-tie") == known
    assert known.kickoffs == DAYS - 1


def test_matches_that_are_not_over_are_not_used(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    known = target.learn(season().before(_TODAY + 60)).of("match")
    assert known is not None
    assert known.kickoffs == DAYS - 1


def test_without_a_day_of_minutes_the_errors_are_assumed(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    usual = target.learn(season().before(minute(FIRST) + 300)).usual
    assert usual.at(2, RISK) == pytest.approx(0.106, abs=0.001)
    assert usual.at(4, RISK) == pytest.approx(0.147, abs=0.005)


def test_with_few_matches_part_of_the_errors_is_assumed(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)

    def margin(days: int) -> float:
        growth = target.learn(season(days=days)).of("match")
        assert growth is not None
        return growth.margin(30, 2, RISK)

    assert margin(1) > margin(2) > margin(3) > margin(4)
    assert margin(4) < 0.02


def test_growth_from_0_is_relative_to_the_baseline(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    loads = season(lambda since: 2.0 if 0 <= since < 120 else 0.0)
    growths = target.learn(loads.before(_QUIET))
    # The load is 0 before kick-off and 12,000 a minute after it; the minimum rises before it.
    assert _expected(target, growths, 0, _TODAY) == pytest.approx(12_000, rel=0.001)
