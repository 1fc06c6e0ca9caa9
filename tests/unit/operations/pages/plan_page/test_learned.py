"""The page shows learned demand: curve, band, margin, and the last past fixture."""

from datetime import timedelta
from pathlib import Path

import pytest

from kickoff.calendar import load
from kickoff.forecast.forecaster import DemandForecaster
from kickoff.forecast.growth_model import GrowthModel
from kickoff.forecast.loads import minute
from kickoff.forecast.profile_forecast import profile_forecasts
from kickoff.forecast.target import ForecastTarget
from operations.pages.plan_page import page
from operations.pages.plan_page.learned import learned_views
from operations.stored_demand import StoredDemand, stored_demand
from tests.unit.kickoff.files import READ
from tests.unit.kickoff.forecast.seasons import DAYS, FIRST, KICKOFF, forecast_target, season
from tests.unit.operations.pages.plan_page.reading import Page

_NOW = FIRST + timedelta(days=DAYS - 1)
_END = _NOW + timedelta(days=7)


class _Texts(dict[str, str]):
    """A store in memory."""

    def recall(self, name: str) -> str | None:
        return self.get(name)

    def keep(self, name: str, text: str) -> None:
        self[name] = text


@pytest.fixture
def target(tmp_path: Path) -> ForecastTarget:
    return forecast_target(tmp_path)


@pytest.fixture
def stored(target: ForecastTarget) -> list[StoredDemand]:
    """Return what is learned of seven evenings, on the morning of the eighth."""
    loads, store = season().before(minute(_NOW)), _Texts()
    forecaster = DemandForecaster(store)
    forecaster.keep(target.key, target.archived(loads))
    store.keep("forecast|prices|read", GrowthModel(_NOW, target.learn(loads)).dumps())
    return stored_demand(target.calendar, forecaster, _NOW)


def test_the_page_draws_curve_band_margin_and_the_last_past_fixture(
    target: ForecastTarget, stored: list[StoredDemand]
) -> None:
    text = page(target.calendar, _NOW, _END, stored=stored)
    (section,) = Page(text).find("section", "learned")
    (heading,) = section.find("h3")
    assert heading.text == "prices.read, match: of Monday, Mon  9 Nov 20:00"
    assert [each.text for each in section.find("span")] == [
        "10th to 90th percentile",
        "written",
        "last past fixture",
        "median",
        "median with its margin, at risk 0.1",
    ]
    for style in ("band", "written", "past", "median", "margin"):
        assert len(section.find("path", style)) == 1
    assert "from 7 past kick-offs, the last on Sun  8 Nov 20:00" in section.text
    assert "asked one in ten; was 0 in 6: as asked" in section.text


def test_the_margin_lies_above_the_median(stored: list[StoredDemand]) -> None:
    (view,) = learned_views(stored, _NOW, _END)
    series = {each.style: list(each.values) for each in view.chart.series}
    at_kickoff = 20  # minutes of lead
    assert series["median"][at_kickoff + 60] == pytest.approx(200, rel=0.01)
    assert series["past"][at_kickoff + 60] == pytest.approx(200, rel=0.01)
    assert series["written"][at_kickoff] == 1000
    for median, margin in zip(series["median"], series["margin"], strict=True):
        assert margin >= median * 0.999


def test_without_a_model_the_curve_is_drawn_without_a_margin(
    target: ForecastTarget, stored: list[StoredDemand]
) -> None:
    (each,) = stored
    text = page(target.calendar, _NOW, _END, stored=[StoredDemand(target, each.profiles, None)])
    (section,) = Page(text).find("section", "learned")
    assert section.find("path", "median")
    assert not section.find("path", "margin")


def test_a_tag_with_few_past_fixtures_is_said_and_scales_nothing(tmp_path: Path) -> None:
    forecast_target(tmp_path)
    path = tmp_path / "config.yaml"
    path.write_text(path.read_text().replace("name: of Monday", "tags: [derby], name: of Monday"))
    target = ForecastTarget(load(path), READ, 60)
    loads = season().before(minute(_NOW))
    profiles = profile_forecasts(target, target.archived(loads).recordings, _NOW)
    (view,) = learned_views([StoredDemand(target, profiles, None)], _NOW, _END)
    assert "Tag derby: peaks 1.00 times the others, from 1 past fixture: too few to use." in (
        view.sentences
    )


def test_a_plan_that_ends_before_the_fixture_has_no_learned_section(
    target: ForecastTarget, stored: list[StoredDemand]
) -> None:
    for shown, end in ((stored, _NOW + KICKOFF), ([], _END)):
        assert not Page(page(target.calendar, _NOW, end, stored=shown)).find("section", "learned")
