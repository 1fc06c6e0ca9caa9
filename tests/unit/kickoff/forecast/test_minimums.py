"""The minimums of demand: auto, each from the loads known at its minute."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from kickoff.calendar import load
from kickoff.forecast.backtest import learned_minimums, written_minimums
from kickoff.forecast.loads import Loads, minute
from kickoff.forecast.target import ForecastTarget
from tests.unit.kickoff.files import READ
from tests.unit.kickoff.forecast.seasons import DAYS, FIRST, KICKOFF, forecast_target, season

_START = minute(FIRST + (DAYS - 2) * timedelta(days=1))
_END = minute(FIRST + DAYS * timedelta(days=1))
_TODAY = minute(FIRST + (DAYS - 1) * timedelta(days=1) + KICKOFF)


@pytest.fixture
def target(tmp_path: Path) -> ForecastTarget:
    return forecast_target(tmp_path)


def _noisy() -> Loads:
    """Return a season with random noise."""
    random = Random(98)  # noqa: S311 (noise)
    loads = season()
    for number in range(len(loads.values)):
        loads.values[number] *= random.uniform(0.8, 1.2)
    return loads


def test_minimums_do_not_depend_on_later_loads(target: ForecastTarget) -> None:
    loads = _noisy()
    floors = learned_minimums(target, loads, _START, _END)
    for cut in (_START + 1, _START + 700, _TODAY + 40, _TODAY + 41, _END - 1):
        shorter = learned_minimums(target, loads.before(cut), _START, min(cut + 2, _END))
        # A minute is known when two more have begun, so the missing ones are not used.
        assert shorter == floors[: len(shorter)]


def test_a_learned_minimum_is_not_below_the_consumption(target: ForecastTarget) -> None:
    loads = _noisy()
    for number, floor in enumerate(learned_minimums(target, loads, _START, _END), _START):
        assert floor * 60 >= loads.at(number - 2)


def test_minimums_stay_between_baseline_and_max(target: ForecastTarget) -> None:
    loads = season(lambda since: 100.0 if 0 <= since < 120 else 0.0)
    floors = learned_minimums(target, loads, _START, _END)
    assert (min(floors), max(floors)) == (50, 4000)


def test_without_recent_loads_the_written_level_is_used(target: ForecastTarget) -> None:
    loads = season().before(_START - 60)
    assert learned_minimums(target, loads, _START, _START + 60) == [50] * 60
    during = learned_minimums(target, loads, _TODAY, _TODAY + 60)
    assert during == written_minimums(target, _TODAY, _TODAY + 60) == [1000] * 60


def test_a_learned_minimum_is_lowered_at_most_once_an_hour(target: ForecastTarget) -> None:
    floors = learned_minimums(target, _noisy(), _START, _END)
    falls = [n for n in range(1, len(floors)) if floors[n] < floors[n - 1]]
    assert falls
    assert all(later - earlier >= 60 for earlier, later in pairwise(falls))


def test_learning_at_midnight_uses_only_known_minutes(tmp_path: Path) -> None:
    forecast_target(tmp_path)
    path = tmp_path / "config.yaml"
    head = path.read_text().partition("fixtures:")[0]
    # The first match with its margin ends at midnight, when its last minute is not known yet.
    evening = FIRST + timedelta(hours=21)
    kickoffs = (evening, evening + timedelta(hours=2, minutes=58))
    lines = [
        f"- {{name: match, kickoff: {at:%Y-%m-%dT%H:%MZ}, profile: match}}\n" for at in kickoffs
    ]
    path.write_text(f"{head}fixtures:\n{''.join(lines)}")
    target = ForecastTarget(load(path), READ, 60)
    midnight = minute(FIRST + timedelta(days=1))
    loads = season(days=2)
    for number in range(minute(evening), minute(evening) + 60):
        loads.values[number - loads.first] *= 1 + (number - minute(evening))
    knowing = learned_minimums(target, loads, midnight, midnight + 1)
    assert learned_minimums(target, loads.before(midnight), midnight, midnight + 1) == knowing
    assert knowing[0] < 140  # far more with the growth of the first match
