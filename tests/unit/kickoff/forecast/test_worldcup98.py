"""The replay and the forecast on a real season: the group matches of the 1998 World Cup."""

from datetime import datetime
from pathlib import Path

import pytest

from kickoff.forecast.backtest import Backtest, learned_minimums
from kickoff.forecast.loads import Loads, minute
from kickoff.forecast.replay import Replay
from kickoff.forecast.target import ForecastTarget
from kickoff.table_throughput import BURST_SECONDS
from kickoff.timeline import Key
from operations.imports.load_file import read_loads
from tests.unit.kickoff.forecast import worldcup98

pytestmark = worldcup98.needed

# The matches used to choose the method, and the last sixteen, not used for it.
_CHOSEN_ON = ("1998-06-10T00:00Z", "1998-06-23T00:00Z")
_UNSEEN = ("1998-06-23T00:00Z", "1998-06-27T00:00Z")
_AUTO, _FORESIGHT = ("demand: auto", 0.9, 16), ("perfect foresight", 0.9, 16)


@pytest.fixture(scope="module")
def loads() -> Loads:
    return read_loads(worldcup98.REQUESTS, 1.0)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> ForecastTarget:
    path = tmp_path_factory.mktemp("worldcup98") / "config.yaml"
    return ForecastTarget(worldcup98.calendar(path), Key("site", "read"), 60)


def _minutes(days: tuple[str, str]) -> tuple[int, int]:
    start, end = (minute(datetime.fromisoformat(day)) for day in days)
    return start, end


def _replays(
    site: ForecastTarget,
    loads: Loads,
    days: tuple[str, str],
    *,
    burst: int = BURST_SECONDS,
    late: int = 0,
) -> dict[tuple[str, float, int], Replay]:
    return {
        (each.method.name, each.method.scaling.target, each.method.scaling.lag): each.replay
        for each in Backtest(site, loads, *_minutes(days)).results(burst, late)
    }


@pytest.mark.parametrize("days", [_CHOSEN_ON, _UNSEEN])
@pytest.mark.parametrize(
    ("burst", "late", "most"),
    [(BURST_SECONDS, 0, 0.0), (60, 2, 0.0002), (0, 0, 0.0002)],
    ids=["all burst", "a fifth of it, minimums two minutes late", "no burst"],
)
def test_demand_auto_needs_no_burst(  # noqa: PLR0913, PLR0917 (a row of the benchmark)
    site: ForecastTarget,
    loads: Loads,
    days: tuple[str, str],
    burst: int,
    late: int,
    most: float,
) -> None:
    replays = _replays(site, loads, days, burst=burst, late=late)
    found, foreseen = replays[_AUTO], replays[_FORESIGHT]
    assert found.throttled_share <= most
    assert found.overprovisioning <= 1.06 * foreseen.overprovisioning
    assert found.decreases <= 27 * 4 if days == _UNSEEN else 27 * 13


def test_a_higher_risk_leans_on_burst_and_holds_hardly_more_than_perfect_foresight(
    loads: Loads, tmp_path: Path
) -> None:
    calendar = worldcup98.calendar(tmp_path / "config.yaml", risk=0.5)
    bold = ForecastTarget(calendar, Key("site", "read"), 60)
    replays = _replays(bold, loads, _CHOSEN_ON)
    assert replays[_AUTO].throttled_share < 1e-6  # in the first minute, without saved burst
    assert replays[_AUTO].overprovisioning <= 1.012 * replays[_FORESIGHT].overprovisioning


def test_auto_scaling_alone_has_the_documented_figures(site: ForecastTarget, loads: Loads) -> None:
    replays = _replays(site, loads, (_CHOSEN_ON[0], _UNSEEN[1]))

    def figures(target: float) -> tuple[float, int, float]:
        found = replays["auto scaling alone", target, 16]
        return 100 * found.throttled_share, found.throttled_minutes, found.overprovisioning

    assert figures(0.5) == pytest.approx((0.042, 46, 2.31), abs=0.005)
    assert figures(0.7) == pytest.approx((0.382, 176, 1.61), abs=0.005)


def test_minimums_do_not_depend_on_later_loads(site: ForecastTarget, loads: Loads) -> None:
    start, end = _minutes(_UNSEEN)
    floors = learned_minimums(site, loads, start, end)
    for cut in (start + 1000, start + 1001, end - 500):
        assert learned_minimums(site, loads.before(cut), start, cut) == floors[: cut - start]


def test_a_crowd_that_triples_within_a_minute_of_a_match_is_met_by_the_next_tick(
    site: ForecastTarget, loads: Loads
) -> None:
    start = minute(datetime.fromisoformat("1998-06-22T19:20Z"))  # in Romania v England
    surge = Loads(loads.first, loads.values[:])
    for number in range(start, start + 30):
        surge.values[number - surge.first] *= 3
    floors = learned_minimums(site, surge, start - 60, start + 30)
    for number in range(start + 2, start + 30):  # CloudWatch has the first minute by then
        assert floors[number - start + 60] * 60 >= surge.at(number)
