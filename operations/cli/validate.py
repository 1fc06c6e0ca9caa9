"""`kickoff validate`: a check of the calendar."""

from datetime import UTC, datetime, timedelta

import click

from kickoff.calendar import Calendar, ConfigError
from kickoff.calendar.model.words import counted
from kickoff.calendar.sources import load
from operations.calendar_warnings import warnings
from operations.cli.options import check_caps, config_option, report_feeds, strict_option
from operations.cli.unread_file import report_unread_file
from operations.terminal import format_local_time

_A_YEAR = timedelta(days=365)


@click.command()
@config_option
@strict_option
def validate(path: str, strict: bool) -> None:  # noqa: FBT001 (click's)
    """Check a calendar; report every problem with its line, and what is rarely meant."""
    report_unread_file(path)
    calendar, now = _loaded(path), datetime.now(UTC)
    check_caps(calendar, path)
    report_feeds(calendar, strict=strict)
    for doubt in warnings(calendar, now):
        click.echo(f"warning: {doubt}")
    targets = counted(len(calendar.targets), "target")
    dimensions = counted(len(calendar.bounds), "dimension")
    click.echo(f"{path}: valid; {targets} with {dimensions}, configuration {calendar.digest}")
    click.echo(_coming(calendar, now))


def _loaded(path: str) -> Calendar:
    """Load a calendar; print the remarks on its feeds also if its levels are above a max."""
    try:
        return load(path)
    except ConfigError as error:
        for note in error.notes:
            click.echo(f"note: {note}")
        raise


def _coming(calendar: Calendar, now: datetime) -> str:
    """Return the number of fixtures of the coming year, those called off, and the next kick-off."""
    fixtures = calendar.fixtures(now, now + _A_YEAR)
    count = f"{counted(len(fixtures), 'fixture')} in the coming year"
    if off := [each for each in calendar.called_off if now <= each.kickoff < now + _A_YEAR]:
        count += f", {len(off):,} postponed or cancelled"
    kickoffs = [fixture for fixture in fixtures if fixture.kickoff >= now]
    if not kickoffs:
        return f"{count}, no kick-off to come"
    following = min(kickoffs, key=lambda each: (each.kickoff, each.name))
    at = format_local_time(following.kickoff.astimezone(calendar.zone))
    return f"{count}; next kick-off: {following.name}, {at}"
