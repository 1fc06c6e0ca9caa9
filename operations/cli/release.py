"""`kickoff release`: give back by hand what is held."""

import os
import sys
from datetime import UTC, datetime

import click

from kickoff.calendar.sources import load
from operations.cli.options import check_target, config_option
from operations.cli.prescale import show
from prescaler.handler import connect


@click.command()
@click.argument("target", required=False)
@config_option
def release(path: str, target: str | None) -> None:
    """Give back what is held for TARGET, or everything, whatever the calendar says.

    The fixtures it was held for do not raise it again. What cannot come down at once (an update is
    under way, requests are throttled) comes down with the next ticks. Exits with 1 on an error.
    """
    calendar = load(path)
    if target is not None:
        check_target(target, calendar)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    prescaler = connect(path, os.environ.get("KICKOFF_LEASE_TABLE"))
    report = prescaler.release(calendar, now, target)
    if not report.results and not report.troubles:
        click.echo(f"nothing is held{f' for {target}' if target else ''}")
        return
    if not show(report):
        sys.exit(1)
