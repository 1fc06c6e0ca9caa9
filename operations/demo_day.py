"""A simulated fixture day: choice of the day, verdict, table rows and page."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kickoff.calendar import Calendar
from kickoff.calendar.model.words import counted
from kickoff.pricing.prices import DEFAULT_REGION, prices_of
from kickoff.timeline import Fixture, Key
from operations.pages.chart import Chart, ScalingResult, comparison, timed_chart, unit_of
from operations.pages.picture import picture
from operations.pages.prices import price_source
from operations.pages.report import ChartSection, ReportTable, report
from simulator.day import Day
from simulator.day.record import (
    AccountSeries,
    DayRecord,
    FixtureRecord,
    FixtureResult,
    SeriesRecord,
)

_MARGIN = timedelta(minutes=15)
_MINUTE = timedelta(minutes=1)
COLUMNS = (
    *("fixture", "kick-off", "capacity\nready", "containers\nwarm"),
    *("throttled\n(units)", "cold\nstarts"),
)
TEXT_COLUMNS = COLUMNS[:3]
WITHOUT = "  without kickoff"


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


def fixture_rows(record: FixtureRecord, zone: ZoneInfo) -> list[list[str]]:
    """Return two rows of table cells for a fixture: with kickoff, and without."""
    kickoff = f"{record.fixture.kickoff.astimezone(zone):%H:%M}"
    warm = f"{record.warm[1]} of {record.warm[0]}" if record.warm else "-"
    return [
        [record.fixture.name, kickoff, *_cells(record.kickoff, warm)],
        [WITHOUT, "", *_cells(record.alone, "-")],
    ]


def _cells(result: FixtureResult, warm: str) -> list[str]:
    ready, refused = format_margin(result.margin), (result.throttled, result.cold)
    return [ready, warm, *(f"{number:,.0f}" for number in refused)]


def format_margin(minutes: float | None) -> str:
    """Return when capacity was ready, from the minutes before kick-off; negative is late."""
    match minutes:
        case None:
            return "never"
        case 0:
            return "at kick-off"
        case _:
            return f"{abs(minutes):.0f} min {'before' if minutes > 0 else 'late'}"


def verdict(record: DayRecord) -> list[str]:
    """Return the result of a day in three sentences: with kickoff, without it, and in dollars."""
    records = [record.of(fixture) for fixture in record.fixtures]
    helped = _refusals(record, lambda series: series.kickoff)
    alone = _refusals(record, lambda series: series.alone)
    return [
        f"With kickoff {_in_time(each.kickoff for each in records)}; {helped}.",
        f"Without kickoff {_in_time(each.alone for each in records)}; {alone}.",
        _costs(record),
    ]


def _in_time(results: Iterable[FixtureResult]) -> str:
    ready = [each.in_time for each in results]
    return f"{sum(ready)} of {counted(len(ready), 'fixture')} had all capacity at kick-off"


def _refusals(record: DayRecord, account: Callable[[SeriesRecord], AccountSeries]) -> str:
    throttled, cold = (
        round(sum(sum(account(each).refused) for each in series.values()))
        for series in (record.tables, record.functions)
    )
    return f"{counted(throttled, 'unit')} throttled, {counted(cold, 'cold start')}"


def _costs(record: DayRecord) -> str:
    """Return the dollars of the tables: with kickoff, without, and at the highest level always."""
    prices = prices_of(DEFAULT_REGION)

    def dollars(units: Callable[[SeriesRecord], float]) -> str:
        minutes = (
            units(series) * prices.capacity_cost(key.dimension, _MINUTE)
            for key, series in record.tables.items()
        )
        return f"${sum(minutes):,.2f}"

    return (
        f"The tables cost {dollars(lambda each: sum(each.kickoff.live))} with kickoff, "
        f"{dollars(lambda each: sum(each.alone.live))} without, and "
        f"{dollars(lambda each: max(each.desired) * len(each.desired))} at their highest level "
        f"throughout ({price_source({prices.region})})."
    )


def page(record: DayRecord, rows: Sequence[Sequence[str]], zone: ZoneInfo) -> str:
    """Return the HTML report of a day; `rows` are the table rows of its fixtures."""
    local = record.start.astimezone(zone)
    return report(
        title=f"A fixture day: {local:%A} {local.day} {local:%B %Y}",
        verdict=verdict(record),
        summary=(
            f"{counted(len(record.fixtures), 'fixture')} in {record.minutes} simulated minutes. "
            "The real handlers ran every minute against a simulator of AWS. Without kickoff, the "
            "same traffic met auto scaling alone, which adds capacity about six minutes after the "
            f"load, and functions without pings. Times are in {zone.key}."
        ),
        table=ReportTable(COLUMNS, rows, TEXT_COLUMNS),
        sections=[
            _section(key, series, record, zone)
            for key, series in (*record.tables.items(), *record.functions.items())
        ],
    )


def day_picture(record: DayRecord, zone: ZoneInfo) -> str:
    """Return an SVG of the dimension that auto scaling alone throttled most."""
    throttled = {key: sum(series.alone.refused) for key, series in record.tables.items()}
    key = max(throttled, key=lambda each: throttled[each])
    return picture(_chart(key, record.tables[key], record, zone))


def _section(key: Key, series: SeriesRecord, record: DayRecord, zone: ZoneInfo) -> ChartSection:
    chart = _chart(key, series, record, zone)
    return ChartSection(".".join(key), unit_of(key.dimension), chart)


def _chart(key: Key, series: SeriesRecord, record: DayRecord, zone: ZoneInfo) -> Chart:
    drawn = comparison(
        series.demand,
        ScalingResult("without kickoff", series.alone.live, series.alone.refused),
        ScalingResult("with kickoff", series.kickoff.live, series.kickoff.refused),
        "throttled or cold starts",
    )
    label = f"{'.'.join(key)} through the day, in {unit_of(key.dimension)}"
    return timed_chart(label, drawn, record.start, record.fixtures, zone)
