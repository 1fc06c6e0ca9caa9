"""`kickoff plan`: the level of everything through time."""

import csv
import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.markup import escape
from rich.table import Table

from cli.options import config_option, instant
from cli.show import console, picture, when
from kickoff.config import load
from kickoff.timeline import Step

_DEFAULT_SPAN = timedelta(days=14)
_PICTURE_WIDTH = 40
_COLUMNS = ("target", "dimension", "start", "end", "level", "because")


@click.command()
@config_option
@click.option("--from", "start", help="First instant (ISO 8601); now.")
@click.option("--to", "end", help="First instant no longer shown; 14 days later.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
)
def plan(path: Path, start: str | None, end: str | None, style: str) -> None:
    """Show the steps of every dimension in [from, to)."""
    calendar = load(path)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    first = instant(start, calendar.zone) if start else now
    last = instant(end, calendar.zone) if end else first + _DEFAULT_SPAN
    if first >= last:
        raise click.UsageError("--from is not before --to")
    steps = calendar.steps(first, last)
    match style:
        case "json":
            _json(steps)
        case "csv":
            _csv(steps)
        case _:
            _tables(steps, calendar.zone)


def _row(step: Step) -> dict[str, object]:
    return {
        "target": step.key.target,
        "dimension": step.key.dimension,
        "start": f"{step.start:%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{step.end:%Y-%m-%dT%H:%M:%SZ}",
        "level": step.level.value,
        "because": [fixture.name for fixture in step.level.because],
    }


def _json(steps: Iterable[Step]) -> None:
    """One row a line, written as they come: a year of many targets is large."""
    separator = "[\n"
    for step in steps:
        sys.stdout.write(separator + json.dumps(_row(step), ensure_ascii=False))
        separator = ",\n"
    sys.stdout.write("\n]\n" if separator != "[\n" else "[]\n")


def _csv(steps: Iterable[Step]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for step in steps:
        row = _row(step)
        names = "; ".join(fixture.name for fixture in step.level.because)
        writer.writerow([*list(row.values())[:-1], names])


def _tables(steps: Iterable[Step], zone: ZoneInfo) -> None:
    """For each target the picture of every dimension, and a table of the times it is raised."""
    for target, found in groupby(steps, key=lambda step: step.key.target):
        out, own = console(), list(found)
        start, end = own[0].start.astimezone(zone), own[-1].end.astimezone(zone)
        out.print(f"[bold]{escape(target)}[/]  {when(start)} to {when(end)}")
        for dimension, line in groupby(own, key=lambda step: step.key.dimension):
            levels = list(line)
            peak = max(step.level.value for step in levels)
            bars = picture(levels, _PICTURE_WIDTH)
            out.print(f"  [cyan]{bars}[/] {escape(dimension)}, at most {peak:,}")
        if any(step.level.because for step in own):
            out.print(_raised(own, zone))
        out.print()


def _raised(steps: list[Step], zone: ZoneInfo) -> Table:
    """A row for each time, a column for each dimension."""
    dimensions = list(dict.fromkeys(step.key.dimension for step in steps))
    rows: dict[tuple[datetime, datetime, str], dict[str, int]] = {}
    for step in steps:
        if names := ", ".join(fixture.name for fixture in step.level.because):
            levels = rows.setdefault((step.start, step.end, names), {})
            levels[step.key.dimension] = step.level.value
    table = Table(box=None, padding=(0, 0, 0, 2))
    for name in ("from", "to", *dimensions, "because of"):
        is_time = name in {"from", "to"}
        table.add_column(name, justify="right" if name in dimensions else "left", no_wrap=is_time)
    for (start, end, names), levels in sorted(rows.items(), key=lambda row: row[0]):
        first, last = start.astimezone(zone), end.astimezone(zone)
        until = f"{last:%H:%M}" if last.date() == first.date() else when(last)
        cells = (f"{levels[name]:,}" if name in levels else "" for name in dimensions)
        table.add_row(when(first), until, *cells, escape(names))
    return table
