"""`kickoff import`: calendar entries from a fixture list of another format."""

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources import load
from operations.cli.options import config_option
from operations.imports.fixture_list import format_entry, localize, read_fixture_list
from operations.imports.fixture_table import ColumnOptions, FixtureList, FixtureTableError
from operations.terminal import format_local_time


@click.command("import")
@config_option
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", required=True, help="The profile of the fixtures.")
@click.option(
    "--kickoff", multiple=True, help="Column of kick-offs; give it twice for date and time."
)
@click.option("--name", multiple=True, help="Column of names; give it twice for home and away.")
@click.option(
    "--day-first/--month-first", default=None, help="Read 3/4/2026 as 3 April, or as 4 March."
)
def import_(  # noqa: PLR0913, PLR0917 (an argument for each option)
    path: str,
    file: Path,
    profile: str,
    kickoff: tuple[str, ...],
    name: tuple[str, ...],
    day_first: bool | None,  # noqa: FBT001 (click's)
) -> None:
    """Print the fixtures of FILE, an .ics file or a table, as entries of the calendar.

    A summary goes to standard error, so that the entries can be redirected to a file.
    """
    zone = load(path).zone
    try:
        found = read_fixture_list(file, ColumnOptions(kickoff, name, day_first), zone)
    except (SourceUnavailableError, FixtureTableError, ValueError) as fault:
        raise click.UsageError(f"{file}: {fault}") from None
    for line in _summary(found, zone):
        click.echo(line, err=True)
    click.echo("fixtures:")
    for fixture in found.fixtures:
        click.echo(f"  - {format_entry(fixture, profile, zone)}")


def _summary(found: FixtureList, zone: ZoneInfo) -> list[str]:
    columns = f"kick-off from {' and '.join(found.kickoff)}, name from {' and '.join(found.name)}"
    count = "no fixtures"
    if found.fixtures:
        instants = sorted(localize(each.kickoff, zone) for each in found.fixtures)
        span = " to ".join(
            f"{format_local_time(each)} {each:%Y}" for each in (instants[0], instants[-1])
        )
        count = f"{len(found.fixtures)} fixtures, {span} ({zone.key})"
    left_out = [f"left out: {note.removeprefix('left out ')}" for note in found.left_out]
    return [columns, count, *left_out]
