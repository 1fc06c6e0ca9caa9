"""`kickoff plan`: the level of every dimension through time."""

import csv
import json
import os
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import click

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.model.problems import dotted
from kickoff.calendar.sources import load
from kickoff.timeline import Fixture, Step
from operations.cli.access import own_region, require_access
from operations.cli.options import config_option, instant, this_minute
from operations.cli.plan_tables import tables
from operations.cli.unread_file import report_unread_file
from operations.live_billing import with_live_billing
from operations.pages.plan_page.page import page
from operations.stored_demand import StoredDemand, stored_demand
from operations.terminal import prints_unicode
from prescaler.forecaster import demand_forecaster

_DEFAULT_SPAN = timedelta(days=14)
_COLUMNS = ("target", "dimension", "start", "end", "level", "because", "sources")


@click.command()
@config_option
@click.option("--from", "start", help="First instant (ISO 8601), or 17:00 of today; default: now.")
@click.option("--to", "end", help="End of the plan, exclusive; default: 14 days after --from.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json", "csv", "html"]),
    default="table",
    show_default=True,
)
@click.option("--live", is_flag=True, help="Ask AWS for the billing modes of tables, for prices.")
def plan(path: str, start: str | None, end: str | None, style: str, *, live: bool) -> None:
    """Show the steps of every dimension in [from, to), and what they cost with kickoff itself."""
    report_unread_file(path)
    calendar = load(path)
    if live:
        calendar = _live(calendar)
    now = this_minute()
    first = instant(start, calendar.zone) if start else now
    last = instant(end, calendar.zone, after=first) if end else first + _DEFAULT_SPAN
    if first >= last:
        raise click.UsageError("--from is not before --to")
    region = own_region()
    match style:
        case "html":
            learned = _stored(calendar, now)
            click.echo(page(calendar, first, last, region=region, stored=learned), nl=False)
        case "json":
            _json(calendar.steps(first, last))
        case "csv":
            _csv(calendar.steps(first, last))
        case _:
            tables(calendar, first, last, region)


def _live(calendar: Calendar) -> Calendar:
    """Return the calendar with the billing modes that AWS reports; print each difference."""
    require_access()
    found, notes = with_live_billing(calendar, Clients(Aws(), PATIENCE))
    for note in notes:
        click.echo(f"note: {note}", err=True)
    return found


def _stored(calendar: Calendar, now: datetime) -> list[StoredDemand]:
    """Return the learned demand of the stack; without an answer the page is without it."""
    table = os.environ.get("KICKOFF_LEASE_TABLE")
    if not table:
        return []
    try:
        return stored_demand(calendar, demand_forecaster(Aws(), table), now)
    except SourceUnavailableError as fault:
        click.echo(f"the page is without learned demand: {fault}", err=True)
        return []


def _iso(at: datetime) -> str:
    """Format a UTC instant to the second; strftime takes five times as long."""
    return f"{at.isoformat()[:19]}Z"


def _row(step: Step) -> dict[str, Any]:
    return {
        "target": step.key.target,
        "dimension": step.key.dimension,
        "start": _iso(step.start),
        "end": _iso(step.end),
        "level": step.level.value,
        "because": [fixture.name for fixture in step.level.because],
        "sources": [_source(fixture) for fixture in step.level.because],
    }


def _source(fixture: Fixture) -> str:
    """Return the place of a fixture: the line and rule of a feed, or the path in the calendar."""
    return fixture.entry or dotted(fixture.origin)


def _json(steps: Iterable[Step]) -> None:
    """Write one row per line as a stream: a year of many targets is large."""
    encode = json.JSONEncoder(ensure_ascii=not prints_unicode()).encode
    separator = "[\n"
    for step in steps:
        sys.stdout.write(separator + encode(_row(step)))
        separator = ",\n"
    sys.stdout.write("\n]\n" if separator != "[\n" else "[]\n")


def _csv(steps: Iterable[Step]) -> None:
    writer = csv.DictWriter(sys.stdout, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for step in steps:
        row = _row(step)
        joined = {name: "; ".join(map(str, row[name])) for name in ("because", "sources")}
        writer.writerow(row | joined)
