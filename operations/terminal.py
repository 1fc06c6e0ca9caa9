"""How results look on a terminal: tables that fit it, pictures of levels, colour only there."""

import sys
from collections.abc import Sequence
from datetime import datetime
from math import ceil

from rich.console import Console

from kickoff.timeline import Step

_BARS = " ▁▂▃▄▅▆▇█"


def console() -> Console:
    """Standard output; rich drops colour where it is no terminal, or NO_COLOR is set."""
    return Console(highlight=False, file=sys.stdout)


def picture(steps: Sequence[Step], width: int) -> str:
    """The levels of one dimension's adjacent steps as `width` bars, each its time's highest."""
    start, end = steps[0].start, steps[-1].end
    highest = [0] * width
    for step in steps:
        first = int((step.start - start) / (end - start) * width)
        last = min(-int(-((step.end - start) / (end - start) * width) // 1), width)
        for column in range(first, max(last, first + 1)):
            highest[column] = max(highest[column], step.level.value)
    return bars(highest, max(highest))


def bars(values: Sequence[float], top: float) -> str:
    """Each value as a bar, a full one for `top`; what is more than nothing is seen."""
    return "".join(_BARS[ceil(value * (len(_BARS) - 1) / top) if top else 0] for value in values)


def when(moment: datetime) -> str:
    """A local time as people read it."""
    return f"{moment:%a} {moment.day:>2} {moment:%b %H:%M}"
