"""The columns of a table that hold kick-offs, zones and statuses, by their cells and names."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from operations.imports.cells import has_date, has_offset, has_time, is_instant, is_midnight
from operations.imports.dates import date_order, date_text, parse_date
from operations.imports.model import CellError, FixtureListError
from operations.imports.status_words import is_called_off, is_open, remove_status
from operations.imports.zones import is_zone

Columns = dict[str, list[str]]
Kickoff = tuple[str, ...]
"""A column of dates with times, or a column of dates and one of times."""

# Half of the cells decide the kind of a column: some cells are wrong.
_MAJORITY = 0.5
_OTHER_INSTANTS = re.compile(
    r"fetch|creat|updat|modif|scrap|retriev|publish|import|sale|\bend|_end|finish|until|close|"
    r"timestamp|seen|checked|added|synced|loaded|doors",
    re.IGNORECASE,
)
_KICKOFF_NAMES = re.compile(r"kick|\bko\b|start|begin|when", re.IGNORECASE)
_STATUS_NAMES = re.compile(
    r"(?<![a-z])(?:status|statut|stato|estado|state)(?![a-z])", re.IGNORECASE
)
_ZONE_NAMES = re.compile(r"time.?zone|(?<![a-z])tz(?![a-z])|(?:utc|gmt).?offset", re.IGNORECASE)
_SAME_MATCH = timedelta(days=1)  # one kick-off in two zones


def kickoff_columns(columns: Columns) -> Kickoff:
    """Choose the column of kick-offs, or a column of dates and one of times.

    A column of another instant, such as `updated`, is never chosen.

    Raises:
        FixtureListError: there is none, or several are possible.
    """
    usable = {
        name: [cell if has_date(cell) else remove_status(cell) for cell in cells]
        for name, cells in columns.items()
        if not _OTHER_INSTANTS.search(name)
    }
    times = [name for name, cells in usable.items() if mostly(cells, has_time)]
    instants = [
        name
        for name, cells in usable.items()
        if mostly(cells, is_instant) and not (times and mostly(cells, is_midnight))
    ]
    dates = [n for n, cells in usable.items() if mostly(cells, has_date) and n not in instants]
    pairs = _pairs(usable, dates, times) if dates and times else []
    found = [*pairs, *((name,) for name in _distinct(usable, instants))]
    if not found:
        raise FixtureListError(
            "no column of dates and times found; name it with --kickoff; columns: "
            + ", ".join(columns)
        )
    return _choose(usable, found)


def _pairs(columns: Columns, dates: list[str], times: list[str]) -> list[Kickoff]:
    dates, times = _distinct(columns, dates), _distinct(columns, times)
    named = [[n for n in names if _KICKOFF_NAMES.search(n)] for names in (dates, times)]
    chosen = [
        only if len(only) == 1 else names for only, names in zip(named, (dates, times), strict=True)
    ]
    for names, kind in zip(chosen, ("dates", "times"), strict=True):
        if len(names) > 1:
            raise _several(columns, [(name,) for name in names], kind)
    return [(chosen[0][0], chosen[1][0])]


def _distinct(columns: Columns, names: list[str]) -> list[str]:
    """Leave out columns with the cells of an earlier one."""
    first = {tuple(columns[name]): name for name in reversed(names)}
    return [name for name in names if first[tuple(columns[name])] == name]


def _choose(columns: Columns, found: list[Kickoff]) -> Kickoff:
    """Choose date and time, or the column named as a kick-off, or its instant with an offset."""
    pairs = [each for each in found if len(each) > 1]
    named = [each for each in found if len(each) == 1 and _KICKOFF_NAMES.search(each[0])]
    main = found if len(found) == 1 else pairs or (named if len(named) == 1 else [])
    exact = [each for each in found if mostly(columns[each[-1]], has_offset)]
    if not main:
        if len(exact) == 1 and all(_near(columns, exact[0], each) for each in found):
            return exact[0]
        raise _several(columns, found, "kick-offs")
    rivals = [each for each in named if each not in main]
    if pairs and any(not _near(columns, main[0], each) for each in rivals):
        raise _several(columns, [*main, *rivals], "kick-offs")
    same = [each for each in exact if each not in main and _near(columns, main[0], each)]
    if not same or main[0] in exact:
        return main[0]
    if len(same) > 1:
        raise _several(columns, same, "kick-offs")
    return same[0]


def _several(columns: Columns, found: Sequence[Kickoff], kind: str) -> FixtureListError:
    names = ", ".join(" and ".join(each) for each in found)
    shown = sample_cells(columns, (name for each in found for name in each))
    return FixtureListError(
        f"several columns hold {kind}: {names}; name the right ones with --kickoff ({shown})"
    )


def sample_cells(columns: Columns, names: Iterable[str]) -> str:
    """Return the first filled cell of each named column, in words."""
    return "; ".join(f"{name!r} has {next(filter(None, columns[name]), '')!r}" for name in names)


def _near(columns: Columns, one: Kickoff, other: Kickoff) -> bool:
    """Return whether two columns are of the same days, so they may be one kick-off in two zones."""
    pairs = zip(_days(columns[one[0]]), _days(columns[other[0]]), strict=True)
    gaps = [abs(first - second) for first, second in pairs if first and second]
    return bool(gaps) and sum(gap <= _SAME_MATCH for gap in gaps) >= _MAJORITY * len(gaps)


def _days(cells: list[str]) -> list[date | None]:
    try:
        order = date_order(cells, None)
    except FixtureListError:
        return [None] * len(cells)
    found: list[date | None] = []
    for cell in cells:
        try:
            found.append(parse_date(date_text(cell) or "", order))
        except CellError:
            found.append(None)
    return found


def zone_column(columns: Columns) -> str | None:
    """Return the column of zones, by its name or because all of its cells are zones."""
    named = [name for name in columns if _ZONE_NAMES.search(name)]
    filled = {name: list(filter(None, cells)) for name, cells in columns.items()}
    zones = [name for name, cells in filled.items() if cells and all(map(is_zone, cells))]
    return next(iter([*named, *zones]), None)


def status_columns(columns: Columns) -> tuple[str | None, list[str]]:
    """Return the column named as a status, and others in which a fixture is called off.

    The latter include columns named as a status, such as `postponed`, with yes or no.
    """
    named = next((name for name in columns if _STATUS_NAMES.search(name)), None)
    if named and "status" not in named.lower() and not any(map(is_open, columns[named])):
        named = None
    others = (name for name in columns if name != named)
    return named, [
        name for name in others if is_called_off(name) or any(map(is_called_off, columns[name]))
    ]


def mostly(cells: Sequence[str], test: Callable[[str], object]) -> bool:
    """Return whether half of the filled cells pass the test; words such as TBC do not count."""
    filled = [cell for cell in cells if cell and not (is_open(cell) and not test(cell))]
    return bool(filled) and sum(bool(test(cell)) for cell in filled) >= _MAJORITY * len(filled)
