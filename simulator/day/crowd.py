"""The load of a day on each dimension, computed from the fixtures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from zlib import crc32

from kickoff.timeline import Bounds, Combine, Fixture, Key

_SETTLES = timedelta(minutes=15)
_WHISTLE = timedelta(minutes=10)
_PLATEAU = 0.7
_NOISE = 0.1


@dataclass(frozen=True, slots=True)
class Crowd:
    """Load that stays within the demand of the fixtures.

    `peak` is the highest share of a fixture's demand, `quiet` the share of the baseline outside
    fixtures. The same seed gives the same day.
    """

    seed: int = 0
    peak: float = 0.9
    quiet: float = 0.4

    def load(
        self, bounds: Mapping[Key, Bounds], fixtures: Iterable[Fixture], at: datetime
    ) -> dict[Key, float]:
        """The load of the minute that begins at an instant, in each dimension's unit."""
        demands: dict[Key, list[float]] = {}
        for fixture in fixtures:
            share = float(fixture.weight(at)) * self.peak * _shape(fixture, at)
            for key, demand in fixture.demand.items():
                demands.setdefault(key, []).append(demand * share)
        return {
            key: self._noise(key, at)
            * max(self.quiet * bound.baseline, _combined(bound.combine, demands.get(key, [])))
            for key, bound in bounds.items()
        }

    def _noise(self, key: Key, at: datetime) -> float:
        """A factor between 0.9 and 1, so that load varies and never exceeds the demand."""
        drawn = crc32(f"{self.seed} {key.target} {key.dimension} {at.isoformat()}".encode())
        return 1 - _NOISE * drawn / 2**32


def _combined(combine: Combine, demands: list[float]) -> float:
    match combine:
        case Combine.SUM:
            return sum(demands)
        case Combine.MAX:
            return max(demands, default=0)
        case _:
            assert_never(combine)


def _shape(fixture: Fixture, at: datetime) -> float:
    """Share of the peak: it climbs to kick-off, stays level, peaks at the final whistle, falls."""
    if not fixture.opens <= at < fixture.closes:
        return 0
    if at < fixture.kickoff:
        return ((at - fixture.opens) / (fixture.kickoff - fixture.opens)) ** 2
    if at < fixture.end:
        kickoff = 1 - (at - fixture.kickoff) / _SETTLES
        whistle = 1 - (fixture.end - at) / _WHISTLE
        return _PLATEAU + (1 - _PLATEAU) * max(kickoff, whistle, 0)
    return (1 - (at - fixture.end) / (fixture.closes - fixture.end)) ** 2
