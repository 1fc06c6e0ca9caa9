"""`kickoff feed`: the published feeds of a calendar, fetched now, or accepted."""

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import click

from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import is_address
from kickoff.calendar.model.feed_url import PublishedFeed
from kickoff.calendar.model.words import counted
from kickoff.calendar.sources import load
from kickoff.timeline import Fixture
from operations.cli.access import require_access
from operations.cli.options import config_option, this_minute
from operations.feeds.changes import HORIZON, FixtureChange, coming, summary
from operations.feeds.handler import make_application
from operations.feeds.mapping_changes import MappedFixture, MappingChange
from operations.feeds.refresh import FeedRefresher, Refreshed, RefreshOutcome
from operations.level_changes import level_changes
from operations.terminal import console, format_local_time, text_table

_LEVELS = ("from", "to", "dimension", "now", "then")
_FIXTURES = ("kick-off", "fixture", "line", "rule", "profile", "scale")
_LINE = " line "  # between the feed and the number in the source of a fixture
_MOST_LEVELS = 40
_RULE = 3  # the index of a rule's number in the origin of a fixture
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
    results = [refresher.refresh(each, calendar, this_minute()) for each in _feeds(calendar, name)]
    for each in results:
        click.echo(_sentence(each, calendar.zone))
        if each.outcome is RefreshOutcome.HELD:
            click.echo(f"`kickoff feed accept {each.name}` puts it in force")
    if any(each.outcome in {RefreshOutcome.FAILED, RefreshOutcome.HELD} for each in results):
        sys.exit(1)


@feed.command()
@config_option
@click.argument("name")
@click.option("--yes", is_flag=True, help="Accept without confirmation.")
def accept(path: str, name: str, *, yes: bool) -> None:
    """Show what the held content of a feed would change, and put it in force."""
    refresher, calendar = _refresher(path), load(path)
    for each in _feeds(calendar, name):
        held = refresher.held(each, calendar, this_minute())
        if held is None:
            click.echo(f"{name}: nothing is held")
            continue
        click.echo(_sentence(held, calendar.zone))
        _print_levels(held, calendar.zone)
        if not yes:
            click.confirm("put it in force?", abort=True)
        accepted = refresher.accept(held, each, this_minute())
        click.echo(f"{name}: {accepted.outcome}")


def _print_levels(held: Refreshed, zone: ZoneInfo) -> None:
    """Print the levels that a held feed would change, with the fixtures behind them."""
    if held.before is None or held.after is None or not held.changes:
        return
    start = min(each.opens for change in held.changes for each in change.windows)
    end = max(each.closes for change in held.changes for each in change.windows)
    found = list(
        level_changes(list(held.before.steps(start, end)), list(held.after.steps(start, end)))
    )
    rows = [
        (
            format_local_time(each.start.astimezone(zone)),
            format_local_time(each.end.astimezone(zone)),
            ".".join(each.key),
            *("" if units is None else f"{units:,}" for units in each.units),
        )
        for each in sorted(found, key=lambda each: each.start)[:_MOST_LEVELS]
    ]
    console().print(text_table(_LEVELS, rows, numbers={"now", "then"}, whole={"from", "to"}))
    if (more := len(found) - _MOST_LEVELS) > 0:
        click.echo(f"{counted(more, 'more level')} would change")


@feed.command("fixtures")
@config_option
def list_fixtures(path: str) -> None:
    """List the coming fixtures of each imported calendar, with their lines, rules and profiles."""
    calendar = load(path)
    now = this_minute()
    found = [each for each in calendar.fixtures(now, now + HORIZON) if each.by_feed]
    for name, own in groupby(sorted(found, key=_feed_name), key=_feed_name):
        rows = [_fixture_row(each, calendar.zone) for each in own]
        click.echo(name)
        console().print(
            text_table(_FIXTURES, rows, numbers={"line", "scale"}, whole={"kick-off", "profile"})
        )
    click.echo("`kickoff validate` lists the entries that are left out")


def _feed_name(fixture: Fixture) -> str:
    return fixture.source.rpartition(_LINE)[0]


def _fixture_row(fixture: Fixture, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        format_local_time(fixture.kickoff.astimezone(zone)),
        fixture.name,
        fixture.source.rpartition(_LINE)[2],
        f"rules[{fixture.origin[3]}]" if len(fixture.origin) > _RULE else "none",
        fixture.profile,
        f"{fixture.scale.normalize():f}",
    )


def _sentence(refreshed: Refreshed, zone: ZoneInfo) -> str:
    lines = [_change(each, zone) for each in refreshed.changes]
    reason = f": {refreshed.reason}" if refreshed.reason else ""
    head = f"{refreshed.name}: {refreshed.outcome}{reason}; {summary(refreshed.changes)}"
    return "\n".join([head, *lines, *_remapped(refreshed.remapped, zone)])


def _remapped(changes: Sequence[MappingChange], zone: ZoneInfo) -> Iterator[str]:
    """Yield what the calendar's own rules change since the last refresh."""
    if not changes:
        return
    yield f"the calendar maps {counted(len(changes), 'fixture')} of it differently than before:"
    for each in changes[:_MOST_LEVELS]:
        fixture = each.after or each.before
        assert fixture is not None  # noqa: S101 (one of them exists)
        kickoff = format_local_time(fixture.kickoff.astimezone(zone))
        yield f"  {fixture.name}, {kickoff}: {_demand(each.before)} to {_demand(each.after, each)}"
    if (more := len(changes) - _MOST_LEVELS) > 0:
        yield f"  {more:,} more; `kickoff feed fixtures` lists all"


def _demand(fixture: MappedFixture | None, change: MappingChange | None = None) -> str:
    """A fixture's demand; with the change, also an end that is not the one before."""
    if fixture is None:
        return "left out"
    before = change.before if change else None
    ends = f" until {fixture.end:%H:%MZ}" if before and before.end != fixture.end else ""
    return f"{fixture.demand}{ends}"


def _change(change: FixtureChange, zone: ZoneInfo) -> str:
    """A changed fixture as a line, with its kick-off; a moved one with both."""
    times = [format_local_time(each.kickoff.astimezone(zone)) for each in change.windows]
    return f"  {change.kind} {change.name}, {' to '.join(dict.fromkeys(times))}"


def _refresher(path: str) -> FeedRefresher:
    if is_address(os.environ.get("KICKOFF_FEEDS", "")):
        require_access()
    named = frozenset((os.environ | {"KICKOFF_CONFIG": path}).items())
    return make_application(named).refresher


def _feeds(calendar: Calendar, name: str | None = None) -> list[PublishedFeed]:
    """Return all feeds, or the one with a name."""
    if not calendar.published:
        raise click.UsageError(
            "the calendar has no published feed (url:); a file (ics:) is read with the calendar"
        )
    chosen = [each for each in calendar.published if name in {None, each.name}]
    if not chosen:
        known = ", ".join(each.name for each in calendar.published)
        raise click.UsageError(f"no feed {name}; the calendar has: {known}")
    return chosen
