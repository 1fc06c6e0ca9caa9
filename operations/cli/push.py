"""`kickoff push`: upload a calendar to the address that a deployed stack reads."""

from datetime import UTC, datetime, timedelta
from os.path import relpath
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from kickoff.calendar import Calendar, ConfigError
from kickoff.calendar.loading.files import SourceUnavailableError, is_address, resolve_import
from kickoff.calendar.sources import load, write
from kickoff.timeline import Level
from operations.calendar_diff import compare_calendars
from operations.cli.options import check_caps, config_option, report_feeds, strict_option
from operations.level_changes import LevelChange
from operations.pages.prices import PRICE_SOURCE, dollars
from operations.terminal import console, format_local_time, text_table

_WEEKS = 8
_MAX_ROWS = 40
_COLUMNS = ("dimension", "from", "to", "old", "new", "because of")


@click.command()
@config_option
@click.argument("to", metavar="ADDRESS")
@click.option(
    "--weeks",
    default=_WEEKS,
    show_default=True,
    type=click.IntRange(1, 60),
    help="Weeks to compare.",
)
@click.option("--yes", is_flag=True, help="Upload without confirmation.")
@strict_option
def push(path: str, to: str, weeks: int, yes: bool, strict: bool) -> None:  # noqa: FBT001 (click's)
    """Upload the calendar to ADDRESS (s3://, ssm:// or appconfig://).

    Shows the changed levels first, and asks for confirmation. Imported local files are uploaded
    beside the calendar.
    """
    if not is_address(to):
        raise click.UsageError(
            f"{to!r} is not an address; write s3://..., ssm://... or appconfig://..."
        )
    calendar = load(path)
    check_caps(calendar, path)
    report_feeds(calendar, strict=strict)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    _show_changes(_load_current(to), calendar, now, now + timedelta(weeks=weeks))
    if not yes:
        click.confirm(f"upload {path} to {to}?", abort=True)
    try:
        feeds = {each.file for each in calendar.published}
        for location, content in calendar.files.items():
            if not is_address(location) and Path(location).name not in feeds:
                name = relpath(location, Path(path).parent)
                write(to if location == path else resolve_import(to, name), content)
    except SourceUnavailableError as fault:
        raise click.ClickException(f"{to}: {fault}") from None
    click.echo(f"{to}: configuration {calendar.digest}; functions read it within a minute")


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
    click.echo(f"{len(diff.changes)} changes {span}" + (f", {more} not shown" * (more > 0)))
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
