"""`kickoff discover`: a first calendar, made from the resources of an account."""

import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import click

from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.sessions import Aws
from kickoff.calendar.loading.files import write_local
from kickoff.calendar.model.words import counted
from kickoff.retention import MINUTES_READABLE
from operations.cli.access import require_access
from operations.cli.options import this_minute
from operations.discovery.account import AccountInventory
from operations.discovery.first_calendar import first_calendar
from operations.discovery.resource_names import ResourceNames, SelectionError
from operations.guard_layer import missing_guards
from operations.sample import is_sample

_MAX_DAYS = 15  # CloudWatch keeps values by the minute for 15 days.


@click.command()
@click.option(
    "--name", "patterns", multiple=True, help="Names of tables, functions and services: 'bet-*'."
)
@click.option("--tag", help="Resources with this tag, KEY=VALUE.")
@click.option("--region", help="The region to read; default: your AWS configuration's.")
@click.option("--timezone", default="UTC", show_default=True, help="Time zone of the calendar.")
@click.option(
    "--days",
    default=7,
    show_default=True,
    type=click.IntRange(1, _MAX_DAYS),
    help="Days of consumption to read.",
)
@click.option(
    "--write",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the calendar to this file, once all is read. A calendar of yours is not replaced.",
)
def discover(  # noqa: PLR0913, PLR0917 (an argument for each option)
    patterns: tuple[str, ...],
    tag: str | None,
    region: str | None,
    timezone: str,
    days: int,
    path: Path | None,
) -> None:
    """Print a first calendar: baselines from current capacity, demands from CloudWatch peaks.

    Functions whose settings show no guard are named after it, with the lines that add one.
    Without --name and --tag, you select tables, functions and services under auto scaling from a
    list. Exits with 1 where none is found.
    """
    tag_parts = _parse_tag(tag) if tag else None
    if path is not None:
        _check_free(path)
    require_access(region)
    try:
        account = AccountInventory(Aws(), region)
        names = _select(account, tag_parts, patterns)
        for sentence in account.unread:
            click.echo(sentence, err=True)
        if not names:
            click.echo("no table, function or service found", err=True)
            sys.exit(1)
        count = " and ".join(
            (
                counted(len(names.tables), "table"),
                counted(len(names.functions), "function"),
                *([counted(len(names.services), "service")] if names.services else []),
            )
        )
        click.echo(f"{count}: reading {counted(days, 'day')} of peaks", err=True)
        end = this_minute()
        start = end - min(timedelta(days=days), MINUTES_READABLE)
        tables = account.tables(names.tables, start, end)
        functions = account.functions(names.functions, start, end)
        services = account.services(names.services)
    except SelectionError as error:
        raise click.UsageError(str(error)) from None
    except AWS_ERRORS as error:
        raise click.ClickException(f"the account cannot be read: {error}") from None
    text = first_calendar(tables, functions, services, zone=timezone, days=days)
    if path is None:
        click.echo(text, nl=False)
    else:
        write_local(str(path), text.encode())
        click.echo(f"{path}: written; kickoff validate checks it, kickoff plan shows it", err=True)
    click.echo(missing_guards({each.name: each.guard for each in functions}), nl=False, err=True)


def _check_free(path: Path) -> None:
    """Raise click.UsageError if a file is there that is not the sample calendar."""
    if path.exists() and not is_sample(path.read_text("utf-8", "replace")):
        raise click.UsageError(
            f"{path} exists and is not the sample calendar: give another name, or remove it first"
        )


def _parse_tag(text: str) -> tuple[str, str]:
    key, _, value = text.partition("=")
    if not key or not value:
        raise click.UsageError(f"{text!r} is not a tag; write it as KEY=VALUE")
    return key, value


def _select(
    account: AccountInventory, tag: tuple[str, str] | None, patterns: Sequence[str]
) -> ResourceNames:
    """Select by tag and patterns; without both, prompt for numbers of a list."""
    names = account.tagged(*tag) if tag else account.names()
    if patterns:
        return names.matching(patterns)
    if tag or not names:
        return names
    for line in names.numbered():
        click.echo(line, err=True)
    return names.selected(click.prompt("numbers to include, such as 1,3-5", err=True))
