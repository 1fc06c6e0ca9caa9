"""Tables for a terminal."""

from collections.abc import Collection, Iterable, Sequence

from rich.console import JustifyMethod
from rich.table import Table


def text_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Collection[str] = (),
    whole: Collection[str] = (),
    gap: int = 2,
) -> Table:
    """Return a table without lines; `numbers` are aligned right, `whole` columns do not wrap.

    `gap` is the number of spaces between columns.
    """
    table = Table(box=None, padding=(0, gap, 0, 0), pad_edge=False)
    for name in columns:
        justify: JustifyMethod = "right" if name in numbers else "left"
        table.add_column(name, justify=justify, no_wrap=name in whole, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table
