"""`kickoff review`: what became of past fixtures, and what to change in the calendar."""

import json
import os
import sys
from datetime import UTC, datetime

import click

from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar.sources import load
from operations.cli.options import config_option
from operations.review.choice import Period
from operations.review.cost import bill
from operations.review.page import page
from operations.review.plain import plain
from operations.review.read import read
from operations.review.terminal import show
from operations.review.trail import Trail
from prescaler.handler import connect


@click.command()
@config_option
@click.argument("fixture", required=False)
@click.option("--since", default="7d", show_default=True, help="How far back, 15d at most.")
@click.option("--format", "style", type=click.Choice(["table", "json", "html"]), default="table")
def review(path: str, fixture: str | None, since: str, style: str) -> None:
    """Tell what became of fixtures (of one, by its name), and what to change in the calendar.

    Read from CloudWatch, and from the leases in the table KICKOFF_LEASE_TABLE or beside the
    calendar. Exits with 1 where there is advice.
    """
    calendar, now = load(path), datetime.now(UTC)
    period = Period.before(now, since)
    chosen = period.named(calendar, fixture) if fixture else period.fixtures(calendar)
    trail, remarks = _trail(path) if chosen else (None, [period.none(calendar)])
    for remark in remarks:
        click.echo(remark, err=True)
    try:
        clients = Clients(Aws(), PATIENCE)
        found = read(calendar, chosen, period.start, now, clients, trail)
    except AWS_ERRORS as error:
        raise click.ClickException(f"CloudWatch cannot be read: {error}") from None
    cost = bill(calendar, calendar.steps(period.start, now))
    match style:
        case "json":
            click.echo(json.dumps([plain(each) for each in found], ensure_ascii=False, indent=1))
        case "html":
            click.echo(page(found, cost, calendar.zone, remarks))
        case _ if found:
            show(found, cost, calendar.zone, detailed=fixture is not None)
        case _:
            pass
    if any(each.advice for each in found):
        sys.exit(1)


def _trail(path: str) -> tuple[Trail | None, list[str]]:
    """Return the trail of the leases, None without one, and remarks about it."""
    table = os.environ.get("KICKOFF_LEASE_TABLE")
    leases = connect(path, table).leases.read()
    if leases.away is not None:
        return None, [f"told by CloudWatch alone: {leases.away.message}"]
    said = [outcome.message for outcome in leases.unreadable.values()]
    trail = Trail.of(leases)
    if not trail.empty:
        return trail, said
    if not table:
        named = "name the lease table (the stack's output Leases) in KICKOFF_LEASE_TABLE"
        return None, [f"told by CloudWatch alone: {named} to see what was raised when, and why"]
    return trail, [*said, f"the lease table {table} has no entries: nothing was ever raised by it"]
