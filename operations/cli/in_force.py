"""The calendar for the verbs of an emergency: they work with a calendar that is broken or away."""

import os
from collections.abc import Iterator
from datetime import datetime

import click

from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar, ConfigError
from kickoff.calendar.loading.files import SourceUnavailableError, is_address, is_bundled_copy
from kickoff.calendar.sources import load
from kickoff.calendar.sources.calendar_cache import DynamoCalendarCache
from kickoff.calendar.sources.source import load_kept
from operations.cli.stack import stack_of


def load_in_force(path: str) -> Calendar:
    """Return the calendar; a broken one is replaced by the last good one of the lease table.

    Without a kept one the calendar is empty, so that only leases are known. A message says so.
    """
    try:
        return load(path)
    except ConfigError as error:
        problems = error.problems
    more = f", and {len(problems) - 1} more problems" if len(problems) > 1 else ""
    click.echo(f"the calendar cannot be used: {problems[0]}{more}", err=True)
    for calendar, at in _kept(path):
        since = f", of {at:%Y-%m-%d %H:%MZ}" if at else ""
        click.echo(f"using the last good calendar in the lease table{since}", err=True)
        return calendar
    click.echo("no last good calendar is known: only leases are used", err=True)
    return Calendar.empty()


def _kept(path: str) -> Iterator[tuple[Calendar, datetime | None]]:
    """Yield the calendar that the functions kept, with the time at which it was the newest."""
    table, stack = os.environ.get("KICKOFF_LEASE_TABLE"), stack_of(click.get_current_context())
    location = stack.calendar if stack else path
    if not table or not is_address(location):
        return
    try:
        if is_bundled_copy(location):
            if location != path:
                yield load(location), None
            return
        good = DynamoCalendarCache(Aws(), table, location).recall()
        if good is not None:
            feeds = os.environ.get("KICKOFF_FEEDS") or None
            yield load_kept(good, location, feeds), good.at
    except (ConfigError, SourceUnavailableError) as error:
        click.echo(f"the lease table has no usable calendar: {error}", err=True)
