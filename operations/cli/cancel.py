"""`kickoff cancel`: a fixture that does not take place, in the calendar where it is."""

from functools import partial

import click

from operations.calendar_edits.fixture_edits import cancel as cancel_fixture
from operations.cli.calendar_change import change_calendar, change_options, on_option
from operations.cli.options import config_option


@click.command()
@config_option
@click.argument("name")
@on_option
@change_options
def cancel(path: str, name: str, *, on: str | None, why: str, yes: bool) -> None:
    """Cancel the fixture NAME: kickoff cancel "Leeds v Derby".

    One day of a recurring rule is left out. The next tick lowers capacity that was raised for it.
    """
    change_calendar(path, partial(cancel_fixture, name=name, on=on), why=why, yes=yes)
