"""`kickoff stop`: a deployed stack changes nothing and pings nothing, until `kickoff start`."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from kickoff.timeline import Key
from operations.change_log import short
from operations.cli.access import own_region
from operations.cli.in_force import calendar_in_force
from operations.cli.options import config_option
from operations.cli.orders import caller, record_order, why_option
from operations.cli.prescaler_verbs import connect_leases, local_option
from operations.pages.prices import dollars, price_source
from operations.preflight.readiness.words import in_time, on_day
from operations.terminal import console, text_table
from operations.unraised_fixture import next_unraised
from prescaler.model import Failure
from prescaler.reconcile.held import HeldCapacity


@click.command()
@config_option
@local_option
@why_option
def stop(path: str, *, local: bool, why: str) -> None:
    """Stop everything of a stack: changes of capacity, pings and scheduled actions.

    Raised capacity stays raised; the answer lists it with its price. Every tick reports the stop,
    and `kickoff start` ends it. The calendar is read after the stop, to name the next fixture that
    is not raised.
    """
    prescaler = connect_leases(path, local=local)
    by = caller()
    prescaler.stop(short(by))
    click.echo(
        "stopped: the next tick changes nothing, sends no ping and deletes scheduled actions; "
        "a tick that runs now still ends. kickoff start ends the stop"
    )
    record_order(path, by, "stop everything", why)
    try:
        held = prescaler.held(own_region())
    except Failure as failure:
        click.echo(f"what is raised is not known: {failure.outcome.message}", err=True)
        sys.exit(1)
    _show(held)
    _show_next(path, held)


def _show(held: Sequence[HeldCapacity]) -> None:
    if not held:
        click.echo("no capacity is raised")
        return
    rows = [
        (
            f"{each.target}.{each.dimension}",
            f"{each.found:,}",
            f"{each.applied:,}",
            dollars(each.dollars_an_hour),
        )
        for each in held
    ]
    total = dollars(sum(each.dollars_an_hour for each in held))
    source = price_source({each.region for each in held})
    click.echo(f"raised capacity stays, for {total} an hour ({source}):")
    columns = ("dimension", "before", "now", "$ an hour")
    console().print(text_table(columns, rows, numbers=columns[1:]))
    click.echo("kickoff release lowers it")


def _show_next(path: str, held: Sequence[HeldCapacity]) -> None:
    """Print the next fixture that is not raised, if a calendar is known."""
    calendar, now = calendar_in_force(path).calendar, datetime.now(UTC)
    raised = {Key(each.target, each.dimension): each.applied for each in held}
    fixture = next_unraised(calendar, raised, now)
    if fixture is not None:
        when = f"{on_day(fixture.kickoff, calendar.zone)} ({in_time(fixture.kickoff, now)})"
        click.echo(f"not raised while stopped: {fixture.name}, {when}")
