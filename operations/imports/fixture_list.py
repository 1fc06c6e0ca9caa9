"""Fixture lists of other formats, and their calendar entries."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from kickoff.calendar.loading import ics
from kickoff.calendar.loading.files import read_local
from kickoff.calendar.model.feeds import FixtureTemplate
from kickoff.calendar.model.file_keys import Profile
from kickoff.calendar.model.times import exists, repeats
from operations.imports.encodings import CODE_PAGES, decode
from operations.imports.fixture_table import read_table
from operations.imports.football_json import read_json
from operations.imports.football_txt import is_football_txt, read_football_txt
from operations.imports.known_fixtures import localize
from operations.imports.model import FixtureList, ImportedFixture, ListOptions

_JSON = re.compile(r"\s*(?:\{|\[\s*\{)")
_MAX_BYTES = 4_000_000
# Recurrences of an .ics file are written out for this long from today.
_AHEAD = timedelta(days=400)
# Entries have no length: their profile gives it.
_ANY_LENGTH = timedelta(hours=1)


def read_fixture_list(file: Path, options: ListOptions, zone: ZoneInfo) -> FixtureList:
    """Read an .ics file, openfootball's JSON or text, or a table. `zone` is that of local times.

    Raises:
        SourceUnavailableError: the file cannot be read.
        FixtureListError: the list is invalid or ambiguous.
        ValueError: the .ics file is invalid.
    """
    content = read_local(str(file), _MAX_BYTES)
    if file.suffix.lower() == ".ics":
        return _read_ics(file, content, zone)
    text, encoding = decode(content, options.encoding)
    if _JSON.match(text):
        return read_json(text, zone)
    if is_football_txt(text):
        return read_football_txt(text, zone)
    found = read_table(text, options, zone)
    if options.encoding is None and encoding in CODE_PAGES:
        note = f"the encoding was taken for {encoding}; give --encoding if names look wrong"
        return replace(found, notes=(*found.notes, note))
    return found


def format_entry(fixture: ImportedFixture, profile: str, zone: ZoneInfo) -> str:
    """Return the fixture as one entry of a calendar's `fixtures`; a JSON string is valid YAML.

    `zone` is the calendar's.
    """
    name, profile = (json.dumps(each, ensure_ascii=False) for each in (fixture.name, profile))
    parts = [f"name: {name}", f"kickoff: {_format_kickoff(fixture.kickoff, zone)}"]
    parts.append(f"profile: {profile}")
    if fixture.status:
        parts.append(f"status: {fixture.status}")
    return "{" + ", ".join(parts) + "}"


def _read_ics(file: Path, content: bytes, zone: ZoneInfo) -> FixtureList:
    """Read the entries of an iCalendar file from today on, each recurrence as a fixture."""
    template = FixtureTemplate("", Profile(), {}, Decimal(1), _ANY_LENGTH, None, zone, (), ())
    read = ics.read(content, lambda _: template, ics.FeedOptions(file.name, zone))
    today = datetime.now(UTC)
    found = [each for feed in read.feeds for each in feed.fixtures(today, today + _AHEAD)]
    found.sort(key=lambda fixture: fixture.kickoff)
    fixtures = tuple(ImportedFixture(each.name, each.kickoff) for each in found)
    left_out = tuple(
        f"line {each.entry.line}: {each.entry.title!r}: {each.message}"
        for each in read.problems
        if each.entry
    )
    return FixtureList(("DTSTART",), ("SUMMARY",), fixtures, left_out, tuple(read.notes))


def _format_kickoff(kickoff: datetime, zone: ZoneInfo) -> str:
    """Return the local time; the UTC instant where local clocks show that time twice or never."""
    local = localize(kickoff, zone)
    if kickoff.tzinfo and (repeats(local) or not exists(local)):
        return f"{kickoff.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    seconds = ":%S" if local.second else ""
    return format(local, f"%Y-%m-%d %H:%M{seconds}")
