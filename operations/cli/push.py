"""`kickoff push`: a calendar goes to where a deployed stack reads it."""

from datetime import UTC, datetime, timedelta
from os.path import relpath
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.markup import escape
from rich.table import Table

from kickoff.calendar import Calendar, ConfigError
from kickoff.calendar.loading.files import SourceUnavailableError, is_address, resolve_import
from kickoff.calendar.sources import load, write
from kickoff.pricing.prices import PRICES
from kickoff.timeline import Level
from operations.cli.difference import Change, changes
from operations.cli.options import check_caps, config_option
from operations.review.cost import bill
from operations.terminal import console, when

_WEEKS = 8
_MOST_ROWS = 40


@click.command()
@config_option
@click.argument("to", metavar="ADDRESS")
@click.option("--weeks", default=_WEEKS, show_default=True, type=click.IntRange(1, 60))
@click.option("--yes", is_flag=True, help="Do not ask.")
def push(path: str, to: str, weeks: int, yes: bool) -> None:  # noqa: FBT001 (click's)
    """Show what a calendar changes at ADDRESS (s3://, ssm:// or appconfig://), ask, and upload it.

    What it imports goes beside it.
    """
    if not is_address(to):
        raise click.UsageError(
            f"{to!r} is no address; write s3://..., ssm://... or appconfig://..."
        )
    calendar = load(path)
    check_caps(calendar, path)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    _show(_there(to), calendar, now, now + timedelta(weeks=weeks))
    if not yes:
        click.confirm(f"upload {path} to {to}?", abort=True)
    try:
        for location, content in calendar.files.items():
            if not is_address(location):
                name = relpath(location, Path(path).parent)
                write(to if location == path else resolve_import(to, name), content)
    except SourceUnavailableError as fault:
        raise click.ClickException(f"{to}: {fault}") from None
    click.echo(f"{to}: configuration {calendar.digest}; functions read it within a minute")


def _there(to: str) -> Calendar | None:
    """What is there now; None, and said, where that is nothing good."""
    try:
        return load(to)
    except ConfigError as error:
        click.echo(f"nothing good is there yet: {error.problems[0]}", err=True)
        return None


def _show(there: Calendar | None, new: Calendar, start: datetime, end: datetime) -> None:
    before, after = list(there.steps(start, end)) if there else [], list(new.steps(start, end))
    found = sorted(changes(before, after), key=lambda c: (c.start, c.key))
    span = f"until {when(end.astimezone(new.zone))}"
    if not found:
        click.echo(f"no level changes {span}")
        return
    console().print(_table(found[:_MOST_ROWS], new.zone))
    more = len(found) - _MOST_ROWS
    click.echo(f"{len(found)} changes {span}" + (f", {more} of them not shown" * (more > 0)))
    then = f"${bill(new, after).planned:,.2f}"
    price = f"${bill(there, before).planned:,.2f} now, {then} then" if there else then
    click.echo(f"capacity until then: {price} (prices of {PRICES.region}, {PRICES.day:%d %b %Y})")


def _table(found: list[Change], zone: ZoneInfo) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("what", "from", "to", "now", "then", "because of"):
        is_level, is_time = name in {"now", "then"}, name in {"from", "to"}
        table.add_column(name, justify="right" if is_level else "left", no_wrap=is_time)
    for change in found:
        because = (change.after or change.before or Level(0)).because
        table.add_row(
            escape(".".join(change.key)),
            when(change.start.astimezone(zone)),
            when(change.end.astimezone(zone)),
            _value(change.before),
            _value(change.after),
            escape(", ".join(fixture.name for fixture in because)),
        )
    return table


def _value(level: Level | None) -> str:
    return f"{level.value:,}" if level else "-"
