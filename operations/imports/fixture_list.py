"""Fixture lists of other formats (.ics, or a table of text), and their calendar entries."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from kickoff.calendar.loading import ics
from kickoff.calendar.loading.files import read_local
from kickoff.calendar.model.feeds import FixtureTemplate
from kickoff.calendar.model.file_keys import Profile
from kickoff.calendar.model.times import exists, repeats
from operations.imports.fixture_table import ColumnOptions, FixtureList, ImportedFixture, read_table

_MAX_BYTES = 4_000_000
# Recurrences of an .ics file are written out for this long from today.
_AHEAD = timedelta(days=400)
# Entries have no length: their profile gives it.
_ANY_LENGTH = timedelta(hours=1)


def read_fixture_list(file: Path, options: ColumnOptions, zone: ZoneInfo) -> FixtureList:
    """Read an .ics file, or a table with any column names.

    Raises:
        SourceUnavailableError: the file cannot be read.
        FixtureTableError: columns or dates of the table are ambiguous.
        ValueError: the .ics file is invalid.
    """
    content = read_local(str(file), _MAX_BYTES)
    if file.suffix.lower() == ".ics":
        return _read_ics(file, content, zone)
    return read_table(_decode(content), options)


def format_entry(fixture: ImportedFixture, profile: str, zone: ZoneInfo) -> str:
    """Return the fixture as one entry of a calendar's `fixtures`; a JSON string is valid YAML."""
    name, profile = (json.dumps(each, ensure_ascii=False) for each in (fixture.name, profile))
    kickoff = _format_kickoff(fixture.kickoff, zone)
    status = f", status: {fixture.status}" if fixture.status else ""
    return f"{{name: {name}, kickoff: {kickoff}, profile: {profile}{status}}}"


def localize(kickoff: datetime, zone: ZoneInfo) -> datetime:
    """Return the kick-off in the calendar's zone; a naive one is local time already."""
    return kickoff.astimezone(zone) if kickoff.tzinfo else kickoff.replace(tzinfo=zone)


def _decode(content: bytes) -> str:
    """Spreadsheets export UTF-8 or Windows-1252."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _read_ics(file: Path, content: bytes, zone: ZoneInfo) -> FixtureList:
    """Read the entries of an iCalendar file from today on, each recurrence as a fixture."""
    template = FixtureTemplate("", Profile(), {}, Decimal(1), _ANY_LENGTH, None, zone, (), ())
    content_of = ics.read(content, lambda _: template, ics.FeedOptions(file.name, zone))
    today = datetime.now(UTC)
    coming = (
        fixture for feed in content_of.feeds for fixture in feed.fixtures(today, today + _AHEAD)
    )
    found = sorted(coming, key=lambda fixture: fixture.kickoff)
    notes = [*content_of.notes, *map(str, content_of.problems)]
    fixtures = tuple(ImportedFixture(each.name, each.kickoff) for each in found)
    return FixtureList(("DTSTART",), ("SUMMARY",), fixtures, tuple(notes))


def _format_kickoff(kickoff: datetime, zone: ZoneInfo) -> str:
    """Return the local time; the UTC instant where local clocks show that time twice or never."""
    local = localize(kickoff, zone)
    if kickoff.tzinfo and (repeats(local) or not exists(local)):
        return f"{kickoff.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    seconds = ":%S" if local.second else ""
    return format(local, f"%Y-%m-%d %H:%M{seconds}")
