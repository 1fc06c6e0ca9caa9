"""The calendar for the verbs of an emergency: they work with a calendar that is broken or away."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar, ConfigError
from kickoff.calendar.loading.files import SourceUnavailableError, is_address, is_bundled_copy
from kickoff.calendar.sources import load
from kickoff.calendar.sources.calendar_cache import DynamoCalendarCache
from kickoff.calendar.sources.source import load_kept
from operations.cli.first_tick import with_age
from operations.cli.stack import stack_of


@dataclass(frozen=True, slots=True)
class CalendarInForce:
    """A calendar. `problem` is the reason why the newest version is not used, if it is not.

    `beside` is its file on this machine if the functions have kept none. `is_known`: it is not
    empty for want of any version.
    """

    calendar: Calendar
    problem: str | None = None
    beside: str | None = None
    is_known: bool = True

    @property
    def is_of_functions(self) -> bool:
        """True if the functions have it, or had it last."""
        return self.is_known and self.beside is None


def load_in_force(path: str) -> Calendar:
    """Return the calendar; a broken one is replaced by the last good one of the lease table.

    Without a kept one the calendar is empty, so that only leases are known.
    """
    return calendar_in_force(path).calendar


def calendar_in_force(path: str, *, beside: bool = False) -> CalendarInForce:
    """Return the calendar as `load_in_force`, with its problem; messages say so too.

    `beside`: while the functions have kept none, the file on this machine is used.
    """
    try:
        return CalendarInForce(load(path))
    except ConfigError as error:
        problems = with_age(error, click.get_current_context()).problems
    more = f", and {len(problems) - 1} more problems" if len(problems) > 1 else ""
    problem = f"{problems[0]}{more}"
    click.echo(f"the calendar cannot be used: {problem}", err=True)
    for calendar, at in _kept(path):
        since = f", of {at:%Y-%m-%d %H:%MZ}" if at else ""
        click.echo(f"using the last good calendar in the lease table{since}", err=True)
        return CalendarInForce(calendar, problem)
    if beside and is_bundled_copy(path):
        file = os.environ.get("KICKOFF_CONFIG") or "config.yaml"
        for calendar in _local(file):
            click.echo(f"using {file} of this machine: the functions may have another", err=True)
            return CalendarInForce(calendar, beside=file)
    click.echo("no last good calendar is known: only leases are used", err=True)
    return CalendarInForce(Calendar.empty(), problem, is_known=False)


def _local(file: str) -> Iterator[Calendar]:
    """Yield the calendar in a file of this machine, if there is one."""
    if is_address(file) or not Path(file).is_file():
        return
    try:
        yield load(file)
    except ConfigError as error:
        click.echo(f"{file} of this machine cannot be used: {error.problems[0]}", err=True)


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
