"""`kickoff prescale`: one tick of the prescaler, run on this machine."""

import sys
from collections import Counter
from functools import partial

import click

from kickoff.calendar.sources import load
from operations.cli.interruption import saying_what_was_sent
from operations.cli.options import config_option, minute
from operations.cli.prescaler_verbs import (
    connect_prescaler,
    describe_sent,
    print_report,
    scheduling_lines,
    with_forecast,
)
from operations.terminal import format_local_time


@click.command()
@config_option
@click.option("--at", help="The instant of the levels (ISO 8601); default: now.")
@click.option("--dry-run", is_flag=True, help="Print the decisions; change nothing.")
def prescale(path: str, at: str | None, *, dry_run: bool) -> None:
    """Set capacity of every dimension to the levels of the calendar, now.

    Below the table are the scheduled actions that this creates and deletes, of targets with arm.
    With --at the levels are those of another instant; leases and history still have the present
    time, and levels of the past lower nothing. Exits with 1 where a target has an error, or would
    have one. Leases are those of the stack, or of the table KICKOFF_LEASE_TABLE; without both, in a
    file beside the calendar.
    """
    calendar = load(path)
    tick, now = minute(at, calendar.zone), minute(None, calendar.zone)
    prescaler = connect_prescaler(path)
    calendar = with_forecast(calendar, tick)
    if dry_run:
        report = prescaler.dry_run(calendar, tick)
    else:
        with saying_what_was_sent(partial(describe_sent, prescaler, now)):
            report = prescaler.reconcile(calendar, tick, now=now)
    succeeded = print_report(report)
    for line in scheduling_lines(report, calendar.zone, dry_run=dry_run):
        click.echo(line)
    counts = Counter(result.decision.action for result in report.results)
    summary = ", ".join(f"{count} {action}" for action, count in counts.items())
    if not summary:
        summary = "the calendar has no table dimension, and there is no lease"
    elif dry_run:
        summary += "; dry run, nothing changed"
    click.echo(f"{format_local_time(tick.astimezone(calendar.zone))}: {summary}")
    if not succeeded:
        sys.exit(1)
