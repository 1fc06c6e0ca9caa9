"""`kickoff move`: another kick-off of a fixture, in the calendar where it is."""

from functools import partial

import click

from operations.calendar_edits.fixture_edits import move as move_fixture
from operations.cli.calendar_change import change_calendar, change_options, on_option
from operations.cli.options import config_option


@click.command()
@config_option
@click.argument("name")
@click.argument("when", metavar="KICKOFF")
@on_option
@change_options
def move(  # noqa: PLR0913 (one for each option)
    path: str, name: str, when: str, *, on: str | None, why: str, yes: bool
) -> None:
    """Move the fixture NAME: kickoff move "Leeds v Derby" 20:15.

    KICKOFF is a local time of the same day, or a date and a time: '2026-12-06 15:00'. A postponed
    or cancelled fixture is scheduled again.
    """
    change_calendar(path, partial(move_fixture, name=name, when=when, on=on), why=why, yes=yes)
