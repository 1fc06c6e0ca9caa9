"""`kickoff release`: a manual end of leases."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import NoReturn

import click

from kickoff.calendar import Calendar
from kickoff.timeline import Key
from operations.cli.access import require_access
from operations.cli.in_force import load_in_force
from operations.cli.interruption import saying_what_was_sent
from operations.cli.options import check_target, config_option, minute
from operations.cli.orders import caller, record_order, why_option
from operations.cli.prescaler_verbs import (
    connect_leases,
    describe_sent,
    local_option,
    print_report,
)
from operations.terminal import format_local_time
from prescaler.model import Lease, Pause
from prescaler.reconcile.prescaler import TickReport

# A raise begins at most as early before its kick-off.
_AHEAD = timedelta(days=1)


@click.command()
@click.argument("target", required=False)
@config_option
@local_option
@why_option
@click.option("--yes", is_flag=True, help="Release without confirmation.")
@click.option("--while-paused", is_flag=True, help="Release although changes are paused.")
def release(  # noqa: PLR0913 (click's)
    path: str, target: str | None, *, local: bool, why: str, yes: bool, while_paused: bool
) -> None:
    """Lower TARGET (prices, prices.read), or everything, to the values before; raise nothing.

    Shows the changes first, and asks for confirmation. The fixtures that need the capacity now do
    not raise it again. While a fixture that vanished from the calendar holds capacity, only its
    part is released; a second release lowers the rest. Capacity that cannot be lowered now (during
    an update, or while requests are throttled) is lowered by the next ticks. Exits with 1 on an
    error, and during a pause.
    """
    require_access()
    prescaler = connect_leases(path, local=local)
    calendar = load_in_force(path)
    if target is not None:
        check_target(
            target, calendar, [Key(each.target, each.dimension) for each in prescaler.held()]
        )
    at = minute(None, calendar.zone)
    planned = prescaler.plan_release(calendar, at, target)
    if not planned.results and not planned.troubles:
        click.echo(f"nothing is held{f' for {target}' if target else ''}")
        return
    if not yes:
        print_report(planned)
    for line in _released_ahead(planned, calendar, at):
        click.echo(line)
    if planned.pause is not None and not while_paused:
        _refuse(planned.pause)
    if not yes:
        click.confirm("release?", abort=True)
    with saying_what_was_sent(partial(describe_sent, prescaler, at)):
        report = prescaler.release(calendar, at, target, while_paused=while_paused)
    record_order(path, caller(), f"release {target or 'everything'}", why)
    if not print_report(report):
        sys.exit(1)


def _released_ahead(planned: TickReport, calendar: Calendar, at: datetime) -> Iterator[str]:
    """Yield a line for each fixture to come that the release leaves without capacity."""
    to_come = {(each.name, each.kickoff) for each in calendar.fixtures(at, at + _AHEAD)}
    names: dict[tuple[datetime, str], list[str]] = {}
    for each in planned.results:
        lease, name = each.inputs.lease, ".".join(each.inputs.dimension.key)
        for claim in lease.waived if isinstance(lease, Lease) else ():
            if claim.kickoff > at and claim.identity in to_come:
                names.setdefault((claim.kickoff, claim.fixture), []).append(name)
    for (kickoff, fixture), dimensions in sorted(names.items()):
        local = format_local_time(kickoff.astimezone(calendar.zone))
        yield (
            f"{fixture}, kick-off {local}, is released too: no tick raises {', '.join(dimensions)} "
            "for it again; kickoff boost does"
        )


def _refuse(pause: Pause) -> NoReturn:
    until = f" until {pause.until:%Y-%m-%d %H:%MZ}" if pause.until else ""
    raise click.ClickException(
        f"{pause.by} {'stopped' if pause.stops_all else 'paused'} all changes{until}: nothing is "
        f"released. {pause.ends_with} ends that, and --while-paused releases anyway"
    )
