"""The columns of a table that hold the names of fixtures."""

import re
from itertools import product

from operations.imports.cells import has_date, has_time
from operations.imports.columns import Columns, mostly, sample_cells
from operations.imports.model import FixtureListError

_TITLES = (
    "match",
    "fixture",
    "event",
    "game",
    "name",
    "title",
    "summary",
    "subject",
    "what",
    "opponent",
)
_SIDES = (
    ("home", "away"),
    ("heim", "gast"),
    ("domicile", "exterieur"),
    ("domicile", "extérieur"),
    ("local", "visitante"),
    ("casa", "trasferta"),
    ("thuis", "uit"),
    ("ev", "deplasman"),
    ("host", "guest"),
    ("host", "visitor"),
    ("one", "two"),
    ("1", "2"),
    ("a", "b"),
)
_PARTS = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+|\d+")
# Parts of the names of columns that hold codes, or something beside the fixture.
_CODES = {"id", "ids", "uuid", "guid", "key", "code", "slug", "ref", "no", "nr", "num", "number"}
_CODES |= {"abbr", "abbreviation", "short", "url", "link", "image", "logo", "hash", "index"}
_BESIDE = {"venue", "ground", "stadium", "location", "place", "city", "country", "competition"}
_BESIDE |= {"league", "tournament", "cup", "round", "group", "stage", "phase", "season", "tv"}
_BESIDE |= {"channel", "broadcast", "broadcaster", "referee", "note", "notes", "comment", "result"}
_BESIDE |= {
    "score",
    "scores",
    "time",
    "date",
    "day",
    "weekday",
    "type",
    "category",
    "state",
    "goals",
}
_VERSUS = re.compile(r"\S\s+(?:vs?\.?|-|\u2013|\u2014|@|at)\s+\S", re.IGNORECASE)


def name_columns(columns: Columns, *, has_heading: bool = True) -> tuple[str, ...]:
    """Choose the columns of both sides; else a column named as a title; else the only texts.

    A column of numbers or codes is never a name, unless nothing else is left.

    Raises:
        FixtureListError: there is none, or several are possible.
    """
    texts = [name for name, cells in columns.items() if mostly(cells, _is_text)]
    usable = [name for name in texts if not _parts(name) & _CODES] or texts
    if sides := _sides(usable) or _repeated(usable):
        return sides
    titles = [name for name in usable if mostly(columns[name], _VERSUS.search)]
    if len(titles) == 1:
        return (titles[0],)
    usable = [name for name in usable if not _parts(name) & _BESIDE] or usable
    for word in _TITLES:
        exact = [name for name in usable if word in _parts(name)]
        if named := exact or [name for name in usable if word in name.lower()]:
            return (named[0],)
    varied = [name for name in usable if len(set(filter(None, columns[name]))) > 1] or usable
    if len(varied) == 1 or (len(varied) == 2 and not has_heading):  # noqa: PLR2004
        return tuple(varied)
    if not varied:
        raise FixtureListError("no column of names found; name it with --name")
    raise FixtureListError(
        f"several columns may be names: {', '.join(varied)}; name one or two with --name "
        f"({sample_cells(columns, varied)})"
    )


def _sides(names: list[str]) -> tuple[str, str] | None:
    """Return the columns of both sides, preferably those named as names of teams."""
    for first, second in _SIDES:
        found = [
            (left, right)
            for left, right in product(names, repeat=2)
            if _other_parts(left, first) is not None
            and _other_parts(left, first) == _other_parts(right, second)
        ]
        if found:
            return max(found, key=lambda pair: "name" in _parts(pair[0]))
    home, away = (next((n for n in names if side in n.lower()), None) for side in _SIDES[0])
    return (home, away) if home and away and home != away else None


def _repeated(names: list[str]) -> tuple[str, str] | None:
    """Return two columns with one name: `Team` and `Team (2)`."""
    return next(((name, f"{name} (2)") for name in names if f"{name} (2)" in names), None)


def _parts(name: str) -> set[str]:
    return {part.lower() for part in _PARTS.findall(name)}


def _other_parts(name: str, side: str) -> frozenset[str] | None:
    """Return the other words of a name with the word of a side; None without it."""
    parts = _parts(name)
    return frozenset(parts - {side}) if side in parts else None


def _is_text(cell: str) -> bool:
    """Return whether a cell is neither a number nor a date nor a time."""
    return not (has_date(cell) or has_time(cell) or re.fullmatch(r"[\d\s.,:%-]+", cell))
