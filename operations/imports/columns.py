"""The columns of a table that hold kick-offs, names and statuses, by their cells and names."""

import re
from collections.abc import Callable, Sequence
from itertools import product

from operations.imports.cells import has_date, has_offset, has_time, is_instant
from operations.imports.model import FixtureListError
from operations.imports.status_words import listed_status

Columns = dict[str, list[str]]

# Half of the cells decide the kind of a column: some cells hold "TBC".
_MAJORITY = 0.5
_OTHER_INSTANTS = re.compile(
    r"fetch|creat|updat|modif|scrap|retriev|publish|import|sale|end|finish|until|close|timestamp",
    re.IGNORECASE,
)
_KICKOFF_NAMES = re.compile(r"kick|\bko\b|start|begin|when", re.IGNORECASE)
_TITLES = ("match", "fixture", "event", "game", "name", "title", "summary", "subject", "what")
_SIDES = (
    ("home", "away"),
    ("host", "guest"),
    ("host", "visitor"),
    ("one", "two"),
    ("1", "2"),
    ("a", "b"),
)
_STATUS_NAMES = re.compile(r"status|state", re.IGNORECASE)
_PARTS = re.compile(r"[a-z]+|\d+", re.IGNORECASE)


def kickoff_columns(columns: Columns) -> tuple[str, ...]:
    """Choose the column of kick-offs, or a column of dates and one of times.

    Raises:
        FixtureListError: there is none, or several are possible.
    """
    usable = {name: cells for name, cells in columns.items() if not _OTHER_INSTANTS.search(name)}
    for known in (usable, columns):
        if found := _instants(known):
            return (found,)
        dates = [name for name, cells in known.items() if share(cells, has_date) >= _MAJORITY]
        times = [name for name, cells in known.items() if share(cells, has_time) >= _MAJORITY]
        if dates and times:
            return _one_of(dates, "dates"), _one_of(times, "times")
    raise FixtureListError(
        "no column of dates and times found; name it with --kickoff; columns: " + ", ".join(columns)
    )


def _instants(columns: Columns) -> str | None:
    found = [name for name, cells in columns.items() if share(cells, is_instant) >= _MAJORITY]
    exact = [name for name in found if share(columns[name], has_offset) >= _MAJORITY]
    return _one_of(exact or found, "kick-offs") if found else None


def _one_of(names: Sequence[str], kind: str) -> str:
    """Return the column that is named as a kick-off, if there are several."""
    named = [name for name in names if _KICKOFF_NAMES.search(name)]
    for chosen in (names, named):
        if len(chosen) == 1:
            return chosen[0]
    raise FixtureListError(
        f"several columns hold {kind}: {', '.join(names)}; name the right ones with --kickoff"
    )


def name_columns(columns: Columns) -> tuple[str, ...]:
    """Choose the columns of both sides; else a column named as a title; else the only texts.

    A column of numbers is never a name.

    Raises:
        FixtureListError: there is none, or several are possible.
    """
    texts = {name: cells for name, cells in columns.items() if share(cells, is_text) >= _MAJORITY}
    for first, second in _SIDES:
        for left, right in product(texts, repeat=2):
            if _side(left, first) is not None and _side(left, first) == _side(right, second):
                return left, right
    for first, second in _SIDES[:1]:
        sides = [next((n for n in texts if side in n.lower()), None) for side in (first, second)]
        if sides[0] and sides[1]:
            return sides[0], sides[1]
    for word in _TITLES:
        if named := [name for name in texts if word in name.lower()]:
            return (named[0],)
    several = [name for name, cells in texts.items() if len(set(filter(None, cells))) > 1]
    varied = several or [*texts]
    if len(varied) in {1, 2}:
        return tuple(varied)
    if not varied:
        raise FixtureListError("no column of names found; name it with --name")
    raise FixtureListError(
        f"several columns may be names: {', '.join(varied)}; name one or two with --name"
    )


def _side(name: str, side: str) -> tuple[str, ...] | None:
    """Return the other words of a name with the word of a side; None without it."""
    parts = [part.lower() for part in _PARTS.findall(name)]
    if side not in parts:
        return None
    parts.remove(side)
    return tuple(parts)


def status_column(columns: Columns) -> str | None:
    """Return the column named as a status, or with a word of a status; None without one."""
    named = [name for name in columns if _STATUS_NAMES.search(name)]
    if named:
        return named[0]
    return next((name for name, cells in columns.items() if share(cells, listed_status) > 0), None)


def is_text(cell: str) -> bool:
    """Return whether a cell is neither a number nor a date nor a time."""
    return not (has_date(cell) or has_time(cell) or cell.replace(".", "").isdigit())


def share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    """Return the share of the filled cells that pass the test."""
    filled = [cell for cell in cells if cell]
    return sum(bool(test(cell)) for cell in filled) / len(filled) if filled else 0
