"""`kickoff validate`: a check of the calendar."""

import click

from kickoff.calendar.model.words import counted
from kickoff.calendar.sources import load
from operations.cli.options import check_caps, config_option, report_feeds, strict_option


@click.command()
@config_option
@strict_option
def validate(path: str, strict: bool) -> None:  # noqa: FBT001 (click's)
    """Check a calendar; report every problem with its line."""
    calendar = load(path)
    check_caps(calendar, path)
    report_feeds(calendar, strict=strict)
    targets = counted(len(calendar.targets), "target")
    dimensions = counted(len(calendar.bounds), "dimension")
    click.echo(f"{path}: valid; {targets} with {dimensions}, configuration {calendar.digest}")
