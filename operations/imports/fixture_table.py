"""Fixtures from a table of text: columns are recognised by their cells and names."""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dateutil import parser

_DELIMITERS = ",;\t|"
_SAMPLE = 4_000
_DATE = re.compile(r".*\d.*\b\d{4}\b.*|\d{4}-\d\d-\d\d.*")
_SLASHED = re.compile(r"\D*(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}\b.*")
_TIME = re.compile(r"\d{1,2}[:.h]\d\d(:\d\d)?(\s*[ap]m)?|\d{1,2}\s*[ap]m", re.IGNORECASE)
_HAS_TIME = re.compile(r".*(\d[:.h]\d\d|\d\s*[ap]m)(?![a-z0-9]{2}).*", re.IGNORECASE)
_NAMES = ("match", "fixture", "event", "game", "name", "title", "summary", "description")
_STATUSES = {
    "postponed": "postponed",
    "pp": "postponed",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "abandoned": "cancelled",
}
# Half of the cells decide the kind of a column: some cells hold "TBC".
_MAJORITY = 0.5
_MONTHS = 12


class FixtureTableError(Exception):
    """The table is invalid or ambiguous; the message gives the option that decides."""


@dataclass(frozen=True, slots=True)
class ColumnOptions:
    """Columns named by the user; an empty or None value is recognised from the cells.

    `day_first`: 3/4/2026 is 3 April.
    """

    kickoff: Sequence[str] = ()
    name: Sequence[str] = ()
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class ImportedFixture:
    """A fixture of a list; a naive kick-off is local time."""

    name: str
    kickoff: datetime
    status: str | None = None


@dataclass(frozen=True, slots=True)
class FixtureList:
    """The fixtures, the columns of their kick-offs and names, and notes on rows left out."""

    kickoff: tuple[str, ...]
    name: tuple[str, ...]
    fixtures: tuple[ImportedFixture, ...]
    left_out: tuple[str, ...]


def read_table(text: str, options: ColumnOptions) -> FixtureList:
    """Read a table whose first line holds the column names.

    Raises:
        FixtureTableError: no column holds kick-offs or names, or dates are ambiguous.
    """
    head, rows = _table(text)
    columns = {name: [row[at] for _, row in rows] for at, name in enumerate(head)}
    for named in (*options.kickoff, *options.name):
        if named not in columns:
            raise FixtureTableError(f"no column {named!r}; there are: {', '.join(head)}")
    kickoffs = tuple(options.kickoff) or _kickoff_columns(columns)
    names = tuple(options.name) or _name_columns(
        {k: v for k, v in columns.items() if k not in kickoffs}
    )
    day_first = _day_first(columns[kickoffs[0]], options.day_first)
    statuses = (name for name in head if any(cell.lower() in _STATUSES for cell in columns[name]))
    status = next(statuses, None)
    fixtures, left_out = [], []
    for number, row in rows:
        cells = dict(zip(head, row, strict=True))
        written = " ".join(cells[each] for each in kickoffs)
        kickoff = _instant(written, day_first=day_first)
        name = " v ".join(cells[each] for each in names if cells[each])
        if kickoff is None or not name:
            fault = f"no kick-off in {written!r}" if name else "no name"
            left_out.append(f"line {number}: {fault}")
        else:
            found = _STATUSES.get(cells[status].lower()) if status else None
            fixtures.append(ImportedFixture(name, kickoff, found))
    return FixtureList(kickoffs, names, tuple(fixtures), tuple(left_out))


def _table(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the column names, and each row as (line number, one cell per column)."""
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:_SAMPLE], _DELIMITERS)
    except csv.Error:
        dialect = "excel"
    reader = csv.reader(text.splitlines(), dialect)
    try:
        head = [cell.strip() for cell in next(reader, [])]
        rows = [
            (reader.line_num, [cell.strip() for cell in (row + [""] * len(head))[: len(head)]])
            for row in reader
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise FixtureTableError(f"line {reader.line_num}: {error}") from None
    if not rows:
        raise FixtureTableError("no rows below the column names")
    if len(set(head)) < len(head):
        raise FixtureTableError("two columns have the same name; rename one")
    return head, rows


def _kickoff_columns(columns: dict[str, list[str]]) -> tuple[str, ...]:
    """Choose the column of instants, preferably with offsets; else a date and a time column."""
    dates = _mostly(columns, _is_date)
    whole = [name for name in _mostly(columns, _HAS_TIME.match) if name in dates]
    if whole:
        return (max(whole, key=lambda name: _share(columns[name], _has_offset)),)
    times = _mostly(columns, _TIME.fullmatch)
    if dates and times:
        return dates[0], times[0]
    known = ", ".join(columns)
    raise FixtureTableError(
        f"no column of dates and times found; name it with --kickoff; columns: {known}"
    )


def _name_columns(columns: dict[str, list[str]]) -> tuple[str, ...]:
    """Choose home and away; else a column named as a title; else the most varied text column."""
    sides = [
        next((name for name in columns if side in name.lower()), None) for side in ("home", "away")
    ]
    if sides[0] and sides[1]:
        return sides[0], sides[1]
    for word in _NAMES:
        if named := [name for name in columns if word in name.lower()]:
            return (named[0],)
    texts = _mostly(
        columns, lambda cell: not _is_date(cell) and not cell.replace(".", "").isdigit()
    )
    if not texts:
        raise FixtureTableError("no column of names found; name it with --name")
    return (max(texts, key=lambda name: len(set(columns[name]))),)


def _day_first(cells: Iterable[str], chosen: bool | None) -> bool:  # noqa: FBT001 (an option)
    """Return whether 3/4/2026 is 3 April, judged by the other dates of the column."""
    pairs = [match.groups() for cell in cells if (match := _SLASHED.fullmatch(cell))]
    if chosen is not None or not pairs:
        return bool(chosen)
    day_first = any(int(first) > _MONTHS for first, _ in pairs)
    month_first = any(int(second) > _MONTHS for _, second in pairs)
    if day_first == month_first:
        first, second = pairs[0]
        raise FixtureTableError(f"{first}/{second} is ambiguous; give --day-first or --month-first")
    return day_first


def _instant(written: str, *, day_first: bool) -> datetime | None:
    if not (_is_date(written) and _HAS_TIME.match(written)):
        return None
    return _parse(written, day_first=day_first and _SLASHED.match(written) is not None)


def _parse(written: str, *, day_first: bool = False) -> datetime | None:
    try:
        return parser.parse(written, dayfirst=day_first)
    except (ValueError, OverflowError):
        return None


def _mostly(columns: dict[str, list[str]], test: Callable[[str], object]) -> list[str]:
    """Return the columns in which most filled cells pass the test."""
    return [name for name, cells in columns.items() if _share(cells, test) >= _MAJORITY]


def _share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    """Return the share of the filled cells that pass the test."""
    filled = [cell for cell in cells if cell]
    return sum(bool(test(cell)) for cell in filled) / len(filled) if filled else 0


def _is_date(cell: str) -> bool:
    return _DATE.fullmatch(cell) is not None and _parse(cell) is not None


def _has_offset(cell: str) -> bool:
    return parser.parse(cell).tzinfo is not None
