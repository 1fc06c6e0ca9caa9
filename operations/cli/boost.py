"""`kickoff boost`: a least level from now on, in the calendar where it is."""

import click

from kickoff.calendar import Calendar
from kickoff.calendar.model.fields import LARGEST
from kickoff.timeline import Key
from operations.calendar_edits.fixture_edits import CalendarText, FixtureEdit
from operations.calendar_edits.fixture_edits import boost as boost_dimension
from operations.cli.calendar_change import change_calendar, change_options
from operations.cli.options import check_target, config_option


@click.command()
@config_option
@click.argument("target")
@click.option("--for", "lasts", required=True, help="A length from now on, such as 30m.")
@click.option(
    "--level",
    required=True,
    type=click.IntRange(1, LARGEST),
    help="The least level: capacity units a second, or containers.",
)
@change_options
def boost(  # noqa: PLR0913 (one for each option)
    path: str, target: str, *, lasts: str, level: int, why: str, yes: bool
) -> None:
    """Raise TARGET to at least a level, from now on.

    For example: kickoff boost prices.read --for 30m --level 3000.

    TARGET is a dimension; the name of a target is enough where it has one. The level is not added
    to that of fixtures. kickoff cancel "boost prices.read" ends it sooner.
    """

    def edit(calendar: CalendarText) -> FixtureEdit:
        return boost_dimension(calendar, _key(target, calendar.calendar), level=level, lasts=lasts)

    change_calendar(path, edit, why=why, yes=yes)


def _key(name: str, calendar: Calendar) -> Key:
    """Return the dimension of a name such as `prices.read`, or `pricing` if it has only one."""
    check_target(name, calendar)
    named = [key for key in calendar.bounds if key.is_named(name)]
    if len(named) > 1:
        listed = ", ".join(".".join(key) for key in named)
        raise click.UsageError(f"{name!r} has several dimensions; give one: {listed}")
    return named[0]
