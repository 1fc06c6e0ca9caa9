"""`kickoff import`: calendar entries from a fixture list of another format."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.model.words import counted
from kickoff.calendar.sources import load
from operations.cli.options import config_option
from operations.imports.fixture_list import format_entry, read_fixture_list
from operations.imports.known_fixtures import ListComparison, compare, localize
from operations.imports.model import DateOrder, FixtureList, ImportedFixture, ListOptions
from operations.terminal import format_local_time

_SHOWN = 3
_WRONG_USE = 2


@click.command("import")
@config_option
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", required=True, help="The profile of the fixtures.")
@click.option(
    "--kickoff", multiple=True, help="Column of kick-offs; give it twice for date and time."
)
@click.option("--name", multiple=True, help="Column of names; give it twice for home and away.")
@click.option("--columns", help="Names of the columns of a table without heading, with commas.")
@click.option(
    "--date-order", type=click.Choice([*map(str, DateOrder)]), help="Order of dates of numbers."
)
@click.option(
    "--day-first/--month-first", default=None, help="Read 3/4/2026 as 3 April, or as 4 March."
)
@click.option("--timezone", help="Zone of times without an offset; default: the calendar's.")
@click.option("--encoding", help="Encoding of the file, such as cp1254; default: recognised.")
@click.option("--strict", is_flag=True, help="Refuse the list if a row is left out.")
def import_(  # noqa: PLR0913, PLR0917 (an argument for each option)
    path: str,
    file: Path,
    profile: str,
    kickoff: tuple[str, ...],
    name: tuple[str, ...],
    columns: str | None,
    date_order: str | None,
    day_first: bool | None,  # noqa: FBT001 (click's)
    timezone: str | None,
    encoding: str | None,
    strict: bool,  # noqa: FBT001 (click's)
) -> None:
    """Print the fixtures of FILE that the calendar does not have, as entries of the calendar.

    FILE is an .ics file, a table (CSV and the like), openfootball's JSON or football.txt. A summary
    and the rows left out go to standard error, so that the entries can be redirected to a file.
    """
    calendar = load(path)
    zone = _zone(timezone) if timezone else calendar.zone
    named = [each.strip() for each in columns.split(",")] if columns else []
    order = _order(date_order, day_first)
    options = ListOptions(kickoff, name, named, order, encoding, timezone is not None)
    try:
        found = read_fixture_list(file, options, zone)
    except (SourceUnavailableError, ValueError) as fault:
        raise click.UsageError(f"{file}: {fault}") from None
    compared = compare(found.fixtures, calendar, zone)
    for line in _summary(file, found, zone, compared):
        click.echo(line, err=True)
    if strict and found.left_out:
        sys.exit(_WRONG_USE)
    _print_entries(compared.new, profile, zone, calendar)


def _print_entries(
    new: Sequence[ImportedFixture], profile: str, zone: ZoneInfo, calendar: Calendar
) -> None:
    if not new:
        return
    click.echo("fixtures:")
    for fixture in new:
        aware = ImportedFixture(fixture.name, localize(fixture.kickoff, zone), fixture.status)
        entry = fixture if zone == calendar.zone else aware
        click.echo(f"  - {format_entry(entry, profile, calendar.zone)}")


def _summary(
    file: Path, found: FixtureList, zone: ZoneInfo, compared: ListComparison
) -> Iterator[str]:
    yield f"kick-off from {' and '.join(found.kickoff)}, name from {' and '.join(found.name)}"
    instants = sorted(localize(each.kickoff, zone) for each in found.fixtures)
    if instants:
        span = " to ".join(
            f"{format_local_time(each)} {each:%Y}" for each in (instants[0], instants[-1])
        )
        yield f"{counted(len(found.fixtures), 'fixture')}, {span} ({zone.key})"
    else:
        yield "no fixtures"
    for each in found.fixtures[:_SHOWN]:
        local = localize(each.kickoff, zone)
        yield f"understood: {each.name}, {format_local_time(local)} {local:%Y}"
    if compared.known:
        yield f"already in the calendar: {len(compared.known)}"
    if compared.known and not compared.new:
        yield "nothing new: the calendar has every fixture of the list"
    yield from (f"left out: {note.removeprefix('left out ')}" for note in found.left_out)
    if found.left_out:
        yield (
            f"{len(found.left_out)} left out of {file.name}; correct them there, or add their "
            "fixtures under fixtures"
        )
    yield from (f"note: {note}" for note in (*found.notes, *compared.notes))


def _order(named: str | None, day_first: bool | None) -> DateOrder | None:  # noqa: FBT001 (an option)
    """Return the order of dates by both options.

    Raises:
        click.UsageError: the options differ.
    """
    if day_first is None:
        return DateOrder(named) if named else None
    order = DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST
    if named and named != order:
        raise click.UsageError("--date-order differs from --day-first or --month-first; give one")
    return order


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise click.UsageError(f"{name!r} is no time zone, such as Europe/London") from None
