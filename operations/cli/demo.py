"""`kickoff demo`: a simulated fixture day, with kickoff and without."""

import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kickoff.calendar.loading.files import is_address
from kickoff.calendar.model.words import counted
from kickoff.calendar.sources import load
from kickoff.timeline import Fixture
from operations.cli.options import file_option
from operations.demo_day import day_of, fixture_row, fixtures_on, format_margin, page
from operations.terminal import console, text_table
from simulator.day import Day
from simulator.day.record import DayRecord, FixtureRecord

# With kickoff, then (alone) without.
_COLUMNS = ("fixture", "at", "ready", "alone", "warm", "throttled", "alone", "cold", "alone")
_LEGEND = (
    "ready: minutes before kick-off; warm: containers, proven or busy/requested;\n"
    "throttled: capacity units; cold: requests with a cold start; alone: without kickoff"
)


@click.command()
@file_option
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="Default: the day with the most fixtures."
)
@click.option(
    "--page",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("demo.html"),
    show_default=True,
    help="The HTML file to write.",
)
def demo(path: str, day: datetime | None, target: Path) -> None:
    """Simulate a fixture day, with kickoff and with auto scaling alone.

    The real handlers run every simulated minute against a simulator of AWS. Exits with 1 where a
    handler reported an error.
    """
    if is_address(path):
        raise click.UsageError("the demo needs a local calendar; download it and give its path")
    calendar = load(path)
    fixtures = fixtures_on(calendar, day.date() if day else None)
    if not fixtures:
        raise click.UsageError("the calendar has no fixture on that day; give another --day")
    began = time.monotonic()
    record = _run(day_of(Path(path), fixtures), fixtures, calendar.zone)
    rows = [fixture_row(record.of(fixture), calendar.zone) for fixture in record.fixtures]
    target.write_text(page(record, rows, calendar.zone), encoding="utf-8")
    table = text_table(_COLUMNS, rows, numbers=_COLUMNS[1:], whole=_COLUMNS, gap=1)
    console().print(table)
    console().print(f"[dim]{_LEGEND}[/]")
    took = time.monotonic() - began
    click.echo(
        f"{counted(record.minutes, 'minute')} of {counted(len(rows), 'fixture')} in {took:.1f} s; "
        f"page: {target}"
    )
    if record.troubles:
        for trouble, count in Counter(record.troubles).most_common(5):
            click.echo(f"{counted(count, 'time')}: {trouble}", err=True)
        sys.exit(1)


def _run(day: Day, fixtures: list[Fixture], zone: ZoneInfo) -> DayRecord:
    """Run the day with a progress bar, and print a line at each kick-off."""
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console()
    )
    task = bar.add_task("", total=day.record.minutes)

    def show(at: datetime) -> None:
        local = at.astimezone(zone)
        bar.update(task, advance=1, description=f"{local:%H:%M}")
        for fixture in fixtures:
            if fixture.kickoff == at:
                bar.console.print(_kickoff_line(day.record.of(fixture), local), markup=False)

    with bar:
        return day.run(show)


def _kickoff_line(record: FixtureRecord, at: datetime) -> str:
    warm = f", {record.warm[1]} of {record.warm[0]} containers warm" if record.warm else ""
    margin = format_margin(record.margin)
    return f"{at:%H:%M}  {record.fixture.name}: capacity ready {margin} min{warm}"
