"""`kickoff demo`: a fixture day in seconds, beside the same day without kickoff."""

import sys
import time
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import is_address
from kickoff.calendar.sources import load
from kickoff.timeline import Fixture
from operations.cli.options import config_option
from operations.pages.day_page import DayDimension, page
from operations.terminal import console
from simulator.day import Day
from simulator.record import FixtureRecord, Record

# With kickoff, then (alone) without.
_COLUMNS = ("fixture", "at", "ready", "alone", "warm", "throttled", "alone", "cold", "alone")
_LEGEND = (
    "ready: minutes before kick-off; warm: containers, distinct/asked;\n"
    "throttled: capacity units; cold: requests met by a cold start; alone: no kickoff"
)
_MINUTE = timedelta(minutes=1)
_MARGIN = timedelta(minutes=15)


@click.command()
@config_option
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Which; the busiest.")
@click.option(
    "--page",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("demo.html"),
    show_default=True,
    help="Where to draw the day.",
)
def demo(path: str, day: datetime | None, target: Path) -> None:
    """Live through a fixture day against a stand-in for AWS.

    The real handlers run every minute of it; the same crowd meets auto scaling alone beside them.
    """
    if is_address(path):
        raise click.UsageError("the demo lives a local calendar; fetch it and name the file")
    calendar = load(path)
    fixtures = _fixtures(calendar, day.date() if day else None)
    if not fixtures:
        raise click.UsageError("the calendar has no fixture then; name another --day")
    start = min(fixture.opens for fixture in fixtures) - _MARGIN
    end = max(fixture.closes for fixture in fixtures) + _MARGIN
    began = time.monotonic()
    record = _watch(Day(Path(path), start, end), fixtures, calendar.zone, (end - start) // _MINUTE)
    rows = [_cells(record.of(fixture), calendar.zone) for fixture in record.fixtures]
    drawn = page(record.start, record.fixtures, _dimensions(record), calendar.zone, rows)
    target.write_text(drawn, encoding="utf-8")
    console().print(_table(rows))
    console().print(f"[dim]{_LEGEND}[/]")
    took = time.monotonic() - began
    click.echo(f"{record.minutes} minutes of {len(rows)} fixtures in {took:.1f} s; drawn: {target}")
    if record.troubles:
        for trouble, count in Counter(record.troubles).most_common(5):
            click.echo(f"{count} times: {trouble}", err=True)
        sys.exit(1)


def _fixtures(calendar: Calendar, day: date | None) -> list[Fixture]:
    """The fixtures of a day; of the calendar's busiest, if none is named."""
    days: dict[date, list[Fixture]] = {}
    start, end = calendar.span()
    for fixture in calendar.fixtures(start, end):
        days.setdefault(fixture.kickoff.astimezone(calendar.zone).date(), []).append(fixture)
    return days.get(day, []) if day else max(days.values(), key=len, default=[])


def _watch(day: Day, fixtures: list[Fixture], zone: ZoneInfo, minutes: int) -> Record:
    """Run the day; a bar on a terminal, a line at each kick-off everywhere."""
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console()
    )
    task = bar.add_task("", total=minutes)

    def lived(at: datetime) -> None:
        bar.update(task, advance=1, description=f"{at.astimezone(zone):%H:%M}")
        for fixture in fixtures:
            if fixture.kickoff == at:
                bar.console.print(_kicked_off(day.record.of(fixture), at.astimezone(zone)))

    with bar:
        return day.run(lived)


def _kicked_off(met: FixtureRecord, at: datetime) -> str:
    warm = "" if met.warm is None else f", {met.warm[1]} of {met.warm[0]} containers warm"
    return f"{at:%H:%M}  {met.fixture.name}: capacity ready {_margin(met.margin)} min{warm}"


def _margin(minutes: float | None) -> str:
    """How long before kick-off capacity was there; negative is late."""
    return "never" if minutes is None else f"{minutes:+.0f}"


def _cells(met: FixtureRecord, zone: ZoneInfo) -> list[str]:
    return [
        met.fixture.name,
        f"{met.fixture.kickoff.astimezone(zone):%H:%M}",
        _margin(met.margin),
        _margin(met.margin_alone),
        f"{met.warm[1]}/{met.warm[0]}" if met.warm else "",
        f"{met.throttled:,.0f}",
        f"{met.throttled_alone:,.0f}",
        f"{met.cold:,.0f}",
        f"{met.cold_alone:,.0f}",
    ]


def _dimensions(record: Record) -> list[DayDimension]:
    """The record in the model of the page."""
    return [
        DayDimension(
            *key,
            demand=course.demand,
            capacity=course.kickoff.live,
            throttled=course.kickoff.refused,
            capacity_alone=course.alone.live,
            throttled_alone=course.alone.refused,
        )
        for courses in (record.tables, record.functions)
        for key, course in courses.items()
    ]


def _table(rows: list[list[str]]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for number, name in enumerate(_COLUMNS):
        table.add_column(name, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table
