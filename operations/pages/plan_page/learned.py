"""Learned demand on the page: the curve of each profile's next fixture, and the last past one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp

from kickoff.forecast.calibration import calibration
from kickoff.forecast.demand_curve import Quantiles
from kickoff.forecast.examples import examples
from kickoff.forecast.growth import AHEAD, DELAY
from kickoff.forecast.loads import instant, minute
from kickoff.forecast.profile_forecast import ProfileForecast
from kickoff.forecast.tags import used_factor
from kickoff.timeline import Fixture
from operations.pages.chart import Chart, ChartSeries, Shape, unit_of, without_gaps
from operations.pages.curve_chart import band_series, kickoff_labels
from operations.stored_demand import StoredDemand
from operations.terminal import format_local_time

MOST_VIEWS = 20


@dataclass(frozen=True, slots=True)
class LearnedView:
    """A chart under a heading, and sentences about it."""

    heading: str
    sentences: Sequence[str]
    chart: Chart


def learned_views(
    stored: Sequence[StoredDemand], start: datetime, end: datetime
) -> list[LearnedView]:
    """Return a view of each profile whose next fixture kicks off in [start, end)."""
    return [
        _view(each, forecast, forecast.fixture)
        for each in stored
        for forecast in each.profiles
        if forecast.fixture and start <= forecast.fixture.kickoff < end
    ]


def _view(stored: StoredDemand, forecast: ProfileForecast, fixture: Fixture) -> LearnedView:
    zone, key = stored.target.calendar.zone, stored.target.key
    coming = format_local_time(fixture.kickoff.astimezone(zone))
    heading = f"{'.'.join(key)}, {forecast.profile}: {fixture.name}, {coming}"
    last = instant(forecast.past[-1].example.kickoff).astimezone(zone)
    past = f"{len(forecast.past)} past kick-offs, the last on {format_local_time(last)}"
    sentences = [
        f"{unit_of(key.dimension).capitalize()}, at scale 1, from {past}.",
        *(f"{each.capitalize()}." for each in calibration(stored.target, forecast).sentences()),
        *(f"Tag {each.sentence()}." for each in forecast.tag_effects),
    ]
    curve = forecast.curve
    minutes = range(curve.first, curve.first + len(curve.minutes))
    series = _series(stored, forecast, fixture, minutes)
    return LearnedView(heading, sentences, Chart(heading, series, kickoff_labels(minutes)))


def _series(
    stored: StoredDemand, forecast: ProfileForecast, fixture: Fixture, minutes: range
) -> list[ChartSeries]:
    factor, last = used_factor(forecast.tag_effects), forecast.past[-1]
    bands = [
        Quantiles(each.low * factor, each.median * factor, each.high * factor)
        for each in forecast.curve.minutes
    ]
    series = [
        band_series(bands),
        ChartSeries("written", "written", _written(stored, fixture, minutes)),
        ChartSeries(
            "last past fixture", "past", without_gaps([last.at(n) for n in minutes]), Shape.LINE
        ),
        ChartSeries("median", "median", [band.median for band in bands], Shape.LINE),
    ]
    if margin := _with_margin(stored, forecast, fixture, minutes):
        label = f"median with its margin, at risk {stored.target.risk:g}"
        series.append(ChartSeries(label, "margin", margin, Shape.LINE))
    return series


def _written(stored: StoredDemand, fixture: Fixture, minutes: range) -> list[float]:
    """Return the calendar's demand in each minute, at scale 1."""
    demand = fixture.demand[stored.target.key]
    return [
        float(demand * fixture.weight(fixture.kickoff + timedelta(minutes=since)) / fixture.scale)
        for since in minutes
    ]


def _with_margin(
    stored: StoredDemand, forecast: ProfileForecast, fixture: Fixture, minutes: range
) -> list[float]:
    """Return the median with the margin of the farthest minute ahead; empty without a model."""
    if stored.model is None:
        return []
    growths, target = stored.model.growths, stored.target
    growth, rate = growths.of(forecast.profile), target.rate
    (example,) = examples([fixture], target.key)
    found = []
    factor = used_factor(forecast.tag_effects)
    for since, band in zip(minutes, forecast.curve.minutes, strict=True):
        place = growth.position(example, minute(fixture.kickoff) + since) if growth else None
        lead = DELAY + AHEAD
        margin = growths.usual.at(lead, target.risk)
        if growth and place is not None:
            margin = max(margin, growth.margin(place, lead, target.risk))
        load = (band.median * factor * rate + growths.padding) * exp(
            max(margin, 0.0)
        ) - growths.padding
        found.append(load / rate)
    return found
