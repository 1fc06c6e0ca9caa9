"""`kickoff import`: the fixtures of a list that somebody else keeps, as lines for a calendar."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from kickoff.calendar.loading import ics
from kickoff.calendar.loading.files import SourceUnavailableError, read_local
from kickoff.calendar.model.feeds import FixtureTemplate
from kickoff.calendar.model.models import Profile
from kickoff.calendar.model.times import exists, repeats
from kickoff.calendar.sources import load
from operations.cli.options import config_option
from operations.imports.sheet import Choice, Line, Sheet, SheetError, understand
from operations.terminal import when

_MOST_BYTES = 4_000_000
# Recurrences of an .ics file are written out so far ahead.
_AHEAD = timedelta(days=400)
# The lines name no length: their profile does.
_ANY_LENGTH = timedelta(hours=1)


@click.command("import")
@config_option
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", required=True, help="The profile of these fixtures.")
@click.option("--kickoff", multiple=True, help="Column of kick-offs; twice: of days, of clocks.")
@click.option("--name", multiple=True, help="Column of names; twice: of both sides.")
@click.option("--day-first/--month-first", default=None, help="Whether 3/4/2026 is in April.")
def import_(  # noqa: PLR0913, PLR0917 (an argument for each option)
    path: str,
    file: Path,
    profile: str,
    kickoff: tuple[str, ...],
    name: tuple[str, ...],
    day_first: bool | None,  # noqa: FBT001 (click's)
) -> None:
    """Print the fixtures of FILE, .ics or a table with any columns, as lines for the calendar.

    What was understood goes to standard error, so that the lines may go to a file.
    """
    zone = load(path).zone
    try:
        content = read_local(str(file), _MOST_BYTES)
        if file.suffix.lower() == ".ics":
            sheet = _entries(content, zone)
        else:
            sheet = understand(_text(content), Choice(kickoff, name, day_first))
    except (SourceUnavailableError, SheetError, ValueError) as fault:
        raise click.UsageError(f"{file}: {fault}") from None
    _tell(sheet, zone)
    click.echo("fixtures:")
    for line in sheet.lines:
        click.echo(f"  - {_yaml(line, profile, zone)}")


def _text(content: bytes) -> str:
    """Spreadsheets write UTF-8, or what Western Windows does."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _entries(content: bytes, zone: ZoneInfo) -> Sheet:
    """The entries of an iCalendar file from today on, recurrences written out."""
    template = FixtureTemplate("", Profile(), {}, Decimal(1), _ANY_LENGTH, ())
    feed, notes = ics.read(content, template, zone)
    today = datetime.now(UTC)
    found = sorted(feed.fixtures(today, today + _AHEAD), key=lambda fixture: fixture.kickoff)
    lines = [Line(each.name, each.kickoff) for each in found]
    return Sheet(("DTSTART",), ("SUMMARY",), tuple(lines), tuple(notes))


def _tell(sheet: Sheet, zone: ZoneInfo) -> None:
    def say(text: str) -> None:
        click.echo(text, err=True)

    say(f"kick-off from {' and '.join(sheet.kickoff)}, name from {' and '.join(sheet.name)}")
    if sheet.lines:
        instants = sorted(_aware(line.kickoff, zone) for line in sheet.lines)
        span = " to ".join(f"{when(each)} {each:%Y}" for each in (instants[0], instants[-1]))
        say(f"{len(sheet.lines)} fixtures, {span} ({zone.key})")
    else:
        say("no fixtures")
    for note in sheet.left_out:
        say(f"left out: {note.removeprefix('left out ')}")


def _yaml(line: Line, profile: str, zone: ZoneInfo) -> str:
    """One line of the calendar; JSON's strings are YAML's."""
    name, named = (json.dumps(each, ensure_ascii=False) for each in (line.name, profile))
    parts = [f"name: {name}", f"kickoff: {_written(line.kickoff, zone)}", f"profile: {named}"]
    if line.status:
        parts.append(f"status: {line.status}")
    return "{" + ", ".join(parts) + "}"


def _aware(kickoff: datetime, zone: ZoneInfo) -> datetime:
    return kickoff.astimezone(zone) if kickoff.tzinfo else kickoff.replace(tzinfo=zone)


def _written(kickoff: datetime, zone: ZoneInfo) -> str:
    """Local time, but an instant where the zone's clocks show it twice."""
    local = _aware(kickoff, zone)
    if kickoff.tzinfo and (repeats(local) or not exists(local)):
        return f"{kickoff.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    seconds = ":%S" if local.second else ""
    return format(local, f"%Y-%m-%d %H:%M{seconds}")
