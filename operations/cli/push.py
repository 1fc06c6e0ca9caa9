"""`kickoff push`: upload a calendar to the address that a deployed stack reads."""

from datetime import timedelta
from functools import partial
from os.path import relpath
from pathlib import Path

import click

from kickoff.calendar import Calendar, ConfigError
from kickoff.calendar.loading.files import (
    SourceUnavailableError,
    is_address,
    is_bundled_copy,
    resolve_import,
)
from kickoff.calendar.sources import load, write
from operations.cli.access import require_access
from operations.cli.interruption import saying_what_was_sent
from operations.cli.options import (
    check_caps,
    file_option,
    report_feeds,
    strict_option,
    this_minute,
)
from operations.cli.publication import show_changes, upload
from operations.cli.stack import stack_of, stack_option

_WEEKS = 8


@click.command()
@file_option
@stack_option
@click.argument("to", metavar="ADDRESS", required=False)
@click.option(
    "--weeks",
    default=_WEEKS,
    show_default=True,
    type=click.IntRange(1, 60),
    help="Weeks to compare.",
)
@click.option("--yes", is_flag=True, help="Upload without confirmation.")
@click.option(
    "--wait",
    default=25,
    show_default=True,
    type=click.IntRange(0, 120),
    help="Minutes to wait for other deployments of AppConfig.",
)
@strict_option
def push(  # noqa: PLR0913 (one for each option)
    path: str, to: str | None, *, weeks: int, yes: bool, wait: int, strict: bool
) -> None:
    """Upload the calendar to ADDRESS (s3://, ssm:// or appconfig://).

    Without ADDRESS, to the calendar of --stack. Shows the changed levels first, and asks for
    confirmation. Imported local files are uploaded beside the calendar. AppConfig deploys one file
    after the other, each watched for ten minutes.
    """
    to = _address(to)
    calendar = load(path)
    check_caps(calendar, path)
    report_feeds(calendar, strict=strict)
    require_access()
    now = this_minute()
    show_changes(_load_current(to), calendar, now, now + timedelta(weeks=weeks))
    if not yes:
        click.confirm(f"upload {path} to {to}?", abort=True)
    patience = timedelta(minutes=wait)
    sent: list[str] = []
    try:
        feeds = {each.file for each in calendar.published}
        for location, content in calendar.files.items():
            if not is_address(location) and Path(location).name not in feeds:
                name = relpath(location, Path(path).parent)
                at = to if location == path else resolve_import(to, name)
                with saying_what_was_sent(lambda: f"uploaded: {', '.join(sent) or 'nothing'}"):
                    upload(partial(write, at, content), at, patience)
                sent.append(at)
    except SourceUnavailableError as fault:
        raise click.ClickException(f"{to}: {fault}") from None
    click.echo(f"{to}: configuration {calendar.digest}; functions read it within a minute")


def _address(given: str | None) -> str:
    """Return the address to write to: the one given, or that of the stack's calendar."""
    stack = stack_of(click.get_current_context())
    to = given or (stack.calendar if stack else "")
    if stack and given is None and is_bundled_copy(to):
        raise click.UsageError(
            f"the calendar of {stack.name} is in its bundle: run make deploy with it, or give an "
            "ADDRESS and deploy the stack with it once"
        )
    if not is_address(to):
        raise click.UsageError(
            f"{to!r} is not an address; write s3://..., ssm://... or appconfig://..., or give "
            "--stack for the address of a deployed calendar"
        )
    return to


def _load_current(address: str) -> Calendar | None:
    """Return the calendar at the address; None, with a message, where it is missing or invalid."""
    try:
        return load(address)
    except ConfigError as error:
        click.echo(f"no valid calendar at the address yet: {error.problems[0]}", err=True)
        return None
