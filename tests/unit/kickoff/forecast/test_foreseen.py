"""What is foreseen of a calendar, and what holds where that fails."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from kickoff.forecast import outlook
from kickoff.forecast.foreseen import Fallback, Floor, Reason, floor, foreseen
from kickoff.forecast.growth import series
from kickoff.forecast.loads import Loads, instant, minute
from kickoff.forecast.outlook import CorruptForecastError, GrowthModel
from kickoff.forecast.steps import Held
from kickoff.forecast.subject import ForecastTarget
from tests.unit.kickoff.files import READ
from tests.unit.kickoff.forecast.seasons import DAYS, FIRST, KICKOFF, season, subject

_LAST = FIRST + (DAYS - 1) * timedelta(days=1)
_NOW = _LAST + KICKOFF + timedelta(minutes=30)
_MINUTE = timedelta(minutes=1)


@pytest.fixture
def about(tmp_path: Path) -> ForecastTarget:
    return subject(tmp_path)


@pytest.fixture
def learned(about: ForecastTarget) -> GrowthModel:
    return GrowthModel(_LAST, about.learn(series(season().before(minute(_LAST)), about.padding)))


def test_what_was_learned_survives_its_storing(learned: GrowthModel) -> None:
    assert outlook.parse(learned.dumps()) == learned


@pytest.mark.parametrize(
    ("name", "value"),
    [("usual", 0.2), ("usual", 1e9), ("padding", 0), ("padding", "NaN"), ("pooled", None)],
)
def test_what_nobody_can_have_learned_is_absurd(
    learned: GrowthModel, name: str, value: object
) -> None:
    stored = json.loads(learned.dumps())
    stored["growths"][name] = value
    with pytest.raises(CorruptForecastError):
        outlook.parse(json.dumps(stored))


def test_a_growth_out_of_bounds_is_absurd(learned: GrowthModel) -> None:
    stored = json.loads(learned.dumps())
    stored["growths"]["by_profile"]["match"]["factors"][7] = 21
    with pytest.raises(CorruptForecastError, match="between 1 and 20"):
        outlook.parse(json.dumps(stored))


def test_a_minute_s_floor_is_that_of_the_backtest(
    about: ForecastTarget, learned: GrowthModel
) -> None:
    found = floor(about, learned, season().before(minute(_NOW) - 1), Held(), _NOW)
    assert isinstance(found, Floor)
    assert found.consumed == pytest.approx(100 * (1 + 28 / 60))
    assert found.held.floor == pytest.approx(100 * (1 + 34 / 60), rel=0.03)


@pytest.mark.parametrize(
    ("age", "reason"), [(timedelta(days=4), Reason.STALE), (timedelta(hours=-1), Reason.STALE)]
)
def test_what_was_learned_too_long_ago_counts_for_nothing(
    about: ForecastTarget, learned: GrowthModel, age: timedelta, reason: Reason
) -> None:
    old = GrowthModel(_NOW - age, learned.growths)
    found = floor(about, old, season(), Held(), _NOW)
    assert isinstance(found, Fallback)
    assert found.reason is reason
    assert "prices.read" in found.message


def test_without_consumption_there_is_no_floor(about: ForecastTarget, learned: GrowthModel) -> None:
    nothing = Loads.of([(instant(minute(_NOW) - 60), 1.0)])
    found = floor(about, learned, nothing, Held(), _NOW)
    assert isinstance(found, Fallback)
    assert found.reason is Reason.BLIND


def test_a_floor_stands_for_the_level_of_its_minute_alone(about: ForecastTarget) -> None:
    calendar = foreseen(about.calendar, _NOW, {READ: 170}, {READ: 160})
    levels = [calendar.levels(_NOW + n * _MINUTE)[READ] for n in (-2, -1, 0, 1)]
    assert [level.value for level in levels] == [1000, 160, 170, 1000]
    assert levels[2].because == levels[3].because != ()
    assert calendar.fixtures(_NOW, _NOW + _MINUTE) == about.calendar.fixtures(_NOW, _NOW + _MINUTE)
