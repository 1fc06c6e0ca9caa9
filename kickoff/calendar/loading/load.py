"""Loads a calendar from a file: all of it is valid, or all of its problems are reported."""

from dataclasses import replace
from os import PathLike, fspath

from kickoff import formats
from kickoff.calendar.loading import document, files
from kickoff.calendar.loading.alike import locate_problems
from kickoff.calendar.loading.builder import CalendarBuilder
from kickoff.calendar.loading.limits import check_limits
from kickoff.calendar.loading.phases import check_phases
from kickoff.calendar.loading.references import check_references
from kickoff.calendar.loading.validation import validate
from kickoff.calendar.model.calendar import Calendar
from kickoff.calendar.model.problems import ConfigError, PathProblem, Problem


def load(
    path: str | PathLike[str],
    read: files.Read = files.read_local,
    *,
    feeds: str | None = None,
    deployed: bool = False,
) -> Calendar:
    """Load the calendar at a path, or at an address that `read` supports.

    `feeds` is the folder of fetched feeds; without it they are beside the calendar.
    `deployed`: a level above a max is a remark if fixtures of a feed take part in it, because a
    feed changes without a check. The level is clamped to the max. A phase outside its window is
    cut to it.

    Raises:
        ConfigError: the file has problems; the error has all of them.
    """
    name = fspath(path)
    try:
        return _load(name, read, feeds, deployed=deployed)
    except ConfigError:
        raise
    except Exception as error:  # any fault of a parser leaves the last good calendar in force
        fault = f"cannot be read: {type(error).__name__}: {error}; report this with the file"
        raise ConfigError([Problem(name, fault)]) from error


def _load(name: str, read: files.Read, feeds: str | None, *, deployed: bool) -> Calendar:
    raw = _bytes(name, read)
    root, problems = document.parse(_text(raw, name), name)
    data = root.plain()
    if not isinstance(data, dict):
        message = "a calendar is a mapping; it begins with 'version: 1'"
        raise ConfigError([Problem(name, message, (), root.line, root.column)])
    if formats.is_newer(data.get("version"), formats.CALENDAR):
        raise ConfigError(locate_problems([_newer(data["version"])], root, name))
    parts = validate(data)
    builder = CalendarBuilder(parts.file, name, raw, read, feeds)
    calendar = builder.calendar()
    limits = list(check_limits(calendar))
    clamped = [problem.message for problem, by_feed in limits if deployed and by_feed]
    found = [
        *check_references(parts.file, parts.names),
        *(() if deployed else check_phases(parts.file)),
        *builder.problems,
    ]
    problems += locate_problems([*parts.problems, *map(parts.original, found)], root, name)
    # Notes beside another problem may come from it.
    notes = () if problems else (*builder.notes, *map(str, builder.feed_problems))
    excess = [problem for problem, by_feed in limits if not (deployed and by_feed)]
    problems += locate_problems(map(parts.original, excess), root, name)
    if problems:
        raise ConfigError(problems, notes)
    unused = tuple(locate_problems(builder.unused_rules, root, name))
    return replace(calendar, clamped=tuple(clamped), unused_rules=unused)


def _newer(version: object) -> PathProblem:
    """The only problem of a newer format: what else is in the file, this kickoff cannot judge."""
    refusal = formats.refusal("the calendar", version, formats.CALENDAR)
    return PathProblem(("version",), f"{refusal}; upgrade this kickoff")


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
