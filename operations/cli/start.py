"""`kickoff start`: the end of `kickoff stop`."""

from datetime import UTC, datetime

import click

from operations.cli.options import config_option
from operations.cli.orders import caller, record_order, why_option
from operations.cli.prescaler_verbs import connect_leases, local_option


@click.command()
@config_option
@local_option
@why_option
def start(path: str, *, local: bool, why: str) -> None:
    """End a stop, and a pause: the next tick does everything that is due."""
    prescaler, now = connect_leases(path, local=local), datetime.now(UTC)
    order = prescaler.leases.read().pause(now)
    prescaler.start()
    was = "nothing was stopped" if order is None else f"it was stopped by {order.by}"
    click.echo(f"started ({was}): the next tick does everything that is due")
    if order is not None:
        record_order(path, caller(), "start again", why)
