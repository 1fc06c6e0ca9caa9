"""`kickoff feed`: the published feeds of a calendar, fetched now, or accepted."""

import os
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click

from kickoff.calendar import Calendar
from kickoff.calendar.model.feed_url import PublishedFeed
from kickoff.calendar.sources import load
from operations.cli.options import config_option
from operations.feeds.changes import FixtureChange, coming, summary
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
    for each in _feeds(calendar):
        state = refresher.store.state(each.name)
        fixtures = len(coming(calendar, each.index, datetime.now(UTC)))
        answered = (
            format_local_time(state.checked.astimezone(calendar.zone)) if state.checked else "never"
        )
        trouble = f"held: {state.held}" if state.held else state.failure
        good = good and trouble is None
        rows.append((each.name, each.address, answered, f"{fixtures:,}", trouble or "good"))
    console().print(text_table(_COLUMNS, rows, numbers={"fixtures"}, whole={"feed"}))
    if not good:
        sys.exit(1)


@feed.command()
@config_option
@click.argument("name", required=False)
def refresh(path: str, name: str | None) -> None:
    """Fetch the feeds now, or the one with a NAME of `kickoff feed list`."""
    refresher, calendar = _refresher(path), load(path)
    results = [refresher.refresh(each, calendar, _now()) for each in _feeds(calendar, name)]
    for each in results:
        click.echo(_sentence(each, calendar.zone))
    if any(each.outcome in {RefreshOutcome.FAILED, RefreshOutcome.HELD} for each in results):
        sys.exit(1)


@feed.command()
@config_option
@click.argument("name")
@click.option("--yes", is_flag=True, help="Accept without confirmation.")
def accept(path: str, name: str, *, yes: bool) -> None:
    """Put the held content of a feed in force."""
    refresher, calendar = _refresher(path), load(path)
    for each in _feeds(calendar, name):
        held = refresher.store.state(each.name).held
        if held is None:
            click.echo(f"{name}: nothing is held")
            continue
        if not yes:
            click.confirm(f"{name}: {held}; put it in force?", abort=True)
        if (accepted := refresher.accept(each, calendar, _now())) is not None:
            click.echo(_sentence(accepted, calendar.zone))


def _sentence(refreshed: Refreshed, zone: ZoneInfo) -> str:
    lines = [_change(each, zone) for each in refreshed.changes]
    reason = f": {refreshed.reason}" if refreshed.reason else ""
    remedy = f"; `kickoff feed accept {refreshed.name}` puts it in force" * (
        refreshed.outcome is RefreshOutcome.HELD
    )
    head = f"{refreshed.name}: {refreshed.outcome}{reason}; {summary(refreshed.changes)}{remedy}"
    return "\n".join([head, *lines])


def _change(change: FixtureChange, zone: ZoneInfo) -> str:
    """A changed fixture as a line, with its kick-off; a moved one with both."""
    times = [format_local_time(each.kickoff.astimezone(zone)) for each in change.windows]
    return f"  {change.kind} {change.name}, {' to '.join(dict.fromkeys(times))}"


def _refresher(path: str) -> FeedRefresher:
    named = frozenset((os.environ | {"KICKOFF_CONFIG": path}).items())
    return make_application(named).refresher


def _feeds(calendar: Calendar, name: str | None = None) -> list[PublishedFeed]:
    """Return all feeds, or the one with a name."""
    chosen = [each for each in calendar.published if name in {None, each.name}]
    if not chosen:
        known = ", ".join(each.name for each in calendar.published) or "none"
        raise click.UsageError(f"no feed {name or ''}; the calendar has: {known}")
    return chosen


def _now() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)
