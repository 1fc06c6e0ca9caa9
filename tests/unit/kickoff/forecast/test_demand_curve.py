"""The curve and the demand of a coming fixture, from similar ones."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kickoff.forecast.demand_curve import ObservedKickoff, fit_curve, fit_peak, observed_kickoffs
from kickoff.forecast.examples import Example, quantiles
from kickoff.forecast.loads import Loads, instant, minute
from kickoff.forecast.profile_forecast import ProfileForecast, profile_forecasts
from kickoff.forecast.recording import record
from kickoff.timeline import Combine
from tests.unit.kickoff.forecast.seasons import DAYS, FIRST, KICKOFF, forecast_target, season

_UTC = ZoneInfo("UTC")
_DAY = timedelta(days=1)
_MONDAY = FIRST + KICKOFF
_SATURDAY = _MONDAY + 5 * _DAY


def _example(at: int, scale: float = 1.0) -> Example:
    return Example("match", at, at - 20, at + 120, at + 150, scale)


def _flat(kickoffs: dict[int, float]) -> list[ObservedKickoff]:
    """Return kick-offs on days after the first Monday, each with constant units."""
    return [
        ObservedKickoff(_example(minute(_MONDAY + day * _DAY)), [units] * 170)
        for day, units in kickoffs.items()
    ]


def _forecasts(folder: Path, loads: Loads) -> list[ProfileForecast]:
    target = forecast_target(folder)
    return profile_forecasts(target, target.archived(loads).recordings, instant(loads.end))


def test_a_quantile_uses_weights() -> None:
    values = [(1.0, 1.0), (2.0, 8.0), (3.0, 1.0)]
    assert quantiles(values, (0.1, 0.5, 0.9, 0.95)) == [1, 2, 2, 3]


def test_one_example_sets_all_quantiles() -> None:
    band = fit_peak(_flat({0: 100}), _SATURDAY, _UTC)
    assert (band.low, band.median, band.high) == (100, 100, 100)


def test_weekends_and_working_days_are_predicted_from_their_own_kind() -> None:
    known = _flat({0: 500, 1: 500, 2: 500, 3: 500, 4: 500, 5: 100, 6: 100})
    assert fit_peak(known, _SATURDAY + 7 * _DAY, _UTC).median == 100
    assert fit_peak(known, _MONDAY + 7 * _DAY, _UTC).median == 500


def test_recent_kickoffs_have_more_weight() -> None:
    known = _flat({7 * week: 100.0 if week < 20 else 300.0 for week in range(30)})
    assert fit_peak(known, _MONDAY + 7 * 30 * _DAY, _UTC).median == 300


def test_the_demand_is_the_90th_percentile_in_two_digits() -> None:
    known = _flat({7 * week: 1000.0 + week for week in range(20)})
    learned = fit_curve(known, _MONDAY + 140 * _DAY, _UTC)
    assert learned.peak.high == 1018
    assert learned.demand == 1100


def test_concurrent_matches_share_the_consumption() -> None:
    kickoff = minute(_MONDAY)
    loads = Loads.of((instant(kickoff + n), 60_000.0) for n in range(-20, 150))
    both = [_example(kickoff, scale=3.0), _example(kickoff + 60)]
    recorded = record(both[:1], loads)
    (first,) = observed_kickoffs(recorded, both, Combine.SUM, 60)
    assert first.at(0) == pytest.approx(1000 / 3)
    assert first.at(60) == 250
    (first,) = observed_kickoffs(recorded, both, Combine.MAX, 60)
    assert first.at(60) == pytest.approx(1000 / 3)


def test_the_phases_rise_to_1_and_end_with_the_crowd(tmp_path: Path) -> None:
    (lesson,) = _forecasts(tmp_path, season().before(minute(_MONDAY + 7 * _DAY)))
    phases = {phase.since: phase.share for phase in lesson.curve.phases()}
    assert phases[-20] == Decimal("0.50")
    assert phases[55] == Decimal("1.00")
    assert list(phases)[-1] in range(115, 131)
    assert lesson.curve.demand == 200


def test_a_forecast_is_for_the_next_match_and_is_checked_on_past_ones(tmp_path: Path) -> None:
    last = FIRST + (DAYS - 1) * _DAY
    (lesson,) = _forecasts(tmp_path, season().before(minute(last)))
    assert lesson.fixture is not None
    assert lesson.coming == last + KICKOFF
    assert len(lesson.past) == DAYS - 1
    assert len(lesson.checks) == DAYS - 2
    assert lesson.typical_error == pytest.approx(0)


def test_a_check_does_not_use_its_own_kickoff(tmp_path: Path) -> None:
    loads = season()
    kickoff = minute(FIRST + 3 * _DAY + KICKOFF)
    for number in range(kickoff, kickoff + 120):
        loads.values[number - loads.first] *= 10
    (lesson,) = _forecasts(tmp_path, loads)
    checks = {check.kickoff: check for check in lesson.checks}
    assert checks[kickoff].predicted.high == 200
    assert checks[kickoff].error == pytest.approx(-0.9)


def test_without_a_complete_match_nothing_is_learned(tmp_path: Path) -> None:
    assert _forecasts(tmp_path, season().before(minute(_MONDAY) + 60)) == []
