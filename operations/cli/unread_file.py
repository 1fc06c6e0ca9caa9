"""A calendar file of this machine that a command with the calendar of a stack does not read."""

import os
from pathlib import Path

import click
from click.core import ParameterSource

from kickoff.calendar.loading.document import MAX_BYTES
from kickoff.calendar.loading.files import SourceUnavailableError, is_address
from kickoff.calendar.sources import reader
from operations.cli.stack import stack_of


def report_unread_file(path: str) -> None:
    """Print a line if `path` is the calendar of a stack, and the file of this machine differs."""
    context = click.get_current_context()
    given = context.get_parameter_source("path") is ParameterSource.COMMANDLINE
    stack = stack_of(context)
    file = os.environ.get("KICKOFF_CONFIG") or "config.yaml"
    if stack is None or given or is_address(file) or not Path(file).is_file():
        return
    read = reader()
    try:
        is_same = read(file, MAX_BYTES) == read(path, MAX_BYTES)
    except SourceUnavailableError:
        is_same = False
    if not is_same:
        click.echo(
            f"note: {file} of this machine was not read, and differs from the calendar of "
            f"{stack.name}: --config {file} reads it",
            err=True,
        )
