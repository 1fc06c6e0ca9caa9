"""The differences between two timelines."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kickoff.timeline import Key, Level, Step
from operations.level_changes import level_changes
from tests.unit.kickoff.files import READ, WRITE, utc

_NOON = utc("2026-12-05 12:00")


def _steps(key: Key, levels: list[int]) -> list[Step]:
    """Return steps for a level per hour; equal neighbours are merged, as in a timeline."""
    found: list[Step] = []
    for hour, level in enumerate(levels):
        start, end = _NOON + timedelta(hours=hour), _NOON + timedelta(hours=hour + 1)
        if found and found[-1].level.value == level:
            start = found.pop().start
        found.append(Step(key, start, end, Level(level)))
    return found


def _changes(before: list[Step], after: list[Step]) -> list[tuple[str, int, int, object, object]]:
    def hour(at: object) -> int:
        return int((at - _NOON) / timedelta(hours=1))  # type: ignore[operator]

    return [
        (
            each.key.dimension,
            hour(each.start),
            hour(each.end),
            each.before and each.before.value,
            each.after and each.after.value,
        )
        for each in level_changes(before, after)
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([50, 50], [50, 50], []),
        ([50, 50, 50], [50, 90, 50], [("read", 1, 2, 50, 90)]),
        ([50, 90, 50], [90, 90, 90], [("read", 0, 1, 50, 90), ("read", 2, 3, 50, 90)]),
        ([50, 60, 70], [60, 60, 60], [("read", 0, 1, 50, 60), ("read", 2, 3, 70, 60)]),
        ([50, 60], [70, 80], [("read", 0, 1, 50, 70), ("read", 1, 2, 60, 80)]),
        ([50, 50], [60, 60], [("read", 0, 2, 50, 60)]),
    ],
)
def test_only_spans_with_different_levels_are_changes(
    before: list[int], after: list[int], expected: list[tuple[str, int, int, int, int]]
) -> None:
    assert _changes(_steps(READ, before), _steps(READ, after)) == expected


def test_an_added_or_removed_dimension_has_no_level_on_the_other_side() -> None:
    assert _changes(_steps(READ, [50]), _steps(WRITE, [20])) == [
        ("read", 0, 1, 50, None),
        ("write", 0, 1, None, 20),
    ]


_levels = st.lists(st.integers(0, 3), min_size=12, max_size=12)


@given(_levels, _levels)
def test_applying_the_changes_to_one_timeline_gives_the_other(
    before: list[int], after: list[int]
) -> None:
    turned = list(before)
    for _, first, last, old, new in _changes(_steps(READ, before), _steps(READ, after)):
        assert before[first:last] == [old] * (last - first)
        turned[first:last] = [new] * (last - first)  # type: ignore[list-item]
    assert turned == after
