"""What one calendar changes of another's timeline."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from kickoff.timeline import Key, Level, Step


@dataclass(frozen=True, slots=True)
class Change:
    """A dimension's level during [start, end), before and after; None where it has none."""

    key: Key
    start: datetime
    end: datetime
    before: Level | None
    after: Level | None


def changes(before: Iterable[Step], after: Iterable[Step]) -> Iterator[Change]:
    """Where the values of two timelines over the same span differ; neighbours that agree are one.

    Each holds the steps of a dimension in order of time, one dimension after another.
    """
    old, new = _by_key(before), _by_key(after)
    for key in dict.fromkeys([*old, *new]):
        found: Change | None = None
        for each in _pieces(key, old.get(key, []), new.get(key, [])):
            if found and found.end == each.start and _values(found) == _values(each):
                found = Change(key, found.start, each.end, found.before, found.after)
                continue
            if found:
                yield found
            found = each
        if found:
            yield found


def _by_key(steps: Iterable[Step]) -> dict[Key, list[Step]]:
    found: dict[Key, list[Step]] = {}
    for step in steps:
        found.setdefault(step.key, []).append(step)
    return found


def _pieces(key: Key, old: list[Step], new: list[Step]) -> Iterator[Change]:
    """The times between two edges of either, where the values differ."""
    edges = sorted({edge for step in (*old, *new) for edge in (step.start, step.end)})
    at_old, at_new = iter(old), iter(new)
    left, right = next(at_old, None), next(at_new, None)
    for start, end in pairwise(edges):
        while left and left.end <= start:
            left = next(at_old, None)
        while right and right.end <= start:
            right = next(at_new, None)
        change = Change(
            key, start, end, left.level if left else None, right.level if right else None
        )
        if len(set(_values(change))) > 1:
            yield change


def _values(change: Change) -> tuple[int | None, int | None]:
    return (
        change.before.value if change.before else None,
        change.after.value if change.after else None,
    )
