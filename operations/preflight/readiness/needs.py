"""The levels that a fixture needs of one dimension, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from kickoff.timeline import Fixture, Step


@dataclass(frozen=True, slots=True)
class LevelNeed:
    """A level from `start` on. It has to be there at `due`: at kick-off, or later at its start."""

    level: int
    start: datetime
    due: datetime


def level_needs(fixture: Fixture, steps: Sequence[Step]) -> tuple[LevelNeed, ...]:
    """Return the rising levels of a dimension in a fixture's window, all fixtures together.

    `steps` cover the window. A fall between two levels is left out: who has the highest has all.
    """
    return tuple(_rising(fixture, steps))


def _rising(fixture: Fixture, steps: Sequence[Step]) -> Iterator[LevelNeed]:
    highest = -1
    for step in steps:
        if step.level.value > highest:
            highest = step.level.value
            yield LevelNeed(highest, step.start, max(step.start, fixture.kickoff))
