"""`kickoff pause`: a time in which the prescaler changes nothing."""

from datetime import timedelta

import click

from operations.change_log import short
from operations.cli.options import config_option, this_minute
from operations.cli.orders import caller, record_order, why_option
from operations.cli.prescaler_verbs import connect_leases, local_option

_MAX_HOURS = 72.0


@click.command()
@config_option
@local_option
@why_option
@click.option(
    "--hours",
    type=click.FloatRange(0, _MAX_HOURS, min_open=True),
    default=1.0,
    show_default=True,
    help="Length of the pause.",
)
@click.option("--end", is_flag=True, help="End the pause now.")
def pause(path: str, hours: float, *, end: bool, local: bool, why: str) -> None:
    """Stop the prescaler from changing capacity for some hours; every tick reports the pause.

    Raised capacity stays raised, and nothing more is raised: a fixture that opens during the pause
    starts unready. Scheduled actions that exist still run. The calendar is not read.
    """
    prescaler = connect_leases(path, local=local)
    if end:
        prescaler.end_pause()
        click.echo("pause ended")
        record_order(path, caller(), "end the pause", why)
        return
    until, by = this_minute() + timedelta(hours=hours), caller()
    prescaler.pause(until, short(by))
    click.echo(f"nothing is changed until {until:%Y-%m-%d %H:%MZ}")
    record_order(path, by, f"pause until {until:%Y-%m-%d %H:%MZ}", why)
