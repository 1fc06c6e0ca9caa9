"""`kickoff warm`: one wave of pings, sent from this machine."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import click
from rich.console import Console

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import ONE_ATTEMPT, Aws
from kickoff.calendar import Calendar
from kickoff.calendar.model.problems import choices
from kickoff.calendar.sources import load
from operations.cli.access import require_access
from operations.cli.interruption import saying_what_was_sent
from operations.cli.options import config_option, instant
from operations.cli.warm_tables import (
    dry_run_summary,
    permits_table,
    results_summary,
    results_table,
)
from operations.terminal import console
from warmer.adapters.records import RecordTable
from warmer.adapters.stop_order import StopOrder
from warmer.application import Warmer
from warmer.clock import SystemClock
from warmer.model import Permit, Warming, WarmingResult
from warmer.plan import schedule

# Seconds to wait for answers to pings, and for reads of the account.
ANSWER_TIMEOUT_S = 90
READ_TIMEOUT_S = 10
WITHOUT_PERMISSION = "too few pings or too many may be sent; allow it"
UNRECORDED = "so the deployed warmer may take these pings for live requests"


@click.command()
@config_option
@click.argument("target", required=False)
@click.option("--count", type=click.IntRange(1), help="Containers of TARGET; default: its level.")
@click.option("--qualifier", help="Warm this version or alias of TARGET instead of its own.")
@click.option("--at", help="The instant of the levels (ISO 8601); default: now.")
@click.option("--dry-run", is_flag=True, help="Print the pings; send none.")
@click.option("--while-paused", is_flag=True, help="Ping although the stack is stopped.")
def warm(  # noqa: PLR0913 (one for each option)
    path: str,
    target: str | None,
    count: int | None,
    qualifier: str | None,
    at: str | None,
    *,
    dry_run: bool,
    while_paused: bool,
) -> None:
    """Warm TARGET, or every function of the calendar, now.

    --qualifier 42 warms version 42 before an alias points to it.

    Exits with 1 where fewer containers are warm than requested, and while the stack is stopped.
    With the lease table in KICKOFF_LEASE_TABLE, the deployed warmer knows of these pings.
    """
    calendar, now = load(path), datetime.now(UTC)
    requested = _requested(calendar, instant(at, calendar.zone) if at else now, target, count)
    if qualifier is not None:
        requested = _at(qualifier, requested, target)
    if not requested:
        click.echo("no function has a level then; to warm one anyway, give TARGET and --count")
        return
    table, tick = os.environ.get("KICKOFF_LEASE_TABLE"), now.replace(second=0, microsecond=0)
    require_access()
    aws = Aws()
    clients = Clients(aws, ONE_ATTEMPT)
    if table and not dry_run and not while_paused:
        _refuse_while_stopped(StopOrder(clients, table), now)
    records = RecordTable(clients, table) if table else None
    warmer = Warmer(aws, SystemClock(), records=records)
    permits = _read_permits(warmer, calendar, requested, tick)
    if dry_run:
        console().print(permits_table(permits))
        sentence, short = dry_run_summary(permits)
    else:
        results = _send(warmer, permits, tick, calendar.digest)
        _report_unrecorded(warmer, table)
        console().print(results_table(results))
        sentence, short = results_summary(results)
    click.echo(sentence)
    sys.exit(int(short))


def _refuse_while_stopped(stop: StopOrder, now: datetime) -> None:
    """Refuse pings against a person's order; an order that cannot be read refuses nothing."""
    by = stop.by(now)
    if stop.unread is not None:
        click.echo(f"the order to stop cannot be read, so pings are sent: {stop.unread}", err=True)
    if by is not None:
        raise click.ClickException(
            f"{by} stopped all changes: no ping is sent. kickoff start ends that, and "
            "--while-paused pings anyway"
        )


def _requested(
    calendar: Calendar, at: datetime, target: str | None, count: int | None
) -> list[Warming]:
    """Return the warming of one target, or of all with a level; `count` replaces the level."""
    levels = {warming.target: warming for _, warming in schedule.desired(calendar, at)}
    if target is None:
        if count is not None:
            raise click.UsageError("--count needs a TARGET")
        return [warming for warming in levels.values() if warming.count]
    target = target if target in levels else target.removesuffix(".warm")
    if target not in levels:
        problem = "is not kept warm" if target in calendar.targets else "is not a target"
        raise click.UsageError(f"{target!r} {problem}{choices(target, levels)}")
    warming = levels[target] if count is None else replace(levels[target], count=count, because=())
    return [warming] if warming.count else []


def _at(qualifier: str, requested: Sequence[Warming], target: str | None) -> list[Warming]:
    """Return the same containers for another version or alias, which may have no traffic yet."""
    if target is None:
        raise click.UsageError("--qualifier needs a TARGET")
    return [
        replace(each, function=replace(each.function, qualifier=qualifier)) for each in requested
    ]


def _read_permits(
    warmer: Warmer, calendar: Calendar, requested: Sequence[Warming], tick: datetime
) -> list[Permit]:
    """Read the account and return permits.

    For earlier minutes, the deployed warmer's pings follow the calendar.
    """

    def due(minute: datetime) -> Iterator[Warming]:
        return iter(requested) if minute == tick else schedule.due(calendar, minute)

    warmer.moved(requested, tick, READ_TIMEOUT_S)
    permits, missing = warmer.permits(due, tick, READ_TIMEOUT_S)
    for permission in missing:
        click.echo(f"{permission} is denied: {WITHOUT_PERMISSION}", err=True)
    for warming in requested:
        if warming.count > schedule.MOST_PINGS:
            most = f"{warming.target}: at most {schedule.MOST_PINGS} containers from this machine"
            click.echo(f"{most}; the deployed warmer sends more, in shards", err=True)
    return permits


def _send(
    warmer: Warmer, permits: Sequence[Permit], tick: datetime, configuration: str
) -> list[WarmingResult]:
    """Send the permitted pings; print their numbers, and a status while waiting."""
    for permit in permits:
        click.echo(f"{permit.warming.function.label}: {permit.pings:,} pings", err=True)
    with (
        saying_what_was_sent(lambda: _sent(permits)),
        Console(stderr=True).status("waiting for answers"),
    ):
        return warmer.send(permits, tick, time.time() + ANSWER_TIMEOUT_S, configuration)


def _sent(permits: Sequence[Permit]) -> str:
    counts = ", ".join(f"{each.warming.function.label} {each.pings:,}" for each in permits)
    return f"at most these pings were sent: {counts}; their containers answer by themselves"


def _report_unrecorded(warmer: Warmer, table: str | None) -> None:
    """Tell whether other warmers know of the pings."""
    if not table:
        click.echo(f"no lease table is in KICKOFF_LEASE_TABLE, {UNRECORDED}", err=True)
    elif warmer.unrecorded:
        click.echo(f"the pings are in no record, {UNRECORDED}: {warmer.unrecorded}", err=True)
