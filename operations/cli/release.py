"""`kickoff release`: a manual end of leases."""

import os
import sys
from datetime import UTC, datetime

import click

from kickoff.calendar.sources import load
from operations.cli.options import check_target, config_option
from operations.cli.tick_output import print_report
from prescaler.handler import connect


@click.command()
@click.argument("target", required=False)
@config_option
def release(path: str, target: str | None) -> None:
    """Lower TARGET, or everything, to the values before kickoff raised it.

    The fixtures of the released leases do not raise it again. Capacity that cannot be lowered now
    (during an update, or while requests are throttled) is lowered by the next ticks. Exits with 1
    on an error.
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
    if not print_report(report):
        sys.exit(1)
