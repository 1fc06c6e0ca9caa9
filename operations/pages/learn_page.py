"""Report of what was learned: past curves, the forecast with its band, and the learned steps."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from kickoff.calendar import TableTarget
from kickoff.forecast.calibration import calibration
from kickoff.forecast.loads import instant
from kickoff.forecast.profile_forecast import ProfileForecast
from kickoff.forecast.target import ForecastTarget
from operations.pages.chart import Chart, ChartSeries, Shape, unit_of, without_gaps
from operations.pages.curve_chart import band_series, kickoff_labels
from operations.pages.prices import dollars, price_source
from operations.pages.report import ChartSection, ReportTable, report
from operations.terminal import format_local_time
from prescaler.resources.quote import unit_hour

_COLUMNS = (
    *("kick-off", "profile", "10th percentile", "median", "90th percentile"),
    *("measured", "error of the median"),
)
_MOST_CHECKS = 12
_HOUR_MINUTES = 60


def page(target: ForecastTarget, forecasts: Sequence[ProfileForecast]) -> str:
    """Return the report: a chart of each profile, and past kick-offs beside their predictions."""
    zone, unit = target.calendar.zone, unit_of(target.key.dimension)
    return report(
        title=f"Learned: {target.key.target}.{target.key.dimension}",
        summary=(
            f"Peaks of the last kick-offs in {unit}, at scale 1. Each prediction uses only the "
            f"kick-offs before it. Times are in {zone.key}."
        ),
        table=ReportTable(
            _COLUMNS,
            [row for forecast in forecasts for row in _checks(forecast, zone)],
            {"profile"},
        ),
        sections=[
            ChartSection(
                f"{forecast.profile}, for {format_local_time(forecast.coming.astimezone(zone))}",
                " ".join(
                    (
                        price(target, forecast) or f"{unit}, at scale 1",
                        *(f"{each}." for each in calibration(target, forecast).sentences()),
                    )
                ),
                _chart(forecast),
            )
            for forecast in forecasts
        ],
    )


def price(target: ForecastTarget, forecast: ProfileForecast) -> str | None:
    """The price of one fixture with the learned steps; None for a function."""
    table = target.calendar.targets[target.key.target]
    if not isinstance(table, TableTarget):
        return None
    hours = sum(_learned_steps(forecast)) / _HOUR_MINUTES
    price = dollars(hours * unit_hour(target.key.dimension, table))
    source = price_source({table.region})
    return f"one fixture with these steps: {hours:,.0f} capacity-hours, {price}\n  ({source})"


def _checks(forecast: ProfileForecast, zone: ZoneInfo) -> Iterator[Sequence[str]]:
    for check in reversed(forecast.checks[-_MOST_CHECKS:]):
        band = check.predicted
        yield (
            format_local_time(instant(check.kickoff).astimezone(zone)),
            forecast.profile,
            *(f"{units:,.0f}" for units in (band.low, band.median, band.high, check.actual)),
            f"{check.error:+.0%}",
        )


def _chart(forecast: ProfileForecast) -> Chart:
    bands, first = forecast.curve.minutes, forecast.curve.first
    minutes = range(first, first + len(bands))
    past = ([one.at(since) for since in minutes] for one in forecast.past)
    series = [
        band_series(bands),
        *(ChartSeries("past kick-offs", "past", without_gaps(one), Shape.LINE) for one in past),
        ChartSeries("median", "kickoff", [band.median for band in bands], Shape.LINE),
        ChartSeries("learned steps", "alone", _learned_steps(forecast)),
    ]
    label = f"{forecast.profile} by minutes from kick-off"
    return Chart(label, series, kickoff_labels(minutes))


def _learned_steps(forecast: ProfileForecast) -> list[float]:
    """The learned demand times its shares, minute by minute."""
    curve = forecast.curve
    phases = curve.phases()
    ends = [phase.since for phase in phases[1:]] + [curve.first + len(curve.minutes)]
    return [
        float(phase.share * curve.demand)
        for phase, end in zip(phases, ends, strict=True)
        for _ in range(phase.since, end)
    ]
