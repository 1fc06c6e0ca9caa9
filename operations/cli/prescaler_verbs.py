"""The prescaler's connection, forecast and report, for the verbs that use it."""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from kickoff.aws.clients import CALLS_AT_ONCE, Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar
from kickoff.calendar.model.words import counted
from operations.cli.access import require_access
from operations.terminal import console, text_table
from prescaler.adapters.lease_store import lease_file, lease_store
from prescaler.forecaster import Forecaster
from prescaler.model import Failure, Limits, Outcome
from prescaler.parallel import ThreadMap
from prescaler.plan.due import select_as_audit
from prescaler.reconcile.executors import DecisionResult
from prescaler.reconcile.prescaler import Prescaler, TickReport
from prescaler.resources.scaling import ResourceScaling

_Command = Callable[..., Any]


def local_option(command: _Command) -> _Command:
    """Add the flag `--local`, for verbs whose purpose is the leases of a deployed stack."""
    return click.option(
        "--local", is_flag=True, help="Use the leases in a file of this machine, of `prescale`."
    )(command)


def connect_leases(path: str, *, local: bool) -> Prescaler:
    """Return the prescaler with the leases of the stack, or with `local` those of a file.

    Raises:
        click.UsageError: no lease table is named, and the local file is not meant.
    """
    if not local and not os.environ.get("KICKOFF_LEASE_TABLE"):
        raise click.UsageError(
            "no deployed stack is named, so nothing was done: give --stack NAME or set "
            f"KICKOFF_STACK; --local uses the leases in {lease_file(path)}"
        )
    if not local:
        require_access()
    return connect(None if local else os.environ.get("KICKOFF_LEASE_TABLE"), path)


def connect_prescaler(path: str) -> Prescaler:
    """Return the prescaler with the leases of the stack, or, with a note, those of a file."""
    require_access()
    table = os.environ.get("KICKOFF_LEASE_TABLE")
    if not table:
        note = f"no stack is named: leases are in {lease_file(path)}, on this machine only"
        click.echo(note, err=True)
    return connect(table, path)


def connect(table: str | None, path: str = "") -> Prescaler:
    """Return a prescaler that looks at every dimension.

    Its leases are in a table, or in a file beside the calendar `path`. It raises nothing without a
    lease, because this process ends.
    """
    clients, threads = Clients(Aws()), ThreadMap(CALLS_AT_ONCE)
    leases, scaling = lease_store(clients, table, path), ResourceScaling(clients, threads)
    return Prescaler(scaling, leases, threads, raises_unrecorded=False, select=select_as_audit)


def with_forecast(calendar: Calendar, at: datetime) -> Calendar:
    """Return the calendar with learned demand; print each target that keeps its written demand."""
    view = Forecaster(Aws(), os.environ.get("KICKOFF_LEASE_TABLE")).view(calendar, at)
    for each in view.fallbacks:
        click.echo(f"{each.reason}: {each.message}; the written numbers hold", err=True)
    return view.calendar


def describe_sent(prescaler: Prescaler, tick: datetime) -> str:
    """Return the changes of a tick that are recorded: each is recorded before it is sent."""
    try:
        sent = [each for each in prescaler.history() if each.entry.at == tick]
    except Failure as failure:
        return f"what was sent is not known ({failure.outcome.message}): see kickoff status"
    changes = [
        f"{'.'.join(each.key)} {each.entry.action} {each.entry.before:,} -> {each.entry.after:,}"
        for each in sent
    ]
    if not changes:
        return "nothing was sent"
    return f"sent before: {', '.join(changes)}; the next tick continues, kickoff release restores"


def print_report(report: TickReport) -> bool:
    """Print the results of a tick; return whether it had no error."""
    print_troubles(report.troubles)
    if report.results:
        columns = ("dimension", "action", "min", "to", "outcome")
        console().print(text_table(columns, map(_row, report.results), numbers={"min", "to"}))
    return not report.troubles and not any(r.outcome.code.is_error for r in report.results)


def scheduling_lines(report: TickReport, zone: ZoneInfo, *, dry_run: bool) -> Iterator[str]:
    """Yield the changes of the scheduled actions of each dimension, with their local times."""
    would = "would be " if dry_run else ""
    for result in report.results:
        change, name = result.scheduling, ".".join(result.inputs.dimension.key)
        created = ", ".join(
            f"{each.minimum:,} at {each.at.astimezone(zone):%a %H:%M}" for each in change.created
        )
        if created:
            yield f"{name}: scheduled actions {would}created: minimum {created}"
        if change.deleted:
            yield f"{name}: {counted(len(change.deleted), 'scheduled action')} {would}deleted"


def print_troubles(troubles: Iterable[Outcome]) -> None:
    """Print the failures to read or write leases."""
    for trouble in troubles:
        click.echo(f"{trouble.code}: {trouble.message}", err=True)


def _row(result: DecisionResult) -> tuple[str, ...]:
    live, change = result.decision.inputs.observed.limits, result.decision.change
    return (
        ".".join(result.inputs.dimension.key),
        result.decision.action,
        f"{live.minimum:,}" if isinstance(live, Limits) else "?",
        f"{change.to.minimum:,}" if change else "",
        f"{result.outcome.code}: {result.outcome.message}",
    )
