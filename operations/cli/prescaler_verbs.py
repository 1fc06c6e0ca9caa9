"""The prescaler's connection, forecast and report, for the verbs that use it."""

import os
from datetime import datetime

import click

from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar
from operations.terminal import console, text_table
from prescaler.forecaster import Forecaster
from prescaler.handler import connect
from prescaler.model import Limits
from prescaler.reconcile.executors import DecisionResult
from prescaler.reconcile.prescaler import Prescaler, TickReport


def connect_prescaler(path: str) -> Prescaler:
    """Return the prescaler with the leases of KICKOFF_LEASE_TABLE, or of a file beside `path`."""
    return connect(path, os.environ.get("KICKOFF_LEASE_TABLE"))


def with_forecast(calendar: Calendar, at: datetime) -> Calendar:
    """Return the calendar with learned demand; print each target that keeps its written demand."""
    view = Forecaster(Aws(), os.environ.get("KICKOFF_LEASE_TABLE")).view(calendar, at)
    for each in view.fallbacks:
        click.echo(f"{each.reason}: {each.message}; the written numbers hold", err=True)
    return view.calendar


def print_report(report: TickReport) -> bool:
    """Print the results of a tick; return whether it had no error."""
    for trouble in report.troubles:
        click.echo(f"{trouble.code}: {trouble.message}", err=True)
    if report.results:
        columns = ("dimension", "action", "min", "to", "outcome")
        console().print(text_table(columns, map(_row, report.results), numbers={"min", "to"}))
    return not report.troubles and not any(r.outcome.code.is_error for r in report.results)


def _row(result: DecisionResult) -> tuple[str, ...]:
    live, change = result.decision.inputs.observed.limits, result.decision.change
    return (
        ".".join(result.inputs.dimension.key),
        result.decision.action,
        f"{live.minimum:,}" if isinstance(live, Limits) else "?",
        f"{change.to.minimum:,}" if change else "",
        f"{result.outcome.code}: {result.outcome.message}",
    )
