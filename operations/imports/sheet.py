"""Fixtures from a table of text with any column names: which column is what, from what is in it."""

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
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d(:\d\d)?(\s*[ap]m)?|\d{1,2}\s*[ap]m", re.IGNORECASE)
_HAS_CLOCK = re.compile(r".*(\d[:.h]\d\d|\d\s*[ap]m)(?![a-z0-9]{2}).*", re.IGNORECASE)
_NAMES = ("match", "fixture", "event", "game", "name", "title", "summary", "description")
_STATUSES = {
    "postponed": "postponed",
    "pp": "postponed",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "abandoned": "cancelled",
}
# A column is what most of its cells are: lists have a "TBC" here and there.
_MOST = 0.5
_MONTHS = 12


class SheetError(Exception):
    """What is in the table cannot be told; the message says which option decides it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person says of the columns, and whether 3/4/2026 is in April; None is found out."""

    kickoff: Sequence[str] = ()
    name: Sequence[str] = ()
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A fixture as it stands in the table; a naive kick-off is local."""

    name: str
    kickoff: datetime
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was understood: the columns a kick-off and a name are made of, and what was left out."""

    kickoff: tuple[str, ...]
    name: tuple[str, ...]
    lines: tuple[Line, ...]
    left_out: tuple[str, ...]


def understand(text: str, choice: Choice) -> Sheet:
    """The fixtures of a table whose first line names its columns.

    Raises:
        SheetError: kick-offs or names cannot be told.
    """
    head, rows = _table(text)
    columns = {name: [row[at] for _, row in rows] for at, name in enumerate(head)}
    for named in (*choice.kickoff, *choice.name):
        if named not in columns:
            raise SheetError(f"no column {named!r}; there are: {', '.join(head)}")
    when = tuple(choice.kickoff) or _kickoff(columns)
    names = tuple(choice.name) or _name({k: v for k, v in columns.items() if k not in when})
    day_first = _day_first(columns[when[0]], choice.day_first)
    status = next((name for name in head if _share(columns[name], _is_status) > 0), None)
    lines, left_out = [], []
    for number, row in rows:
        cells = dict(zip(head, row, strict=True))
        written = " ".join(cells[each] for each in when)
        kickoff = _instant(written, day_first=day_first)
        name = " v ".join(cells[each] for each in names if cells[each])
        if kickoff is None or not name:
            fault = f"no kick-off in {written!r}" if name else "no name"
            left_out.append(f"line {number}: {fault}")
        else:
            found = _STATUSES.get(cells[status].lower()) if status else None
            lines.append(Line(name, kickoff, found))
    return Sheet(when, names, tuple(lines), tuple(left_out))


def _table(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The column names, and each row with its line number, cells as many as names."""
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
        raise SheetError(f"line {reader.line_num}: {error}") from None
    if not rows:
        raise SheetError("no rows below the column names")
    if len(set(head)) < len(head):
        raise SheetError("two columns have one name; rename one")
    return head, rows


def _kickoff(columns: dict[str, list[str]]) -> tuple[str, ...]:
    """The column of instants, those with an offset first; or one of dates and one of clocks."""
    dates = [name for name, cells in columns.items() if _share(cells, _is_date) >= _MOST]
    whole = [name for name in dates if _share(columns[name], _HAS_CLOCK.match) >= _MOST]
    if whole:
        return (max(whole, key=lambda name: _share(columns[name], _has_offset)),)
    clocks = [name for name, cells in columns.items() if _share(cells, _CLOCK.fullmatch) >= _MOST]
    if dates and clocks:
        return dates[0], clocks[0]
    known = ", ".join(columns)
    raise SheetError(f"no column of dates and times found; name it with --kickoff, of: {known}")


def _name(columns: dict[str, list[str]]) -> tuple[str, ...]:
    """Home and away, else the column with a name's name, else the one that differs most."""
    sides = [
        next((name for name in columns if side in name.lower()), None) for side in ("home", "away")
    ]
    if sides[0] and sides[1]:
        return sides[0], sides[1]
    for word in _NAMES:
        if named := [name for name in columns if word in name.lower()]:
            return (named[0],)
    texts = [name for name, cells in columns.items() if _share(cells, _is_text) >= _MOST]
    if not texts:
        raise SheetError("no column of names found; name it with --name")
    return (max(texts, key=lambda name: len(set(columns[name]))),)


def _day_first(cells: Iterable[str], chosen: bool | None) -> bool:  # noqa: FBT001 (a person's)
    """Whether 3/4/2026 is in April, as the other dates of its column tell."""
    pairs = [match.groups() for cell in cells if (match := _SLASHED.fullmatch(cell))]
    if chosen is not None or not pairs:
        return bool(chosen)
    day_first = any(int(first) > _MONTHS for first, _ in pairs)
    month_first = any(int(second) > _MONTHS for _, second in pairs)
    if day_first == month_first:
        first, second = pairs[0]
        raise SheetError(f"is {first}/{second} a day and a month? say --day-first or --month-first")
    return day_first


def _instant(written: str, *, day_first: bool) -> datetime | None:
    if not (_is_date(written) and _HAS_CLOCK.match(written)):
        return None
    try:
        return parser.parse(written, dayfirst=day_first and _SLASHED.match(written) is not None)
    except (ValueError, OverflowError):
        return None


def _share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    """The share of a column's filled cells that pass."""
    filled = [cell for cell in cells if cell]
    return sum(bool(test(cell)) for cell in filled) / len(filled) if filled else 0


def _is_date(cell: str) -> bool:
    if not _DATE.fullmatch(cell):
        return False
    try:
        parser.parse(cell)
    except (ValueError, OverflowError):
        return False
    return True


def _has_offset(cell: str) -> bool:
    return parser.parse(cell).tzinfo is not None


def _is_text(cell: str) -> bool:
    return not _is_date(cell) and not cell.replace(".", "").isdigit()


def _is_status(cell: str) -> bool:
    return cell.lower() in _STATUSES
