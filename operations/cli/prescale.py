"""`kickoff prescale`: one tick of the prescaler, from here."""

import os
import sys
from collections import Counter
from datetime import UTC, datetime

import click
from rich.table import Table

from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar
from kickoff.calendar.sources import load
from operations.cli.options import config_option, instant
from operations.terminal import console, when
from prescaler.forecaster import Forecaster
from prescaler.handler import connect
from prescaler.model import Limits
from prescaler.reconcile.executors import DecisionResult
from prescaler.reconcile.prescaler import TickReport


@click.command()
@config_option
@click.option("--at", help="The instant to make true (ISO 8601); now.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
def prescale(path: str, at: str | None, *, dry_run: bool) -> None:
    """Make live capacity what the calendar says, now.

    Exits with 1 where a target is in error. Leases are in the table KICKOFF_LEASE_TABLE, or without
    one in a file beside the calendar.
    """
    calendar = load(path)
    moment = instant(at, calendar.zone) if at else datetime.now(UTC)
    tick = moment.replace(second=0, microsecond=0)
    calendar = foreseen(calendar, tick)
    prescaler = connect(str(path), os.environ.get("KICKOFF_LEASE_TABLE"))
    report = prescaler.dry_run(calendar, tick) if dry_run else prescaler.reconcile(calendar, tick)
    fine = show(report)
    counted = Counter(result.decision.action for result in report.results)
    summary = ", ".join(f"{count} {action}" for action, count in counted.items())
    done = "would be done" if dry_run else "done"
    click.echo(f"{when(tick.astimezone(calendar.zone))}: {summary or 'nothing to touch'}; {done}")
    if not fine:
        sys.exit(1)


def foreseen(calendar: Calendar, at: datetime) -> Calendar:
    """The calendar as the function sees it; says where learned demand does not count, and why."""
    view = Forecaster(Aws(), os.environ.get("KICKOFF_LEASE_TABLE")).view(calendar, at)
    for each in view.fallbacks:
        click.echo(f"{each.reason}: {each.message}; the written numbers hold", err=True)
    return view.calendar


def show(report: TickReport) -> bool:
    """Print what came of a tick; false where something is in error."""
    for trouble in report.troubles:
        click.echo(f"{trouble.code}: {trouble.message}", err=True)
    if report.results:
        console().print(_table(report.results))
    return not report.troubles and not any(r.outcome.code.is_error for r in report.results)


def _table(results: tuple[DecisionResult, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("dimension", "action", "min", "to", "outcome"):
        table.add_column(name, justify="right" if name in {"min", "to"} else "left")
    for result in results:
        live, change = result.decision.inputs.observed.limits, result.decision.change
        table.add_row(
            ".".join(result.inputs.dimension.key),
            result.decision.action,
            f"{live.minimum:,}" if isinstance(live, Limits) else "?",
            f"{change.to.minimum:,}" if change else "",
            f"{result.outcome.code}: {result.outcome.message}",
        )
    return table
