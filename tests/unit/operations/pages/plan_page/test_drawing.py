"""The pictures that are there without a script."""

import re

from operations.pages.plan_page.drawing import outline
from operations.pages.plan_page.packed import Course

_YEAR = 365 * 86_400


def _course(*steps: tuple[int, int]) -> Course:
    seconds, levels = zip(*steps, strict=True)
    none = (0,) * len(steps)
    return Course(seconds, levels, none, none)


def _levels(line: str) -> list[tuple[float, float]]:
    """Where the line is from where on: x, and the height above the floor."""
    (first,) = re.findall(r"^M0 ([\d.]+)", line)
    turns = re.findall(r"H([\d.]+)V([\d.]+)", line)
    return [(0.0, 100 - float(first)), *((float(x), 100 - float(y)) for x, y in turns)]


def test_each_step_is_at_its_place_and_height() -> None:
    line, _ = outline(_course((600, 10), (300, 100), (100, 50)), top=100)
    assert _levels(line) == [(0, 10), (600, 100), (900, 50)]
    assert line.endswith("H1000")


def test_the_area_below_is_closed_at_the_floor() -> None:
    line, area = outline(_course((600, 10), (400, 100)), top=100)
    assert area == f"{line}V100H0Z"


def test_a_peak_too_narrow_for_the_picture_is_seen_and_stays_narrow() -> None:
    hour = 3600
    line, _ = outline(_course((_YEAR // 2, 10), (hour, 90), (_YEAR // 2 - hour, 10)), top=100)
    assert _levels(line) == [(0, 10), (500, 90), (500.5, 10)]


def test_however_many_steps_a_picture_stays_small() -> None:
    busy = _course(*((60, 100 if minute % 2 else 10) for minute in range(100_000)))
    line, _ = outline(busy, top=100)
    assert len(_levels(line)) <= 2_001
    assert {height for _, height in _levels(line)} == {100}


def test_a_level_of_nothing_is_the_floor() -> None:
    line, _ = outline(_course((100, 0)), top=50)
    assert line == "M0 100.0H1000"
