"""Output on a terminal: the console, tables, levels as bars, local times."""

import sys
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from math import ceil

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from kickoff.timeline import Step

_BARS = " ▁▂▃▄▅▆▇█"
_ASCII_BARS = " .:-=+*#@"
_LONGEST_NAME = 24
_GAP = 2


class _Console(Console):
    """A console that leaves a closed pipe to the command."""

    def on_broken_pipe(self) -> None:
        """Raise, in place of an exit."""
        raise BrokenPipeError


def console() -> Console:
    """Return standard output; rich omits colours outside a terminal or under NO_COLOR."""
    return _Console(highlight=False, emoji=False, file=sys.stdout)


def prints_unicode() -> bool:
    """Return whether standard output can show characters beyond ASCII."""
    try:
        _BARS.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def text_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    *,
    numbers: Collection[str] = (),
    whole: Collection[str] = (),
    gap: int = 2,
) -> Table:
    """Return a table without lines; `numbers` are aligned right, `whole` columns do not wrap.

    A string is shown as it is, without markup; a `Text` has a style. `gap` is the number of spaces
    between columns.
    """
    table = Table(box=None, padding=(0, gap, 0, 0), pad_edge=False)
    for name in columns:
        justify: JustifyMethod = "right" if name in numbers else "left"
        table.add_column(name, justify=justify, no_wrap=name in whole, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return table


def one_line_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    *,
    width: int,
    name: str,
    numbers: Collection[str] = (),
) -> Table:
    """Return a table of at most `width` characters with one line for each row.

    Cells of the column `name` lose their start if they are long, cells of the last one their end.
    """
    at = columns.index(name)
    cut = [(*row[:at], _cut_start(str(row[at])), *row[at + 1 :]) for row in rows]
    table = text_table(columns, cut, numbers=numbers, whole=columns, gap=_GAP)
    others = [max(map(len, map(str, cells))) for cells in zip(columns, *cut, strict=True)][:-1]
    last = table.columns[-1]
    last.overflow = "ellipsis"
    last.max_width = max(1, width - sum(others) - _GAP * len(columns))
    return table


def _cut_start(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"…{name[len(name) - _LONGEST_NAME + 1 :]}"


def level_sparkline(steps: Sequence[Step], width: int) -> str:
    """Return the steps of one dimension as `width` bars, each as high as its highest level."""
    start, end = steps[0].start, steps[-1].end
    highest = [0] * width
    for step in steps:
        first = int((step.start - start) / (end - start) * width)
        last = min(-int(-((step.end - start) / (end - start) * width) // 1), width)
        for column in range(first, max(last, first + 1)):
            highest[column] = max(highest[column], step.level.value)
    return sparkline(highest, max(highest))


def sparkline(values: Sequence[float], top: float) -> str:
    """Return a bar per value: a full bar for `top`, a visible one for any value above 0."""
    bars = _BARS if prints_unicode() else _ASCII_BARS
    return "".join(bars[ceil(value * (len(bars) - 1) / top) if top else 0] for value in values)


def format_local_time(moment: datetime) -> str:
    """Return a local time as weekday, day, month, hour and minute."""
    return f"{moment:%a} {moment.day:>2} {moment:%b %H:%M}"
