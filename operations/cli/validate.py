"""`kickoff validate`: a check of the calendar."""

import click

from kickoff.calendar.sources import load
from operations.cli.options import check_caps, config_option


@click.command()
@config_option
def validate(path: str) -> None:
    """Check a calendar; report every problem with its line."""
    calendar = load(path)
    check_caps(calendar, path)
    for note in calendar.notes:
        click.echo(f"note: {note}")
    targets, dimensions = len(calendar.targets), len(calendar.bounds)
    click.echo(
        f"{path}: valid; {targets} targets with {dimensions} dimensions, "
        f"configuration {calendar.digest}"
    )
