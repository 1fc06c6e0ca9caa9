"""`kickoff push`: upload a calendar to the address that a deployed stack reads."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from os.path import relpath
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from kickoff.calendar import Calendar, ConfigError
from kickoff.calendar.loading.files import (
    SourceBusyError,
    SourceUnavailableError,
    is_address,
    resolve_import,
)
from kickoff.calendar.model.words import counted
from kickoff.calendar.sources import load, write
from kickoff.timeline import Level
from operations.calendar_diff import compare_calendars
from operations.cli.access import require_access
from operations.cli.interruption import saying_what_was_sent
from operations.cli.options import (
    check_caps,
    file_option,
    report_feeds,
    strict_option,
)
from operations.cli.stack import stack_of, stack_option
from operations.level_changes import LevelChange
from operations.pages.prices import PRICE_SOURCE, dollars
from operations.terminal import console, format_local_time, text_table

_WEEKS = 8
_MAX_ROWS = 40
_PAUSE_S = 15
_COLUMNS = ("dimension", "from", "to", "old", "new", "because of")


@click.command()
@file_option
@stack_option
@click.argument("to", metavar="ADDRESS", required=False)
@click.option(
    "--weeks",
    default=_WEEKS,
    show_default=True,
    type=click.IntRange(1, 60),
    help="Weeks to compare.",
)
@click.option("--yes", is_flag=True, help="Upload without confirmation.")
@click.option(
    "--wait",
    default=25,
    show_default=True,
    type=click.IntRange(0, 120),
    help="Minutes to wait for other deployments of AppConfig.",
)
@strict_option
def push(  # noqa: PLR0913 (one for each option)
    path: str, to: str | None, *, weeks: int, yes: bool, wait: int, strict: bool
) -> None:
    """Upload the calendar to ADDRESS (s3://, ssm:// or appconfig://).

    Without ADDRESS, to the calendar of --stack. Shows the changed levels first, and asks for
    confirmation. Imported local files are uploaded beside the calendar. AppConfig deploys one file
    after the other, each watched for ten minutes.
    """
    to = _address(to)
    calendar = load(path)
    check_caps(calendar, path)
    report_feeds(calendar, strict=strict)
    require_access()
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    _show_changes(_load_current(to), calendar, now, now + timedelta(weeks=weeks))
    if not yes:
        click.confirm(f"upload {path} to {to}?", abort=True)
    patience = timedelta(minutes=wait)
    sent: list[str] = []
    try:
        feeds = {each.file for each in calendar.published}
        for location, content in calendar.files.items():
            if not is_address(location) and Path(location).name not in feeds:
                name = relpath(location, Path(path).parent)
                at = to if location == path else resolve_import(to, name)
                with saying_what_was_sent(lambda: f"uploaded: {', '.join(sent) or 'nothing'}"):
                    _upload(partial(write, at, content), at, patience)
                sent.append(at)
    except SourceUnavailableError as fault:
        raise click.ClickException(f"{to}: {fault}") from None
    click.echo(f"{to}: configuration {calendar.digest}; functions read it within a minute")


def _address(given: str | None) -> str:
    """Return the address to write to: the one given, or that of the stack's calendar."""
    stack = stack_of(click.get_current_context())
    to = given or (stack.calendar if stack else "")
    if stack and given is None and to.startswith("leases://"):
        raise click.UsageError(
            f"the calendar of {stack.name} is in its bundle: run make deploy with it, or give an "
            "ADDRESS and deploy the stack with it once"
        )
    if not is_address(to):
        raise click.UsageError(
            f"{to!r} is not an address; write s3://..., ssm://... or appconfig://..., or give "
            "--stack for the address of a deployed calendar"
        )
    return to


def _upload(change: Callable[[], None], address: str, patience: timedelta) -> None:
    """Make a change; wait while another one is in progress."""
    deadline = time.monotonic() + patience.total_seconds()
    waiting = False
    while True:
        try:
            return change()
        except SourceBusyError as busy:
            if time.monotonic() >= deadline:
                raise SourceUnavailableError(
                    f"{busy}: not deployed; run the command again when it is complete"
                ) from busy
            if not waiting:
                click.echo(f"{address}: {busy}; waiting at most {patience}", err=True)
            change, waiting = busy.retry, True
            time.sleep(_PAUSE_S)


def _load_current(address: str) -> Calendar | None:
    """Return the calendar at the address; None, with a message, where it is missing or invalid."""
    try:
        return load(address)
    except ConfigError as error:
        click.echo(f"no valid calendar at the address yet: {error.problems[0]}", err=True)
        return None


def _show_changes(old: Calendar | None, new: Calendar, start: datetime, end: datetime) -> None:
    diff = compare_calendars(old, new, start, end)
    span = f"until {format_local_time(end.astimezone(new.zone))}"
    if not diff.changes:
        click.echo(f"no level changes {span}")
        return
    rows = [_row(change, new.zone) for change in diff.changes[:_MAX_ROWS]]
    console().print(text_table(_COLUMNS, rows, numbers={"old", "new"}, whole={"from", "to"}))
    more = len(diff.changes) - _MAX_ROWS
    click.echo(
        f"{counted(len(diff.changes), 'change')} {span}" + (f", {more} not shown" * (more > 0))
    )
    after = dollars(diff.cost_after)
    cost = (
        after if diff.cost_before is None else f"{dollars(diff.cost_before)} before, {after} after"
    )
    click.echo(f"capacity cost {span}: {cost} ({PRICE_SOURCE})")


def _row(change: LevelChange, zone: ZoneInfo) -> tuple[str, ...]:
    because = (change.after or change.before or Level(0)).because
    return (
        ".".join(change.key),
        format_local_time(change.start.astimezone(zone)),
        format_local_time(change.end.astimezone(zone)),
        _value(change.before),
        _value(change.after),
        ", ".join(fixture.name for fixture in because),
    )


def _value(level: Level | None) -> str:
    return f"{level.value:,}" if level else "-"
