"""Fixtures from a table of text: columns are recognised by their cells and names."""

import csv
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from operations.imports.cells import (
    CellError,
    date_order,
    has_date,
    has_time,
    parse_instant,
)
from operations.imports.columns import kickoff_columns, name_columns, status_column
from operations.imports.model import (
    DateOrder,
    FixtureList,
    FixtureListError,
    ImportedFixture,
    ListOptions,
)
from operations.imports.status_words import ListedStatus, listed_status

_DELIMITERS = ",;\t|"
_SAMPLE = 4_000

Row = tuple[int, list[str]]
"""A line number, and a cell for each column."""


def read_table(text: str, options: ListOptions, zone: ZoneInfo) -> FixtureList:
    """Read a table. `zone` is that of times without an offset.

    Raises:
        FixtureListError: no column holds kick-offs or names, or a reading is ambiguous.
    """
    head, rows = _table(text, options)
    columns = {name: [row[at] for _, row in rows] for at, name in enumerate(head)}
    for named in (*options.kickoff, *options.name):
        if named not in columns:
            raise FixtureListError(f"no column {named!r}; there are: {', '.join(head)}")
    kickoffs = tuple(options.kickoff) or kickoff_columns(columns)
    others = {name: cells for name, cells in columns.items() if name not in kickoffs}
    status = status_column(others)
    texts = {name: cells for name, cells in others.items() if name != status}
    names = tuple(options.name) or name_columns(texts)
    order = date_order(columns[kickoffs[0]], options.order)
    reader = _RowReader(kickoffs, names, status, order, zone)
    for number, row in rows:
        reader.read(number, dict(zip(head, row, strict=True)))
    return FixtureList(
        kickoffs, names, tuple(reader.fixtures), tuple(reader.left_out), tuple(reader.notes)
    )


class _RowReader:
    """Reads rows into fixtures, rows left out and remarks."""

    def __init__(
        self,
        kickoffs: Sequence[str],
        names: Sequence[str],
        status: str | None,
        order: DateOrder,
        zone: ZoneInfo,
    ) -> None:
        self.fixtures: list[ImportedFixture] = []
        self.left_out: list[str] = []
        self.notes: list[str] = []
        self._kickoffs = kickoffs
        self._names = names
        self._status = status
        self._order = order
        self._zone = zone

    def read(self, number: int, cells: dict[str, str]) -> None:
        """Read the row of a line."""
        written = " ".join(cells[each] for each in self._kickoffs)
        name = " v ".join(cells[each] for each in self._names if cells[each])
        word = cells[self._status] if self._status else ""
        status = listed_status(word) if word else None
        if word and status is None:
            self.notes.append(f"line {number}: the status {word!r} is not known; read as scheduled")
        if not name or status is ListedStatus.UNDATED:
            fault = f"the status is {word!r}" if name else "no name"
            self.left_out.append(f"line {number}: {fault}")
            return
        try:
            kickoff = parse_instant(written, self._order, self._zone)
        except CellError as error:
            self.left_out.append(f"line {number}: {error}")
            return
        called_off = status in {ListedStatus.POSTPONED, ListedStatus.CANCELLED}
        self.fixtures.append(ImportedFixture(name, kickoff, str(status) if called_off else None))


def _table(text: str, options: ListOptions) -> tuple[list[str], list[Row]]:
    """Return the column names and the rows. A first line with a date has no names."""
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:_SAMPLE], _DELIMITERS)
    except csv.Error:
        dialect = "excel"
    reader = csv.reader(text.splitlines(), dialect)
    lines: list[Row] = []
    try:
        lines.extend(
            (reader.line_num, [cell.strip() for cell in row])
            for row in reader
            if any(cell.strip() for cell in row)
        )
    except csv.Error as error:
        raise FixtureListError(f"line {reader.line_num}: {error}") from None
    if options.columns:
        head, rows = list(options.columns), lines
    elif lines and any(has_date(each) or has_time(each) for each in lines[0][1]):
        head, rows = [f"column {at}" for at in range(1, len(lines[0][1]) + 1)], lines
    else:
        head, rows = (lines[0][1] if lines else []), lines[1:]
    if not rows:
        raise FixtureListError("no rows below the column names")
    head = _distinct(head)
    return head, [(number, (row + [""] * len(head))[: len(head)]) for number, row in rows]


def _distinct(names: Sequence[str]) -> list[str]:
    """Number the columns that repeat a name: Team, Team (2)."""
    found: list[str] = []
    for name in names:
        repeats = sum(each == name or each.startswith(f"{name} (") for each in found)
        found.append(f"{name} ({repeats + 1})" if repeats else name)
    return found
