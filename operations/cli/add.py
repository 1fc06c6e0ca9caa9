"""`kickoff add`: one more fixture, in the calendar where it is."""

from functools import partial

import click

from operations.calendar_edits.fixture_edits import add as add_fixture
from operations.cli.calendar_change import change_calendar, change_options
from operations.cli.options import config_option


@click.command()
@config_option
@click.argument("name")
@click.argument("when", metavar="KICKOFF")
@click.option("--profile", required=True, help="A profile of the calendar.")
@click.option(
    "--scale",
    type=click.FloatRange(0.001, 1000),
    default=1.0,
    show_default=True,
    help="Factor of the profile's demand.",
)
@click.option("--lasts", help="A length instead of the profile's, such as 2h30m.")
@change_options
def add(  # noqa: PLR0913 (one for each option)
    path: str,
    name: str,
    when: str,
    *,
    profile: str,
    scale: float,
    lasts: str | None,
    why: str,
    yes: bool,
) -> None:
    """Add the fixture NAME: kickoff add "Leeds v Derby" 19:45 --profile league-match.

    KICKOFF is a local time of today, or a date and a time: '2026-12-05 19:45'. The window may be
    open already.
    """
    edit = partial(add_fixture, name=name, when=when, profile=profile, scale=scale, lasts=lasts)
    change_calendar(path, edit, why=why, yes=yes)
