"""Reads a calendar from a file: either all of it is right, or all of its problems are told."""

from pathlib import Path

from kickoff.config import document
from kickoff.config.assembly import Assembly
from kickoff.config.calendar import Calendar
from kickoff.config.over_max import over_max
from kickoff.config.problems import ConfigError, Problem
from kickoff.config.references import references
from kickoff.config.sift import sift


def load(path: Path) -> Calendar:
    """The calendar of a file.

    Raises:
        ConfigError: with all problems of the file.
    """
    name = str(path)
    raw = _bytes(path, name)
    root, problems = document.parse(_text(raw, name), name)
    data = root.plain()
    if not isinstance(data, dict):
        message = "a calendar is a mapping; it begins with 'version: 1'"
        raise ConfigError([Problem(name, message, (), root.line, root.column)])
    parts = sift(data)
    assembly = Assembly(parts.file, path)
    calendar = assembly.calendar()
    fitting = [
        *references(parts.file, parts.names),
        *assembly.findings,
        *over_max(calendar),
    ]
    for finding in [*parts.findings, *map(parts.original, fitting)]:
        line, column = root.locate(finding.path, key=finding.at_key)
        problems.append(Problem(name, finding.message, finding.path, line, column))
    if problems:
        raise ConfigError(problems)
    return calendar


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            fault = "is a directory" if path.is_dir() else "no such file"
            raise ConfigError([Problem(name, f"{fault}; name a calendar with --config")])
        if path.stat().st_size > document.MAX_BYTES:
            raise ConfigError([Problem(name, f"larger than {document.MAX_BYTES:,} bytes")])
        return path.read_bytes()
    except OSError as error:
        raise ConfigError([Problem(name, f"cannot be read: {error.strerror}")]) from None


def _text(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise ConfigError([Problem(name, "not UTF-8", (), line, column)]) from None
