"""`kickoff check`: limits and permissions of the account for the coming fixtures."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kickoff.aws.sessions import Aws
from kickoff.calendar.sources import load
from operations.cli.access import require_access
from operations.cli.options import config_option, minute
from operations.guard_layer import ADD_THE_LAYER
from operations.preflight.adapters.guard_pings import GuardPinger
from operations.preflight.deployed_readers import account_reader
from operations.preflight.finding import Finding, FindingCode
from operations.preflight.handler import CHECK_AHEAD
from operations.preflight.period import CheckPeriod
from operations.preflight.run_checks import run_checks
from operations.terminal import console, format_local_time


@click.command()
@config_option
@click.option(
    "--days",
    default=CHECK_AHEAD.days,
    show_default=True,
    type=click.IntRange(1, 366),
    help="Days to check.",
)
@click.option("--at", help="The first instant (ISO 8601); default: now.")
@click.option(
    "--ping", is_flag=True, help="Send one real ping to each function, to test its guard."
)
def check(path: str, days: int, at: str | None, *, ping: bool) -> None:
    """Check coming fixtures against quotas, limits, names and permissions; change nothing.

    Permissions are those of the stack's roles, or of KICKOFF_WARMER_ROLE and
    KICKOFF_PRESCALER_ROLE; without either they are not checked. Exits with 1 where there is a
    finding.
    """
    calendar = load(path)
    now = minute(at, calendar.zone)
    period = CheckPeriod.of(calendar, now, now + timedelta(days=days))
    require_access()
    aws = Aws()
    reader = account_reader(os.environ, aws, GuardPinger(aws) if ping else None)
    with Console(stderr=True).status("reading the account"):
        facts = reader.read(calendar, now)
    findings = run_checks(period, facts)
    fixtures, targets = len(period.fixtures), len(calendar.targets)
    summary = f"fixtures in {days} days: {fixtures}, targets: {targets}"
    if not reader.roles:
        click.echo("permissions are not checked: name the stack with --stack NAME once it exists")
    if not findings:
        click.echo(f"{summary}; nothing found")
        return
    console().print(_table(findings, now, calendar.zone))
    if any(each.code is FindingCode.UNGUARDED for each in findings):
        click.echo(ADD_THE_LAYER)
    click.echo(f"{summary}; {len(findings)} found")
    sys.exit(1)


def _table(findings: Sequence[Finding], now: datetime, zone: ZoneInfo) -> Table:
    """Return a row per finding: time left, fixture, and the finding with its advice."""
    table = Table(box=None, padding=(0, 2, 1, 0))
    table.add_column("left", no_wrap=True)
    table.add_column("fixture", overflow="fold", max_width=24)
    table.add_column("finding", overflow="fold", ratio=1)
    for each in findings:
        kind = each.code.replace("_", " ")
        table.add_row(
            each.time_left(now),
            _fixture(each, zone),
            f"[bold]{escape(each.subject)}[/]  [dim]{kind}[/]\n{escape(each.problem)}\n"
            f"[green]{escape(each.advice)}[/]",
        )
    return table


def _fixture(finding: Finding, zone: ZoneInfo) -> str:
    fixture, count = finding.affected.first, finding.affected.count
    if fixture is None:
        return "-"
    more = f"\n[dim]and {count - 1} more[/]" if count > 1 else ""
    return f"{escape(fixture.name)}\n{format_local_time(fixture.kickoff.astimezone(zone))}{more}"
