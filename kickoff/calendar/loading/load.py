"""Reads a calendar from a file: either all of it is right, or all of its problems are told."""

from os import PathLike, fspath

from kickoff.calendar.loading import document
from kickoff.calendar.loading.builder import CalendarBuilder
from kickoff.calendar.loading.files import (
    DIRECTORY,
    MISSING,
    Read,
    SourceUnavailableError,
    read_local,
)
from kickoff.calendar.loading.limits import check_limits
from kickoff.calendar.loading.references import references
from kickoff.calendar.loading.validation import validate
from kickoff.calendar.model.calendar import Calendar
from kickoff.calendar.model.problems import ConfigError, Problem


def load(path: str | PathLike[str], read: Read = read_local) -> Calendar:
    """The calendar at a path, or at an address that `read` knows.

    Raises:
        ConfigError: with all problems of the file.
    """
    name = fspath(path)
    raw = _bytes(name, read)
    root, problems = document.parse(_text(raw, name), name)
    data = root.plain()
    if not isinstance(data, dict):
        message = "a calendar is a mapping; it begins with 'version: 1'"
        raise ConfigError([Problem(name, message, (), root.line, root.column)])
    parts = validate(data)
    assembly = CalendarBuilder(parts.file, name, raw, read)
    calendar = assembly.calendar()
    fitting = [
        *references(parts.file, parts.names),
        *assembly.findings,
        *check_limits(calendar),
    ]
    for finding in [*parts.findings, *map(parts.original, fitting)]:
        line, column = root.locate(finding.path, key=finding.at_key)
        problems.append(Problem(name, finding.message, finding.path, line, column))
    if problems:
        raise ConfigError(problems)
    return calendar


def _bytes(name: str, read: Read) -> bytes:
    try:
        return read(name, document.MAX_BYTES)
    except SourceUnavailableError as fault:
        absent = str(fault) in {MISSING, DIRECTORY}
        hint = "; name a calendar with --config" if absent else ""
        raise ConfigError([Problem(name, f"{fault}{hint}")]) from None


def _text(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise ConfigError([Problem(name, "not UTF-8", (), line, column)]) from None
