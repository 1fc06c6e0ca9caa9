"""A simulated fixture day: choice of the day, table rows and page."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kickoff.calendar import Calendar
from kickoff.timeline import Fixture
from operations.pages.day_page import DayDimension, page
from simulator.day import Day
from simulator.day.record import DayRecord, FixtureRecord

_MARGIN = timedelta(minutes=15)


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


def draw_page(record: DayRecord, rows: Sequence[Sequence[str]], zone: ZoneInfo) -> str:
    """Return the HTML page of a day; `rows` are those of its fixtures."""
    dimensions = [
        DayDimension(
            *key,
            demand=series.demand,
            capacity=series.kickoff.live,
            throttled=series.kickoff.refused,
            capacity_alone=series.alone.live,
            throttled_alone=series.alone.refused,
        )
        for by_key in (record.tables, record.functions)
        for key, series in by_key.items()
    ]
    return page(record.start, record.fixtures, dimensions, zone, rows)
