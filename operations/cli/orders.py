"""The orders of a person, stop, pause and start, in the record of changes: who, when and why."""

from collections.abc import Callable
from datetime import UTC, datetime
from getpass import getuser
from typing import Any

import click

from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from kickoff.calendar.loading.files import SourceUnavailableError
from operations.change_log import MOST_WHY, CalendarChange, TextChange
from operations.cli.change_store import change_log


def why_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option `--why`."""
    return click.option("--why", default="", help="The reason, for kickoff history.")(command)


def caller() -> str:
    """Return the caller's identity in AWS; without one, the user of this machine."""
    try:
        identity = Aws().session(Place()).client("sts").get_caller_identity()
    except AWS_ERRORS:
        return getuser()
    return str(identity["Arn"])


def record_order(path: str, by: str, what: str, why: str) -> None:
    """Record an order that was given already; a record that fails is said, and stops nothing."""
    log, at = change_log(path), datetime.now(UTC).replace(microsecond=0)
    order = CalendarChange(at, by, what, why[:MOST_WHY], TextChange(0, "", ""), "", "")
    try:
        log.write([*log.read(), order])
    except SourceUnavailableError as error:
        click.echo(f"kickoff history will not show this: {error}", err=True)
