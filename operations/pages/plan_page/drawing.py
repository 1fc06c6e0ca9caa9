"""Levels as paths of SVG, for a reader without scripts; charts.js draws alike when one zooms."""

from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate

from operations.pages.plan_page.days import Days
from operations.pages.plan_page.packed import Course

WIDTH, HEIGHT = 1000, 100
# What is narrower is drawn as one, at its highest: half a unit is half a pixel on most screens.
_NARROWEST = 0.5
_DATES = 6


def outline(course: Course, top: float) -> tuple[str, str]:
    """The line of a course's levels, and the outline of the area below it; 0 is at the bottom."""
    points: list[tuple[float, int]] = []
    for start, end, level in _spread(course):
        x, highest = points[-1] if points else (-WIDTH, level)
        if start - x >= _NARROWEST:
            points.append((start, level))
            continue
        points[-1] = x, max(highest, level)
        if end > x + _NARROWEST and level < highest:
            points.append((x + _NARROWEST, level))
    (_, first), *others = points
    moves = "".join(f"H{x:.1f}V{_y(level, top):.1f}" for x, level in others)
    line = f"M0 {_y(first, top):.1f}{moves}H{WIDTH}"
    return line, f"{line}V{HEIGHT}H0Z"


def axis(days: Days, start: datetime, end: datetime) -> str:
    """Some of the dates of [start, end), each at its place."""
    last = end - (end - start) / _DATES / 2
    shown = [at for at in days.starts if start <= at < last]
    marks = "".join(
        f'<text x="{(at - start) / (end - start):.2%}" y="1em">{days.day(at)}</text>'
        for at in shown[:: len(shown) // _DATES + 1]
    )
    return f"<svg>{marks}</svg>"


def _spread(course: Course) -> Iterator[tuple[float, float, int]]:
    """The steps, over the width of the picture."""
    ends = list(accumulate(course.seconds))
    unit = WIDTH / max(ends[-1], 1)
    for seconds, end, level in zip(course.seconds, ends, course.levels, strict=True):
        yield (end - seconds) * unit, end * unit, level


def _y(level: float, top: float) -> float:
    return HEIGHT - level / top * HEIGHT
