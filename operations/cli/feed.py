"""`kickoff feed`: the published feeds of a calendar, fetched now, or accepted."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from kickoff.calendar import Calendar
from kickoff.calendar.model.feed_url import feed_name
from kickoff.calendar.model.file_keys import ImportedCalendar
from kickoff.calendar.sources import load
from operations.cli.options import config_option
from operations.feeds.changes import coming, summary
from operations.feeds.handler import make_application
from operations.feeds.refresh import FeedRefresher, Refreshed, RefreshOutcome
from operations.terminal import console, format_local_time, text_table

_COLUMNS = ("feed", "address", "last answer", "fixtures", "state")


@click.group()
def feed() -> None:
    """Show, fetch or accept the feeds (url:) of a calendar."""


@feed.command("list")
@config_option
def list_feeds(path: str) -> None:
    """List the feeds with their last answer. Exits with 1 if one is held or has failed."""
    calendar, refresher = load(path), _refresher(path)
    rows, good = [], True
    for index, each in _feeds(calendar):
        state = refresher.store.state(feed_name(str(each.url)))
        fixtures = len(coming(calendar, index, datetime.now(UTC)))
        answered = (
            format_local_time(state.checked.astimezone(calendar.zone)) if state.checked else "never"
        )
        trouble = f"held: {state.held}" if state.held else state.failure
        good = good and trouble is None
        rows.append(
            (feed_name(str(each.url)), each.name, answered, f"{fixtures:,}", trouble or "good")
        )
    console().print(text_table(_COLUMNS, rows, numbers={"fixtures"}))
    if not good:
        sys.exit(1)


@feed.command()
@config_option
@click.argument("name", required=False)
def refresh(path: str, name: str | None) -> None:
    """Fetch the feeds now, or the one with a NAME of `kickoff feed list`."""
    refresher = _refresher(path)
    results = [refresher.refresh(index, each, _now()) for index, each in _feeds(load(path), name)]
    for each in results:
        click.echo(_sentence(each))
    if any(each.outcome in {RefreshOutcome.FAILED, RefreshOutcome.HELD} for each in results):
        sys.exit(1)


@feed.command()
@config_option
@click.argument("name")
@click.option("--yes", is_flag=True, help="Accept without confirmation.")
def accept(path: str, name: str, *, yes: bool) -> None:
    """Put the held content of a feed in force."""
    refresher = _refresher(path)
    for index, each in _feeds(load(path), name):
        held = refresher.store.state(feed_name(str(each.url))).held
        if held is None:
            click.echo(f"{name}: nothing is held")
            continue
        if not yes:
            click.confirm(f"{name}: {held}; put it in force?", abort=True)
        if (accepted := refresher.accept(index, each, _now())) is not None:
            click.echo(_sentence(accepted))


def _sentence(refreshed: Refreshed) -> str:
    lines = [f"  {change.kind} {change.name}" for change in refreshed.changes]
    reason = f": {refreshed.reason}" if refreshed.reason else ""
    remedy = f"; `kickoff feed accept {refreshed.name}` puts it in force" * (
        refreshed.outcome is RefreshOutcome.HELD
    )
    head = f"{refreshed.name}: {refreshed.outcome}{reason}; {summary(refreshed.changes)}{remedy}"
    return "\n".join([head, *lines])


def _refresher(path: str) -> FeedRefresher:
    named = frozenset((os.environ | {"KICKOFF_CONFIG": path}).items())
    return make_application(named).refresher


def _feeds(calendar: Calendar, name: str | None = None) -> Iterator[tuple[int, ImportedCalendar]]:
    """Yield the feeds with their index in `calendars`, or the one with a name."""
    feeds = [(index, each) for index, each in calendar.imported if each.url]
    chosen = [each for each in feeds if name in {None, feed_name(str(each[1].url))}]
    if not chosen:
        known = ", ".join(feed_name(str(each.url)) for _, each in feeds) or "none"
        raise click.UsageError(f"no feed {name or ''}; the calendar has: {known}")
    yield from chosen


def _now() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)
