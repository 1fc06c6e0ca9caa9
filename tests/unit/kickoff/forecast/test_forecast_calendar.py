"""Forecast minimums of a calendar, and the written levels where a forecast fails."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from kickoff.forecast import growth_model
from kickoff.forecast.forecast_calendar import (
    Fallback,
    FallbackReason,
    ForecastMinimum,
    forecast_minimum,
    with_minimums,
)
from kickoff.forecast.growth import growth_series
from kickoff.forecast.growth_model import CorruptForecastError, GrowthModel
from kickoff.forecast.hysteresis import HeldMinimum
from kickoff.forecast.loads import Loads, instant, minute
from kickoff.forecast.target import ForecastTarget
from tests.unit.kickoff.files import READ
from tests.unit.kickoff.forecast.seasons import DAYS, FIRST, KICKOFF, forecast_target, season

_LAST = FIRST + (DAYS - 1) * timedelta(days=1)
_NOW = _LAST + KICKOFF + timedelta(minutes=30)
_MINUTE = timedelta(minutes=1)


@pytest.fixture
def target(tmp_path: Path) -> ForecastTarget:
    return forecast_target(tmp_path)


@pytest.fixture
def learned(target: ForecastTarget) -> GrowthModel:
    return GrowthModel(
        _LAST, target.learn(growth_series(season().before(minute(_LAST)), target.padding))
    )


def test_a_growth_model_survives_storage(learned: GrowthModel) -> None:
    assert growth_model.parse(learned.dumps()) == learned


@pytest.mark.parametrize(
    ("name", "value"),
    [("usual", 0.2), ("usual", 1e9), ("padding", 0), ("padding", "NaN"), ("pooled", None)],
)
def test_a_model_with_impossible_values_is_corrupt(
    learned: GrowthModel, name: str, value: object
) -> None:
    stored = json.loads(learned.dumps())
    stored["growths"][name] = value
    with pytest.raises(CorruptForecastError):
        growth_model.parse(json.dumps(stored))


def test_a_growth_out_of_bounds_is_corrupt(learned: GrowthModel) -> None:
    stored = json.loads(learned.dumps())
    stored["growths"]["by_profile"]["match"]["factors"][7] = 21
    with pytest.raises(CorruptForecastError, match="between 1 and 20"):
        growth_model.parse(json.dumps(stored))


def test_the_minimum_of_a_minute_equals_the_backtests(
    target: ForecastTarget, learned: GrowthModel
) -> None:
    found = forecast_minimum(
        target, learned, season().before(minute(_NOW) - 1), HeldMinimum(), _NOW
    )
    assert isinstance(found, ForecastMinimum)
    assert found.consumed == pytest.approx(100 * (1 + 28 / 60))
    assert found.held.minimum == pytest.approx(100 * (1 + 34 / 60), rel=0.03)


@pytest.mark.parametrize(
    ("age", "reason"),
    [(timedelta(days=4), FallbackReason.STALE), (timedelta(hours=-1), FallbackReason.STALE)],
)
def test_a_stale_model_is_not_used(
    target: ForecastTarget, learned: GrowthModel, age: timedelta, reason: FallbackReason
) -> None:
    old = GrowthModel(_NOW - age, learned.growths)
    found = forecast_minimum(target, old, season(), HeldMinimum(), _NOW)
    assert isinstance(found, Fallback)
    assert found.reason is reason
    assert "prices.read" in found.message


def test_without_consumption_there_is_no_minimum(
    target: ForecastTarget, learned: GrowthModel
) -> None:
    nothing = Loads.of([(instant(minute(_NOW) - 60), 1.0)])
    found = forecast_minimum(target, learned, nothing, HeldMinimum(), _NOW)
    assert isinstance(found, Fallback)
    assert found.reason is FallbackReason.UNKNOWN_CONSUMPTION


def test_a_minimum_replaces_the_level_of_its_minute_only(target: ForecastTarget) -> None:
    calendar = with_minimums(target.calendar, _NOW, {READ: 170}, {READ: 160})
    levels = [calendar.levels(_NOW + n * _MINUTE)[READ] for n in (-2, -1, 0, 1)]
    assert [level.value for level in levels] == [1000, 160, 170, 1000]
    assert levels[2].because == levels[3].because != ()
    assert calendar.fixtures(_NOW, _NOW + _MINUTE) == target.calendar.fixtures(_NOW, _NOW + _MINUTE)
