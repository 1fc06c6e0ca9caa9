"""Output on a terminal: the console, levels as bars, local times."""

import sys
from collections.abc import Sequence
from datetime import datetime
from math import ceil

from rich.console import Console

from kickoff.timeline import Step

_BARS = " ▁▂▃▄▅▆▇█"


def console() -> Console:
    """Standard output; rich drops colour outside a terminal, or where NO_COLOR is set."""
    return Console(highlight=False, file=sys.stdout)


def picture(steps: Sequence[Step], width: int) -> str:
    """The steps of one dimension as `width` bars; each bar is the highest level of its time."""
    start, end = steps[0].start, steps[-1].end
    highest = [0] * width
    for step in steps:
        first = int((step.start - start) / (end - start) * width)
        last = min(-int(-((step.end - start) / (end - start) * width) // 1), width)
        for column in range(first, max(last, first + 1)):
            highest[column] = max(highest[column], step.level.value)
    return bars(highest, max(highest))


def bars(values: Sequence[float], top: float) -> str:
    """Each value as a bar: a full bar for `top`, and a visible one for any value above 0."""
    return "".join(_BARS[ceil(value * (len(_BARS) - 1) / top) if top else 0] for value in values)


def when(moment: datetime) -> str:
    """A local time as weekday, day, month and clock."""
    return f"{moment:%a} {moment.day:>2} {moment:%b %H:%M}"
