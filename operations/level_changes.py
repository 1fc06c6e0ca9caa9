"""The differences between two timelines: changed levels and their spans."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise

from kickoff.timeline import Key, Level, Step


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A dimension's level during [start, end) in two calendars; None where one lacks it."""

    key: Key
    start: datetime
    end: datetime
    before: Level | None
    after: Level | None

    @property
    def units(self) -> tuple[int | None, int | None]:
        """The units before and after."""
        before, after = (level.value if level else None for level in (self.before, self.after))
        return before, after


def level_changes(before: Iterable[Step], after: Iterable[Step]) -> Iterator[LevelChange]:
    """Yield the spans in which two timelines differ; adjacent equal changes are merged.

    Each timeline holds one dimension after another, its steps in order of time.
    """
    old, new = _by_key(before), _by_key(after)
    for key in dict.fromkeys([*old, *new]):
        found = _spans(key, old.get(key, []), new.get(key, []))
        for (left, right), equal in groupby(found, lambda change: change.units):
            if left != right:
                spans = list(equal)
                yield replace(spans[0], end=spans[-1].end)


def _by_key(steps: Iterable[Step]) -> dict[Key, list[Step]]:
    return {key: list(own) for key, own in groupby(steps, key=lambda step: step.key)}


def _spans(key: Key, old: list[Step], new: list[Step]) -> Iterator[LevelChange]:
    """Yield each span between two edges of either timeline, with the levels of both."""
    edges = sorted({edge for step in (*old, *new) for edge in (step.start, step.end)})
    at_old, at_new = iter(old), iter(new)
    left, right = next(at_old, None), next(at_new, None)
    for start, end in pairwise(edges):
        while left and left.end <= start:
            left = next(at_old, None)
        while right and right.end <= start:
            right = next(at_new, None)
        levels = (step.level if step else None for step in (left, right))
        yield LevelChange(key, start, end, *levels)
