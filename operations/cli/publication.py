"""The publication of a calendar: its changes and their price, then the upload."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import SourceBusyError, SourceUnavailableError
from kickoff.calendar.model.words import counted
from kickoff.timeline import Fixture, Level
from operations.calendar_diff import compare_calendars
from operations.cli.access import own_region
from operations.level_changes import LevelChange
from operations.pages.prices import dollars, price_source
from operations.terminal import console, format_local_time, text_table

_MAX_ROWS = 40
_MAX_NAMES = 2
_PAUSE_S = 15
_WHOLE = {"dimension", "from", "to"}
_COLUMNS = ("dimension", "from", "to", "old", "new", "because of")


def upload(change: Callable[[], None], address: str, patience: timedelta) -> None:
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


def show_changes(old: Calendar | None, new: Calendar, start: datetime, end: datetime) -> None:
    """Print the levels that differ over [start, end), and the total price."""
    diff = compare_calendars(old, new, start, end, own_region())
    span = f"until {format_local_time(end.astimezone(new.zone))}"
    if not diff.changes:
        click.echo(f"no level changes {span}")
        return
    rows = [_row(change, new.zone) for change in diff.changes[:_MAX_ROWS]]
    console().print(text_table(_COLUMNS, rows, numbers={"old", "new"}, whole=_WHOLE))
    hidden = len(diff.changes) - _MAX_ROWS
    click.echo(
        f"{counted(len(diff.changes), 'change')} {span}" + (f", {hidden} not shown" * (hidden > 0))
    )
    after = diff.price_after
    cost = dollars(after.total)
    if before := diff.price_before:
        more = round(after.total - before.total, 6)
        change = f"{dollars(abs(more))} {'less' if more < 0 else 'more'}"
        cost = f"{dollars(before.total)} before, {cost} after, {change}"
    click.echo(f"total {span}: {cost} ({price_source(after.regions)})")


def _row(change: LevelChange, zone: ZoneInfo) -> tuple[str, ...]:
    because = (change.after or change.before or Level(0)).because
    start, end = change.start.astimezone(zone), change.end.astimezone(zone)
    return (
        ".".join(change.key),
        format_local_time(start),
        f"{end:%H:%M}" if start.date() == end.date() else format_local_time(end),
        _value(change.before),
        _value(change.after),
        _names(because),
    )


def _names(fixtures: Sequence[Fixture]) -> str:
    names = [fixture.name for fixture in fixtures[:_MAX_NAMES]]
    hidden = len(fixtures) - _MAX_NAMES
    return ", ".join(names) + (f" and {hidden} more" * (hidden > 0))


def _value(level: Level | None) -> str:
    return f"{level.value:,}" if level else "-"
