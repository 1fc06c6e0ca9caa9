"""`kickoff plan`: the level of every dimension through time."""

import csv
import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import click

from kickoff.calendar.sources import load
from kickoff.timeline import Step
from operations.cli.options import config_option, instant
from operations.cli.plan_tables import tables
from operations.pages.plan_page.page import page

_DEFAULT_SPAN = timedelta(days=14)
_COLUMNS = ("target", "dimension", "start", "end", "level", "because")


@click.command()
@config_option
@click.option("--from", "start", help="First instant (ISO 8601); default: now.")
@click.option("--to", "end", help="End of the plan, exclusive; default: 14 days after --from.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json", "csv", "html"]),
    default="table",
    show_default=True,
)
def plan(path: str, start: str | None, end: str | None, style: str) -> None:
    """Show the steps of every dimension in [from, to)."""
    calendar = load(path)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    first = instant(start, calendar.zone) if start else now
    last = instant(end, calendar.zone) if end else first + _DEFAULT_SPAN
    if first >= last:
        raise click.UsageError("--from is not before --to")
    match style:
        case "html":
            click.echo(page(calendar, first, last), nl=False)
        case "json":
            _json(calendar.steps(first, last))
        case "csv":
            _csv(calendar.steps(first, last))
        case _:
            tables(calendar.steps(first, last), calendar)


def _iso(at: datetime) -> str:
    """Format a UTC instant to the second; strftime takes five times as long."""
    return f"{at.isoformat()[:19]}Z"


def _row(step: Step) -> dict[str, object]:
    return {
        "target": step.key.target,
        "dimension": step.key.dimension,
        "start": _iso(step.start),
        "end": _iso(step.end),
        "level": step.level.value,
        "because": [fixture.name for fixture in step.level.because],
    }


def _json(steps: Iterable[Step]) -> None:
    """Write one row per line as a stream: a year of many targets is large."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    separator = "[\n"
    for step in steps:
        sys.stdout.write(separator + encode(_row(step)))
        separator = ",\n"
    sys.stdout.write("\n]\n" if separator != "[\n" else "[]\n")


def _csv(steps: Iterable[Step]) -> None:
    writer = csv.DictWriter(sys.stdout, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for step in steps:
        names = "; ".join(fixture.name for fixture in step.level.because)
        writer.writerow(_row(step) | {"because": names})
