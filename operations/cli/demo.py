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
from operations.demo_day import (
    COLUMNS,
    TEXT_COLUMNS,
    day_of,
    day_picture,
    fixture_rows,
    fixtures_on,
    format_margin,
    page,
    verdict,
)
from operations.terminal import console, text_table
from simulator.day import Day
from simulator.day.record import DayRecord, FixtureRecord


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
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write an SVG of the dimension that auto scaling alone throttled most.",
)
def demo(path: str, day: datetime | None, target: Path, picture: Path | None) -> None:
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
    effects = map(record.of, record.fixtures)
    rows = [row for each in effects for row in fixture_rows(each, calendar.zone)]
    target.write_text(page(record, rows, calendar.zone), encoding="utf-8")
    if picture and record.tables:
        picture.write_text(day_picture(record, calendar.zone), encoding="utf-8")
    out = console()
    for sentence in verdict(record):
        out.print(sentence, markup=False)
    out.print()
    numbers = [name for name in COLUMNS if name not in TEXT_COLUMNS]
    out.print(text_table(COLUMNS, rows, numbers=numbers, whole=COLUMNS))
    took = time.monotonic() - began
    minutes = counted(record.minutes, "minute")
    click.echo(f"{minutes} of {counted(len(fixtures), 'fixture')} in {took:.1f} s; page: {target}")
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
    warm = f", {record.warm[1]} of {record.warm[0]} containers warm so far" if record.warm else ""
    ready = format_margin(record.kickoff.margin)
    return f"{at:%H:%M}  {record.fixture.name}: ready {ready}{warm}"
