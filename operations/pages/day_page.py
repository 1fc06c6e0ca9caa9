"""Report of a simulated day: capacity with kickoff beside auto scaling alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kickoff.timeline import Fixture
from operations.pages.chart import ChartSeries, Shape, timed_chart, unit_of
from operations.pages.report import ChartSection, ReportTable, report

_COLUMNS = (
    *("fixture", "kick-off", "ready, minutes before", "without kickoff, minutes before"),
    *("warm / requested containers", "throttled units", "without kickoff, units"),
    *("cold starts", "without kickoff, cold starts"),
)


@dataclass(frozen=True, slots=True)
class DayDimension:
    """One dimension through the day, a value per minute.

    `throttled` counts capacity units, or requests that met a cold start. `alone` means with auto
    scaling and without kickoff.
    """

    target: str
    dimension: str
    demand: Sequence[float]
    capacity: Sequence[float]
    throttled: Sequence[float]
    capacity_alone: Sequence[float]
    throttled_alone: Sequence[float]


def page(
    start: datetime,
    fixtures: Sequence[Fixture],
    dimensions: Sequence[DayDimension],
    zone: ZoneInfo,
    rows: Sequence[Sequence[str]],
) -> str:
    """Return the page; `rows` are the rows of its table, one per fixture."""
    local = start.astimezone(zone)
    minutes = len(dimensions[0].demand) if dimensions else 0
    return report(
        title=f"A fixture day: {local:%A} {local.day} {local:%B %Y}",
        summary=(
            f"{len(fixtures)} fixtures in {minutes} simulated minutes. The real handlers ran every "
            "minute against a simulator of AWS. Without kickoff, the same traffic met auto scaling "
            "alone, which adds capacity about six minutes after the load, and functions without "
            f"pings. Times are in {zone.key}."
        ),
        table=ReportTable(_COLUMNS, rows),
        sections=[_section(each, start, fixtures, zone) for each in dimensions],
    )


def _section(
    day: DayDimension, start: datetime, fixtures: Sequence[Fixture], zone: ZoneInfo
) -> ChartSection:
    name, unit = f"{day.target}.{day.dimension}", unit_of(day.dimension)
    series = [
        ChartSeries("demand", "demand", day.demand, Shape.AREA),
        ChartSeries("capacity without kickoff", "alone", day.capacity_alone),
        ChartSeries("capacity with kickoff", "kickoff", day.capacity),
        ChartSeries(
            "throttled or cold starts, without kickoff",
            "alone",
            day.throttled_alone,
            Shape.MARKS,
        ),
        ChartSeries(
            "throttled or cold starts, with kickoff", "kickoff", day.throttled, Shape.MARKS
        ),
    ]
    label = f"{name} through the day, in {unit}"
    return ChartSection(name, unit, timed_chart(label, series, start, fixtures, zone))
