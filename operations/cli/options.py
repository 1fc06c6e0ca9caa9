"""Options and arguments that several verbs share."""

import os
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from kickoff.calendar import Calendar, ConfigError
from kickoff.calendar.model.problems import choices
from kickoff.calendar.model.times import YEARS
from kickoff.pricing.caps import SpendingCaps
from kickoff.timeline import Key
from operations.cli.access import own_region
from operations.cli.stack import calendar_address, calendar_of_stack, stack_option

_Command = Callable[..., Any]
_CLOCK = re.compile(r"\d{1,2}:\d\d")


def _checked(context: click.Context, parameter: click.Parameter, path: str) -> str:  # noqa: ARG001 (click's)
    return calendar_address(path)


def config_option(command: _Command) -> _Command:
    """Add the options `--config LOCATION` and `--stack NAME`; the stack has a calendar too."""
    return stack_option(file_option(command, calendar_of_stack))


def file_option(command: _Command, callback: Callable[..., str] = _checked) -> _Command:
    """Add the option `--config LOCATION` alone, for a calendar that is not deployed yet."""
    return click.option(
        "--config",
        "path",
        metavar="LOCATION",
        envvar="KICKOFF_CONFIG",
        default="config.yaml",
        show_default=True,
        show_envvar=True,
        callback=callback,
        help="The calendar: a path, s3://, ssm:// or appconfig://.",
    )(command)


def instant(text: str, zone: ZoneInfo, after: datetime | None = None) -> datetime:
    """Parse an ISO 8601 instant, a time of today such as `17:00`, or `now`.

    Without an offset it is the calendar's local time. A time alone is the first one `after` an
    instant, if that is given.

    Returns UTC.

    Raises:
        click.UsageError: the text is not an instant.
    """
    if text == "now":
        return datetime.now(UTC)
    is_clock = _CLOCK.fullmatch(text)
    day = (after or datetime.now(UTC)).astimezone(zone).date()
    clock = text.rjust(5, "0")
    if is_clock and after is not None and clock <= f"{after.astimezone(zone):%H:%M}":
        day += timedelta(days=1)
    written = f"{day}T{clock}" if is_clock else text
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.year not in YEARS:
        message = (
            f"{text!r} is not an instant; write it as 2026-12-05T12:30 or 2026-12-05T12:30Z, as "
            "17:00 for today, or now"
        )
        raise click.UsageError(message)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def minute(text: str | None, zone: ZoneInfo) -> datetime:
    """Return the start of the minute of an instant; of the current minute without a text."""
    return instant(text, zone).replace(second=0, microsecond=0) if text else this_minute()


def this_minute() -> datetime:
    """Return the start of the current minute."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def check_caps(calendar: Calendar, path: str) -> None:
    """Apply the stack's spending caps `KICKOFF_MOST_UNITS` and `KICKOFF_MOST_DOLLARS_A_DAY`.

    Raises:
        ConfigError: the calendar exceeds a cap.
        click.UsageError: a cap is not a number.
    """
    try:
        caps = replace(SpendingCaps.from_environment(os.environ), region=own_region())
    except ValueError as error:
        message = f"KICKOFF_MOST_UNITS or KICKOFF_MOST_DOLLARS_A_DAY is not a number: {error}"
        raise click.UsageError(message) from None
    caps.check(calendar, path, datetime.now(UTC))


def strict_option(command: _Command) -> _Command:
    """Add the flag `--strict`."""
    return click.option(
        "--strict", is_flag=True, help="Refuse the calendar if an entry of a feed is left out."
    )(command)


def report_feeds(calendar: Calendar, *, strict: bool) -> None:
    """Print the remarks on feeds, and the entries that are left out.

    Raises:
        ConfigError: with `strict`, an entry is left out.
    """
    for note in calendar.notes:
        click.echo(f"note: {note}")
    if strict and calendar.feed_problems:
        raise ConfigError(each.problem for each in calendar.feed_problems)
    for problem in calendar.feed_problems:
        remedy = " (or add the fixture under fixtures)" if problem.entry else ""
        click.echo(f"note: {problem}{remedy}")


def check_target(name: str, calendar: Calendar, leased: Collection[Key] = ()) -> None:
    """Raise click.UsageError for an unknown target or dimension; suggest the nearest name.

    `leased` are dimensions with a lease, known even if the calendar no longer has them.
    """
    known = {*calendar.bounds, *leased}
    if not any(key.is_named(name) for key in known):
        raise click.UsageError(f"no target {name!r}{choices(name, {key.target for key in known})}")
