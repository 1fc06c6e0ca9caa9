"""The replay and the forecast on a real season: the group matches of the 1998 World Cup."""

from datetime import datetime

import pytest

from kickoff.calendar import load
from kickoff.forecast.backtest import Backtest, BacktestResult, learned_minimums
from kickoff.forecast.loads import Loads, minute
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from operations.imports.load_file import read_loads
from tests.unit.kickoff.forecast import worldcup98

pytestmark = worldcup98.needed

# The matches used to choose the method, and the last sixteen, not used for it.
_CHOSEN_ON = ("1998-06-10T00:00Z", "1998-06-23T00:00Z")
_UNSEEN = ("1998-06-23T00:00Z", "1998-06-27T00:00Z")


@pytest.fixture(scope="module")
def loads() -> Loads:
    return read_loads(worldcup98.REQUESTS, 1.0)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> ForecastTarget:
    path = tmp_path_factory.mktemp("worldcup98") / "config.yaml"
    return ForecastTarget(load(worldcup98.write_calendar(path)), Key("site", "read"), 60)


def _ways(
    site: ForecastTarget, loads: Loads, days: tuple[str, str]
) -> dict[tuple[str, float, int], BacktestResult]:
    start, end = (minute(datetime.fromisoformat(day)) for day in days)
    return {
        (way.name, way.scaling.target, way.scaling.lag): way
        for way in Backtest(site, loads, start, end).results()
    }


@pytest.mark.parametrize("days", [_CHOSEN_ON, _UNSEEN])
def test_demand_auto_throttles_almost_nothing_at_little_more_than_perfect_foresight(
    site: ForecastTarget, loads: Loads, days: tuple[str, str]
) -> None:
    ways = _ways(site, loads, days)
    automatically = ways["demand: auto", 0.9, 16].replay
    foreseen = ways["perfect foresight", 0.9, 16].replay
    assert automatically.throttled_share <= 0.00001
    assert automatically.overprovisioning <= 1.35
    assert automatically.overprovisioning <= 1.035 * foreseen.overprovisioning
    assert automatically.decreases <= 27 * 4 if days == _UNSEEN else 27 * 13


def test_auto_scaling_alone_has_the_documented_figures(site: ForecastTarget, loads: Loads) -> None:
    ways = _ways(site, loads, (_CHOSEN_ON[0], _UNSEEN[1]))

    def figures(target: float) -> tuple[float, int, float]:
        found = ways["auto scaling alone", target, 16].replay
        return 100 * found.throttled_share, found.throttled_minutes, found.overprovisioning

    assert figures(0.5) == pytest.approx((0.042, 46, 2.31), abs=0.005)
    assert figures(0.7) == pytest.approx((0.382, 176, 1.61), abs=0.005)


def test_minimums_do_not_depend_on_later_loads(site: ForecastTarget, loads: Loads) -> None:
    start, end = (minute(datetime.fromisoformat(day)) for day in _UNSEEN)
    floors = learned_minimums(site, loads, start, end)
    for cut in (start + 1000, start + 1001, end - 500):
        assert learned_minimums(site, loads.before(cut), start, cut) == floors[: cut - start]
