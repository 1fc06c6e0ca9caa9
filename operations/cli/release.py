"""`kickoff release`: a manual end of leases."""

import sys

import click

from operations.cli.in_force import load_in_force
from operations.cli.options import check_target, config_option, minute
from operations.cli.prescaler_verbs import connect_leases, local_option, print_report


@click.command()
@click.argument("target", required=False)
@config_option
@local_option
def release(path: str, target: str | None, *, local: bool) -> None:
    """Lower TARGET, or everything, to the values before kickoff raised it.

    The fixtures of the released leases do not raise it again. Capacity that cannot be lowered now
    (during an update, or while requests are throttled) is lowered by the next ticks. Exits with 1
    on an error.
    """
    prescaler = connect_leases(path, local=local)
    calendar = load_in_force(path)
    if target is not None:
        check_target(target, calendar, {each.target for each in prescaler.held()})
    report = prescaler.release(calendar, minute(None, calendar.zone), target)
    if not report.results and not report.troubles:
        click.echo(f"nothing is held{f' for {target}' if target else ''}")
        return
    if not print_report(report):
        sys.exit(1)
