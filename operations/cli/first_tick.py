"""A stack whose functions have kept no calendar yet: its age, and its ticks."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import click

from kickoff.calendar import ConfigError
from kickoff.calendar.loading.files import NOT_KEPT
from operations.cli.stack import stack_of
from operations.preflight.readiness.first_tick import describe_age

_MEANWHILE = "meanwhile --config FILE runs this command with the calendar of a file"


def with_age(error: ConfigError, context: click.Context) -> ConfigError:
    """Return an error that says, if no tick has kept a calendar, since when the stack exists."""
    stack = stack_of(context)
    if stack is None:
        return error
    age = describe_age(stack.name, stack.created, datetime.now(UTC))
    return ConfigError(
        replace(each, message=f"{each.message}; {age}; {_MEANWHILE}")
        if each.message == NOT_KEPT
        else each
        for each in error.problems
    )


def tick_lines() -> Iterator[str]:
    """Yield a line on the last tick of each function of the stack; none without a stack."""
    if not os.environ.get("KICKOFF_STACK"):
        return
    # Imported on use: the libraries of AWS are slow to import.
    from kickoff.aws.clients import Clients  # noqa: PLC0415
    from kickoff.aws.sessions import PATIENCE, Aws  # noqa: PLC0415
    from operations.preflight.adapters.heartbeats import (  # noqa: PLC0415
        APPLICATIONS,
        heartbeats,
    )
    from operations.preflight.readiness.stack_evidence import tick_evidence  # noqa: PLC0415

    now, stack = datetime.now(UTC), stack_of(click.get_current_context())
    beats = heartbeats(Clients(Aws(), PATIENCE), now.replace(second=0, microsecond=0))
    for each in tick_evidence(beats, APPLICATIONS, now, stack.created if stack else None):
        yield f"{each.subject}: {each.found}"
