"""Loads a calendar from a file: all of it is valid, or all of its problems are reported."""

from os import PathLike, fspath

from kickoff.calendar.loading import document, files
from kickoff.calendar.loading.builder import CalendarBuilder
from kickoff.calendar.loading.limits import check_limits
from kickoff.calendar.loading.references import check_references
from kickoff.calendar.loading.validation import validate
from kickoff.calendar.model.calendar import Calendar
from kickoff.calendar.model.problems import ConfigError, Problem


def load(path: str | PathLike[str], read: files.Read = files.read_local) -> Calendar:
    """Load the calendar at a path, or at an address that `read` supports.

    Raises:
        ConfigError: the file has problems; the error has all of them.
    """
    name = fspath(path)
    raw = _bytes(name, read)
    root, problems = document.parse(_text(raw, name), name)
    data = root.plain()
    if not isinstance(data, dict):
        message = "a calendar is a mapping; it begins with 'version: 1'"
        raise ConfigError([Problem(name, message, (), root.line, root.column)])
    parts = validate(data)
    builder = CalendarBuilder(parts.file, name, raw, read)
    calendar = builder.calendar()
    found = [*check_references(parts.file, parts.names), *builder.problems, *check_limits(calendar)]
    for problem in [*parts.problems, *map(parts.original, found)]:
        line, column = root.locate(problem.path, key=problem.at_key)
        problems.append(Problem(name, problem.message, problem.path, line, column))
    if problems:
        raise ConfigError(problems)
    return calendar


def _bytes(name: str, read: files.Read) -> bytes:
    try:
        return read(name, document.MAX_BYTES)
    except files.SourceUnavailableError as error:
        absent = str(error) in {files.MISSING, files.DIRECTORY}
        hint = "; name a calendar with --config" if absent else ""
        raise ConfigError([Problem(name, f"{error}{hint}")]) from None


def _text(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise ConfigError([Problem(name, "not UTF-8", (), line, column)]) from None
