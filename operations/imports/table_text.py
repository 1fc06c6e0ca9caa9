"""A table of text: its delimiter, heading and rows."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from kickoff.calendar.model.words import counted
from operations.imports.cells import has_date, has_time
from operations.imports.model import FixtureListError
from operations.imports.status_words import is_open

_DELIMITERS = ",;\t|"
_SAMPLE = 50
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)

Row = tuple[int, list[str]]
"""A line number, and a cell for each column."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """The names of the columns, and the rows; `has_heading` is False if the names are made up."""

    names: list[str]
    rows: list[Row]
    has_heading: bool

    def columns(self) -> dict[str, list[str]]:
        """Return the cells of each column."""
        return {name: [row[at] for _, row in self.rows] for at, name in enumerate(self.names)}


def split_table(text: str, names: Sequence[str]) -> TextTable:
    """Return the table of a text. `names` replace a heading, and are those of a list without one.

    Raises:
        FixtureListError: the text has no rows, or the names are too few.
    """
    lines = _lines(text)
    lines = lines[_title_lines(lines) :]
    has_heading = bool(lines) and _is_heading(lines)
    rows = lines[1:] if has_heading else lines
    if not rows:
        raise FixtureListError("no rows below the column names")
    width = max(len(row) for _, row in rows)
    if len(names) > width:
        raise FixtureListError(
            f"--columns has {counted(len(names), 'name')}, the list has {counted(width, 'column')}"
        )
    made_up = [f"column {at}" for at in range(1, width + 1)]
    head = list(names) or (lines[0][1] if has_heading else made_up)
    head = _distinct([each or extra for each, extra in zip(head, made_up, strict=False)])
    head += made_up[len(head) :]
    padded = [(number, (row + [""] * len(head))[: len(head)]) for number, row in rows]
    return TextTable(head, padded, has_heading=has_heading or bool(names))


def _lines(text: str) -> list[Row]:
    """Return the lines with content, with their numbers."""
    delimiter, before = None, 0
    if match := _SEPARATOR_LINE.match(text):
        delimiter, before, text = match[1], 1, text[match.end() :]
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter or _delimiter(text))
    found: list[Row] = []
    start = before + 1
    try:
        for row in reader:
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells):
                found.append((start, cells))
            start = before + reader.line_num + 1
    except csv.Error as error:
        raise FixtureListError(f"line {start}: {error}") from None
    return found


def _delimiter(text: str) -> str:
    """Return the delimiter with the most columns in most lines."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:_SAMPLE]

    def columns(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            return 0, 0
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        return (count if width > 1 else 0), width

    return max(_DELIMITERS, key=columns)


def _title_lines(lines: Sequence[Row]) -> int:
    """Return the number of lines above the table that have one cell only, such as a title."""
    filled = [sum(map(bool, row)) for _, row in lines]
    if max(filled, default=0) <= 1:
        return 0
    return next(at for at, count in enumerate(filled) if count > 1)


def _is_heading(lines: Sequence[Row]) -> bool:
    """Return whether the first line names columns: it has no date and no time.

    An empty cell, or a word such as TBC, above dates or times is no name either.
    """
    head, rows = lines[0][1], [row for _, row in lines[1:]]
    if any(map(_is_when, head)):
        return False
    missing = [at for at, cell in enumerate(head) if not cell or is_open(cell)]
    return not any(_is_when(row[at]) for row in rows for at in missing if at < len(row))


def _is_when(cell: str) -> bool:
    return has_date(cell) or has_time(cell)


def _distinct(names: Sequence[str]) -> list[str]:
    """Number the columns that repeat a name: Team, Team (2)."""
    found: list[str] = []
    for name in names:
        count = sum(each == name or each.startswith(f"{name} (") for each in found)
        found.append(f"{name} ({count + 1})" if count else name)
    return found
