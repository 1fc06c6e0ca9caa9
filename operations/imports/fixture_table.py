"""Fixtures from a table of text: columns are recognised by their cells and names."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from operations.imports.cells import has_offset, join, parse_instant
from operations.imports.columns import kickoff_columns, status_columns, zone_column
from operations.imports.dates import date_order
from operations.imports.model import (
    CellError,
    DateOrder,
    FixtureList,
    FixtureListError,
    ImportedFixture,
    ListOptions,
)
from operations.imports.names import name_columns
from operations.imports.status_words import (
    CALLED_OFF,
    ListedStatus,
    entry_status,
    flagged_status,
    is_open,
    listed_status,
    remove_status,
)
from operations.imports.table_text import split_table
from operations.imports.zones import zone_of_heading

_SHOWN_LINES = 3


def read_table(text: str, options: ListOptions, zone: ZoneInfo) -> FixtureList:
    """Read a table. `zone` is that of times without an offset.

    Raises:
        FixtureListError: no column holds kick-offs or names, or a reading is ambiguous.
    """
    table = split_table(text, options.columns)
    columns = table.columns()
    for named in (*options.kickoff, *options.name):
        if named not in columns:
            raise FixtureListError(f"no column {named!r}; there are: {', '.join(table.names)}")
    kickoffs = tuple(options.kickoff) or kickoff_columns(columns)
    others = {name: cells for name, cells in columns.items() if name not in kickoffs}
    status, called_off = status_columns(others)
    zones = None if options.zone_is_given else zone_column(others)
    used = {status, zones, *called_off}
    texts = {name: cells for name, cells in others.items() if name not in used}
    names = tuple(options.name) or name_columns(texts, has_heading=table.has_heading)
    heading_zone = "" if options.zone_is_given else _zone_of(kickoffs, zone)
    order = date_order(map(remove_status, columns[kickoffs[0]]), options.order)
    reader = _RowReader(kickoffs, names, status, called_off, zones, heading_zone, order, zone)
    for number, row in table.rows:
        reader.read(number, dict(zip(table.names, row, strict=True)))
    if heading_zone:
        reader.notes.append(
            f"times are in {heading_zone}, as the column is named; --timezone gives another zone"
        )
    notes = (*reader.notes, *reader.unknown_words())
    return FixtureList(kickoffs, names, tuple(reader.fixtures), tuple(reader.left_out), notes)


def _zone_of(kickoffs: Sequence[str], zone: ZoneInfo) -> str:
    return next(filter(None, (zone_of_heading(each, zone) for each in reversed(kickoffs))), "")


@dataclass
class _RowReader:
    """Reads rows into fixtures, rows left out and remarks."""

    kickoffs: Sequence[str]
    names: Sequence[str]
    status: str | None
    called_off: Sequence[str]
    zones: str | None
    heading_zone: str
    order: DateOrder
    zone: ZoneInfo
    fixtures: list[ImportedFixture] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _unknown: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _seen: dict[tuple[str, object], int] = field(default_factory=dict)

    def read(self, number: int, cells: Mapping[str, str]) -> None:
        """Read the row of a line."""
        name = " v ".join(cells[each] for each in self.names if cells[each])
        status, word = self._status(number, cells)
        if not name:
            self.left_out.append(f"line {number}: no name")
        elif status is ListedStatus.UNDATED:
            self.left_out.append(
                f"line {number}: the status is {word!r}; add the fixture when its time is known"
            )
        else:
            self._read_kickoff(number, name, cells, status)

    def unknown_words(self) -> list[str]:
        """Return a remark for each word of a status that is not known."""
        return [
            f"{_lines(numbers)}: the status {word!r} is not known; read as scheduled"
            for word, numbers in self._unknown.items()
        ]

    def _read_kickoff(
        self, number: int, name: str, cells: Mapping[str, str], status: ListedStatus | None
    ) -> None:
        written = " ".join(filter(None, (cells[each] for each in self.kickoffs)))
        try:
            kickoff = parse_instant(self._instant_text(cells), self.order, self.zone)
        except CellError as error:
            parts = [cells[each] for each in self.kickoffs]
            reason = f"no kick-off in {written!r}" if any(map(is_open, parts)) else str(error)
            self.left_out.append(f"line {number}: {reason}")
            return
        first = self._seen.setdefault((name, kickoff), number)
        if first != number:
            self.notes.append(f"line {number}: repeats line {first}, and is read once")
            return
        if any(listed_status(cells[each]) is ListedStatus.UNDATED for each in self.kickoffs):
            self.notes.append(f"line {number}: {written!r} may still change; read as the kick-off")
        self.fixtures.append(ImportedFixture(name, kickoff, entry_status(status), f"line {number}"))

    def _instant_text(self, cells: Mapping[str, str]) -> str:
        """Return the date, the time and the zone of a row without words of a status."""
        parts = [remove_status(cells[each]) for each in self.kickoffs]
        text = join(*parts) if len(parts) == 2 else " ".join(parts)  # noqa: PLR2004
        zone = (cells[self.zones] if self.zones else "") or self.heading_zone
        return text if has_offset(text) or not zone else f"{text} {zone}"

    def _status(self, number: int, cells: Mapping[str, str]) -> tuple[ListedStatus | None, str]:
        """Return the status of a row and its word, from any cell that may have one."""
        named = cells[self.status] if self.status else ""
        found = listed_status(named) if named else None
        if named and found is None:
            self._unknown[named].append(number)
        if found not in {None, ListedStatus.SCHEDULED}:
            return found, named
        for each in (*self.called_off, *self.kickoffs):
            status = flagged_status(each, cells[each]) if cells[each] else None
            if status in CALLED_OFF:
                return status, cells[each]
        return found, named


def _lines(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_SHOWN_LINES]))
    more = len(numbers) - _SHOWN_LINES
    label = "line" if len(numbers) == 1 else "lines"
    return f"{label} {shown}" + (f" and {more} more" if more > 0 else "")
