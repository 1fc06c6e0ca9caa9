"""Reviews on a terminal."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from operations.review import cells
from operations.review.seen import Kind, Review
from operations.terminal import console
from prescaler.resources.quote import CapacityQuote

_WIDTH = 100  # at least, where it is no terminal that has one of its own
_COLOURS = {Kind.TOO_LATE: "red", Kind.TOO_LITTLE: "red", Kind.TOO_MUCH: "cyan"}


def show(found: Sequence[Review], cost: CapacityQuote, zone: ZoneInfo, *, detailed: bool) -> None:
    """The table of all, what to change, and what it cost; `detailed`: each dimension too."""
    out = console()
    if not out.is_terminal:
        out.width = max(out.width, _WIDTH)
    rows = [cells.fixture(each, zone) for each in found]
    together = [(f"{name}\n{kickoff}", *rest) for name, kickoff, *rest in rows]
    out.print(_table(("fixture", *cells.FIXTURES[2:]), together))
    out.print()
    for each in found if detailed else ():
        for columns, of_each in (
            (cells.CAPACITIES, list(cells.capacities(each))),
            (cells.WARMTHS, list(cells.warmths(each))),
            (cells.CHANGES, cells.changes(each, zone)),
        ):
            if of_each:
                out.print(_table(columns, of_each))
                out.print()
    for said in _advice(found):
        out.print(said)
    out.print(f"[dim]{cells.LEGEND}[/]")
    out.print(cells.bill(cost))


def _table(columns: Sequence[str], rows: Sequence[cells.Row]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in columns:
        is_word = name in cells.WORDS
        table.add_column(name, justify="left" if is_word else "right", no_wrap=not is_word)
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    return table


def _advice(found: Sequence[Review]) -> Iterator[RenderableType]:
    """What to change, under the names of the fixtures that speak for it."""
    for names, rows in cells.advice(found).items():
        yield f"[bold]{escape(names)}[/]"
        table = Table.grid(padding=(0, 2, 0, 0))
        for kind, said in rows:
            table.add_row(f"  [{_COLOURS.get(kind, 'yellow')}]{kind}[/]", escape(said))
        yield table
        yield ""
