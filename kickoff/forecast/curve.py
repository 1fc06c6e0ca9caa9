"""The typical load around a kick-off, over time.

Fixtures of one profile may last longer or shorter. The first half of a fixture is aligned at
kick-off and the second half at its end, so kick-offs, half-times and final whistles coincide. A
position is a minute of the aligned fixture, counted from kick-off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import exp, isnan, nan
from statistics import median, median_low

from kickoff.forecast.examples import Example
from kickoff.forecast.recording import Recording

# With few recordings a level is the median of some minutes too. A median keeps sudden changes.
_NEIGHBOURS = 3
_ENOUGH_VALUES = 60


@dataclass(frozen=True, slots=True)
class Alignment:
    """Positions [first, first + length) of a fixture that lasts `lasts` minutes."""

    first: int
    length: int
    lasts: int

    def position(self, example: Example, number: int) -> int:
        """Return the position of a minute of an example."""
        since, middle = number - example.kickoff, self.lasts // 2
        return since if since < middle else max(middle, self.lasts + number - example.ends)

    def minutes(self, example: Example) -> list[int]:
        """Return the minute of an example at each position."""
        middle = max(self.lasts // 2 - self.first, 0)
        first, ends = example.kickoff + self.first, example.ends - self.lasts + self.first
        return [first + n if n < middle else ends + n for n in range(self.length)]


@dataclass(frozen=True, slots=True)
class Curve:
    """The logarithm of the typical load at each position, relative to the mean of all.

    `size` is the geometric mean of the load at scale 1, in units a minute.
    """

    alignment: Alignment
    levels: tuple[float, ...]
    size: float

    def level(self, position: int) -> float:
        """Return the level of a position, or of the nearest one."""
        number = min(max(position - self.alignment.first, 0), len(self.levels) - 1)
        return self.levels[number]


@dataclass(frozen=True, slots=True)
class AlignedLoad:
    """The logarithms of a recording's load by position; NaN is unknown."""

    recording: Recording
    logarithms: Sequence[float]


def alignment(past: Sequence[Example]) -> Alignment:
    """Return the alignment of at least one example: the usual length, and the latest window."""
    latest, lasts = past[-1], median_low([each.lasts for each in past])
    first = latest.span.start - latest.kickoff
    return Alignment(first, lasts + latest.span.stop - latest.ends - first, lasts)


def align(recordings: Sequence[Recording], common: Alignment, padding: float) -> list[AlignedLoad]:
    """Return the load of each recording by position."""
    found = []
    for each in recordings:
        known, first = each.logarithms(padding), each.loads.first
        found.append(
            AlignedLoad(
                each,
                [
                    known[number - first] if 0 <= number - first < len(known) else nan
                    for number in common.minutes(each.example)
                ],
            )
        )
    return found


def typical_curve(aligned: Sequence[AlignedLoad], common: Alignment) -> Curve:
    """Return the median curve of at least one load."""
    rows, sizes = [], []
    for each in aligned:
        known = [x for x in each.logarithms if not isnan(x)] or [0.0]
        mean = sum(known) / len(known)
        rows.append([level - mean for level in each.logarithms])
        sizes.append(exp(mean) / each.recording.example.scale)
    near = min(_NEIGHBOURS, _ENOUGH_VALUES // len(rows))
    columns = [[x for x in column if not isnan(x)] for column in zip(*rows, strict=True)]
    levels: list[float] = []
    for number in range(len(columns)):
        places = slice(max(number - near, 0), number + near + 1)
        pooled = sorted(chain.from_iterable(columns[places]))
        middle = pooled[len(pooled) // 2] if pooled else (levels or [0.0])[-1]
        levels.append(round(middle, 4))
    return Curve(common, tuple(levels), round(median(sizes), 3))
