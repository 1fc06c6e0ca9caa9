"""`kickoff discover`: a first calendar, from what an account has."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

import click

from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.sessions import Aws
from operations.discovery.account import Account
from operations.discovery.first_calendar import first_calendar

_MOST_DAYS = 15  # CloudWatch keeps minutes for so long


@click.command()
@click.option("--name", "patterns", multiple=True, help="Tables and functions, such as 'bet-*'.")
@click.option("--tag", help="Tables and functions with a tag, KEY=VALUE.")
@click.option("--region", help="Where to look; that of your configuration.")
@click.option("--timezone", default="UTC", show_default=True, help="Of the calendar.")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, _MOST_DAYS))
def discover(
    patterns: tuple[str, ...], tag: str | None, region: str | None, timezone: str, days: int
) -> None:
    """Print a first calendar: baselines from what is live, demands from CloudWatch's peaks.

    Without --name and --tag you pick from what there is.
    """
    wanted = _tag(tag) if tag else None
    try:
        account = Account(Aws(), region)
        tables, functions = account.tagged(*wanted) if wanted else account.names()
        if patterns:
            tables, functions = _matching(tables, patterns), _matching(functions, patterns)
        elif not tag:
            tables, functions = _picked(tables, functions)
        if not tables and not functions:
            click.echo("no table and no function found", err=True)
            sys.exit(1)
        told = f"{len(tables)} tables and {len(functions)} functions: reading {days} days of peaks"
        click.echo(told, err=True)
        end = datetime.now(UTC).replace(second=0, microsecond=0)
        start = end - timedelta(days=days)
        text = first_calendar(
            account.tables(tables, start, end),
            account.functions(functions, start, end),
            timezone,
            days,
        )
    except AWS_ERRORS as error:
        raise click.ClickException(f"the account cannot be looked at: {error}") from None
    click.echo(text, nl=False)


def _tag(written: str) -> tuple[str, str]:
    key, _, value = written.partition("=")
    if not key or not value:
        raise click.UsageError(f"{written!r} is no tag; write it as KEY=VALUE")
    return key, value


def _matching(names: Sequence[str], patterns: Sequence[str]) -> list[str]:
    return [name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)]


def _picked(tables: list[str], functions: list[str]) -> tuple[list[str], list[str]]:
    """What a person picks of a numbered list."""
    there = [*(f"table    {name}" for name in tables), *(f"function {name}" for name in functions)]
    for number, line in enumerate(there, 1):
        click.echo(f"{number:>4}  {line}", err=True)
    if not there:
        return [], []
    chosen = _numbers(click.prompt("which, such as 1,3-5", err=True), len(there))
    own = len(tables)
    return (
        [name for number, name in enumerate(tables, 1) if number in chosen],
        [name for number, name in enumerate(functions, own + 1) if number in chosen],
    )


def _numbers(written: str, most: int) -> set[int]:
    """Read `1,3-5`."""
    found: set[int] = set()
    for part in written.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            raise click.UsageError(f"{part!r} is no number of the list; write 1,3-5")
        found |= set(range(int(first), min(int(last or first), most) + 1))
    return found
