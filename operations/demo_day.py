"""A simulated fixture day: choice of the day, table rows and page."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kickoff.calendar import Calendar
from kickoff.calendar.model.words import counted
from kickoff.timeline import Fixture, Key
from operations.pages.chart import ScalingResult, comparison, timed_chart, unit_of
from operations.pages.report import ChartSection, ReportTable, report
from simulator.day import Day
from simulator.day.record import DayRecord, FixtureRecord, SeriesRecord

_MARGIN = timedelta(minutes=15)
_COLUMNS = (
    *("fixture", "kick-off", "ready, minutes before", "without kickoff, minutes before"),
    *("warm / requested containers", "throttled units", "without kickoff, units"),
    *("cold starts", "without kickoff, cold starts"),
)


def fixtures_on(calendar: Calendar, day: date | None) -> list[Fixture]:
    """Return the fixtures of a day; without one, of the day with the most fixtures."""
    days: dict[date, list[Fixture]] = {}
    start, end = calendar.span()
    for fixture in calendar.fixtures(start, end):
        days.setdefault(fixture.kickoff.astimezone(calendar.zone).date(), []).append(fixture)
    return days.get(day, []) if day else max(days.values(), key=len, default=[])


def day_of(path: Path, fixtures: Sequence[Fixture]) -> Day:
    """Return a simulation of the fixtures' windows, and of 15 minutes before and after them."""
    start = min(fixture.opens for fixture in fixtures) - _MARGIN
    return Day(path, start, max(fixture.closes for fixture in fixtures) + _MARGIN)


def fixture_row(record: FixtureRecord, zone: ZoneInfo) -> list[str]:
    """Return the table cells of a fixture."""
    return [
        record.fixture.name,
        f"{record.fixture.kickoff.astimezone(zone):%H:%M}",
        format_margin(record.margin),
        format_margin(record.margin_alone),
        f"{record.warm[1]}/{record.warm[0]}" if record.warm else "",
        f"{record.throttled:,.0f}",
        f"{record.throttled_alone:,.0f}",
        f"{record.cold:,.0f}",
        f"{record.cold_alone:,.0f}",
    ]


def format_margin(minutes: float | None) -> str:
    """Return the minutes before kick-off at which capacity was ready; negative is late."""
    return "never" if minutes is None else f"{minutes:+.0f}"


def page(record: DayRecord, rows: Sequence[Sequence[str]], zone: ZoneInfo) -> str:
    """Return the HTML report of a day; `rows` are the table rows of its fixtures."""
    local = record.start.astimezone(zone)
    return report(
        title=f"A fixture day: {local:%A} {local.day} {local:%B %Y}",
        summary=(
            f"{counted(len(record.fixtures), 'fixture')} in {record.minutes} simulated minutes. "
            "The real handlers ran every minute against a simulator of AWS. Without kickoff, the "
            "same traffic met auto scaling alone, which adds capacity about six minutes after the "
            f"load, and functions without pings. Times are in {zone.key}."
        ),
        table=ReportTable(_COLUMNS, rows),
        sections=[
            _section(key, series, record, zone)
            for key, series in (*record.tables.items(), *record.functions.items())
        ],
    )


def _section(key: Key, series: SeriesRecord, record: DayRecord, zone: ZoneInfo) -> ChartSection:
    name, unit = ".".join(key), unit_of(key.dimension)
    drawn = comparison(
        series.demand,
        ScalingResult("without kickoff", series.alone.live, series.alone.refused),
        ScalingResult("with kickoff", series.kickoff.live, series.kickoff.refused),
        "throttled or cold starts",
    )
    label = f"{name} through the day, in {unit}"
    return ChartSection(name, unit, timed_chart(label, drawn, record.start, record.fixtures, zone))
