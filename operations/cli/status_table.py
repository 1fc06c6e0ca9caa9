"""The table of `kickoff status`: one line for each dimension, and notes below."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from kickoff.timeline import Fixture
from operations.terminal import format_local_time, one_line_table
from prescaler.model import Action, Pause
from prescaler.reconcile.status import StatusRow

_COLUMNS = ("dimension", "desired", "live", "min", "next", "why")
_NUMBERS = frozenset(("desired", "live", "min"))

Cells = tuple[str | Text, ...]


def status_table(rows: Sequence[Cells], width: int) -> Table:
    """Return rows as a table of at most `width` columns; a long name or reason is cut."""
    return one_line_table(_COLUMNS, rows, width=width, name="dimension", numbers=_NUMBERS)


def cells(row: StatusRow, at: datetime, zone: ZoneInfo) -> Cells:
    """Return the cells of a dimension."""
    return (
        _name(row),
        f"{row.desired:,}",
        Text(_number(row.provisioned), style="" if row.ready else "red"),
        _number(row.minimum),
        row.next,
        Text(_why(row, at, zone), style="red" if row.hindrance or row.released else ""),
    )


def describe_pause(pause: Pause, zone: ZoneInfo) -> str:
    """Return a person's order that nothing changes, with its local end, and how to end it."""
    kind = "stopped" if pause.stops_all else "paused"
    until = f" until {format_local_time(pause.until.astimezone(zone))}" if pause.until else ""
    return f"{kind} by {pause.by}{until}: nothing changes; {pause.ends_with} resumes"


def describe_causes(causes: Sequence[Fixture], at: datetime, zone: ZoneInfo) -> str:
    """Return fixtures with their local kick-offs, and the day if it is not that of `at`."""
    today = at.astimezone(zone).date()
    kickoffs = [(fixture, fixture.kickoff.astimezone(zone)) for fixture in causes]
    return ", ".join(
        f"{kickoff:{'%H:%M' if kickoff.date() == today else '%a %H:%M'}} {fixture.name}"
        for fixture, kickoff in kickoffs
    )


Note = tuple[str, str]


def notes(row: StatusRow) -> Iterator[Note]:
    """Yield the details of a row: its name and a sentence."""
    found = list(_notes(row))
    if found:
        yield _name(row), "; ".join(found)
    if row.decreases_left is not None and (row.changed or row.next is not Action.HOLD):
        yield _name(row), f"{row.decreases_left} {row.left_as}"


def note_lines(found: Iterable[Note]) -> Iterator[str]:
    """Yield each sentence once, after the names that share it."""
    names: dict[str, list[str]] = {}
    for name, sentence in found:
        names.setdefault(sentence, []).append(name)
    for sentence, sharing in names.items():
        yield f"{', '.join(sharing)}: {sentence}"


def _why(row: StatusRow, at: datetime, zone: ZoneInfo) -> str:
    """Return the reason of the level, and first the error that keeps the dimension from it."""
    hindrance = f"{row.hindrance.code}, " if row.hindrance else ""
    if row.causes:
        return f"{hindrance}{'early: ' if row.early else ''}{describe_causes(row.causes, at, zone)}"
    if row.next is Action.DRIFT:
        return f"{hindrance}set by somebody else"
    if row.released:
        return f"{hindrance}released: {', '.join(row.released)}"
    if row.fixtures:
        return f"{hindrance}after {', '.join(row.fixtures)}"
    return f"{hindrance}baseline"


def _notes(row: StatusRow) -> Iterator[str]:
    if row.hindrance is not None:
        yield row.hindrance.message
    elif row.causes or row.next is not Action.HOLD or not row.ready:
        yield row.reason
    if row.early:
        yield "the raise is slow, so it begins before the window opens"
    if row.found is not None:
        yield f"back to {row.found:,} after"
    yield from row.changed


def _name(row: StatusRow) -> str:
    return f"{row.target}.{row.dimension}"


def _number(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"
