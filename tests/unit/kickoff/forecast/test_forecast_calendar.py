"""Forecast minimums of a calendar, and the written levels where a forecast fails."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kickoff import formats
from kickoff.forecast import growth_model
from kickoff.forecast.forecast_calendar import (
    Fallback,
    FallbackReason,
    ForecastMinimum,
    forecast_minimum,
    with_minimums,
)
from kickoff.forecast.growth_model import GrowthModel
from kickoff.forecast.hysteresis import HeldMinimum
from kickoff.forecast.loads import Loads, instant, minute
from kickoff.forecast.stored_text import CorruptForecastError, pack, unpack
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
    return GrowthModel(_LAST, target.learn(season().before(minute(_LAST))))


def test_a_growth_model_survives_storage(learned: GrowthModel) -> None:
    assert growth_model.parse(learned.dumps()) == learned


def _stored(model: object) -> str:
    """Return a model as the store keeps it."""
    return pack(json.dumps(model).encode(), formats.LEARNED_DEMAND)


def _as_json(model: GrowthModel) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unpack(model.dumps(), formats.LEARNED_DEMAND).json)
    return found


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("padding",), 0),
        (("padding",), "NaN"),
        (("usual", "by_lead"), [[0.1]]),
        (("usual", "by_lead", 0, 0), 26),
        (("pooled", "curve", "levels", 7), 26),
        (("pooled", "curve", "levels"), []),
        (("pooled", "curve", "size"), 0),
        (("pooled", "curve", "alignment", "first"), -50_000),
        (("pooled", "errors"), []),
        (("pooled",), 7),
    ],
)
def test_a_model_with_impossible_values_is_corrupt(
    learned: GrowthModel, path: tuple[str | int, ...], value: object
) -> None:
    stored = _as_json(learned)
    place = stored["growths"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(CorruptForecastError):
        growth_model.parse(_stored(stored))


@pytest.mark.parametrize(
    "text", ["{}", "", "e30=", '{"format":2,"packed":"!"}', '{"format":2,"packed":"e30="}']
)
def test_a_text_that_is_not_compressed_is_corrupt(text: str) -> None:
    with pytest.raises(CorruptForecastError):
        growth_model.parse(text)


def test_a_text_that_was_cut_off_is_corrupt(learned: GrowthModel) -> None:
    record = json.loads(learned.dumps())
    record["packed"] = record["packed"][: len(record["packed"]) // 8 * 4]
    with pytest.raises(CorruptForecastError, match="cut off"):
        growth_model.parse(json.dumps(record))


def test_learned_demand_of_the_first_format_keeps_its_growth(target: ForecastTarget) -> None:
    old = {"first": -60, "factors": [1.5] * 300, "kickoffs": 4}
    growths = {"padding": 3000.0, "usual": 1.2, "pooled": old, "by_profile": {}}
    model = growth_model.parse(json.dumps({"at": _LAST.isoformat(), "growths": growths}))
    loads = season().before(minute(_NOW) - 1)
    found = forecast_minimum(target, model, loads, HeldMinimum(), _NOW)
    assert isinstance(found, ForecastMinimum)
    assert found.held.minimum == pytest.approx((found.consumed + 50) * 1.5 - 50, abs=1)


@pytest.mark.parametrize("change", [{"usual": 21}, {"pooled": None}])
def test_a_growth_of_the_first_format_out_of_range_is_corrupt(change: dict[str, object]) -> None:
    old = {"first": -60, "factors": [1.5], "kickoffs": 4}
    growths = {"padding": 3000.0, "usual": 1.2, "pooled": old, "by_profile": {}} | change
    with pytest.raises(CorruptForecastError):
        growth_model.parse(json.dumps({"at": _LAST.isoformat(), "growths": growths}))


def test_the_minimum_of_a_minute_equals_the_backtests(
    target: ForecastTarget, learned: GrowthModel
) -> None:
    found = forecast_minimum(
        target, learned, season().before(minute(_NOW) - 1), HeldMinimum(), _NOW
    )
    assert isinstance(found, ForecastMinimum)
    assert found.consumed == pytest.approx(100 * (1 + 28 / 60))
    assert found.held.minimum == pytest.approx(100 * (1 + 35 / 60), rel=0.03)


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


def test_a_late_minute_lowers_nothing(target: ForecastTarget, learned: GrowthModel) -> None:
    held = HeldMinimum(3000)
    for number in range(30):
        now = _NOW + number * _MINUTE
        found = forecast_minimum(target, learned, season().before(minute(_NOW) - 10), held, now)
        assert isinstance(found, ForecastMinimum)
        held = found.held
    assert held.minimum == 3000
