"""`kickoff undo`: the calendar before the last change by a command."""

import click

from operations.cli.calendar_change import change_options, undo_change
from operations.cli.options import config_option


@click.command()
@config_option
@change_options
def undo(path: str, *, why: str, yes: bool) -> None:
    """Take back the last add, move, cancel or boost; run it again for the change before.

    Refuses if the calendar was changed in another way since.
    """
    undo_change(path, why=why, yes=yes)
