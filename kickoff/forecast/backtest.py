"""Ways to hold capacity through past days, beside one another."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan

from kickoff.forecast.growth import DELAY
from kickoff.forecast.loads import Loads
from kickoff.forecast.minimums import learned_minimums, written_minimums
from kickoff.forecast.replay import Replay, replay
from kickoff.forecast.replayed_table import ScalingPolicy
from kickoff.forecast.target import ForecastTarget

TARGETS = (0.5, 0.7, 0.9)
LAGS = (4, 16)
# What floors stand above: a target that leaves the work to them, and the slower of the lags.
UNDERLYING_POLICY = ScalingPolicy(0.9, 16)

# The naive rule: the highest of so many minutes, times a growth.
_NAIVE_MINUTES = 5
_NAIVE_ELSEWHERE = 1.1


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """A way to hold capacity, and what came of it. `floors` is None where there were none."""

    name: str
    scaling: ScalingPolicy
    minimums: list[int] | None
    replay: Replay


@dataclass(frozen=True, slots=True)
class Backtest:
    """The minutes of [start, end) of a dimension; `loads` may begin long before."""

    target: ForecastTarget
    loads: Loads
    start: int
    end: int

    def results(self) -> Iterator[BacktestResult]:
        """The forecast first, then what it is to be compared with."""
        yield self._floored(
            "demand: auto", learned_minimums(self.target, self.loads, self.start, self.end)
        )
        yield self._floored("written profile", written_minimums(self.target, self.start, self.end))
        yield self._floored("naive rule", self._naive())
        yield self._floored("permanently high minimum", self._permanent())
        yield self._floored("perfect foresight", [self._units(load) for load in self._tested()])
        for target in TARGETS:
            for lag in LAGS:
                yield self._way("auto scaling alone", ScalingPolicy(target, lag), None)

    def _floored(self, name: str, floors: list[int]) -> BacktestResult:
        return self._way(name, UNDERLYING_POLICY, floors)

    def _way(self, name: str, scaling: ScalingPolicy, floors: list[int] | None) -> BacktestResult:
        baseline = self.target.calendar.bounds[self.target.key].baseline
        tested = self._tested()
        held = replay(tested, floors or [baseline] * len(tested), scaling, baseline)
        return BacktestResult(name, scaling, floors, held)

    def _tested(self) -> list[float]:
        return list(self.loads.between(self.start, self.end))

    def _units(self, load: float) -> int:
        """The capacity that serves a load, within the calendar's bounds."""
        return self.target.clamp(0.0 if isnan(load) else load)

    def _permanent(self) -> list[int]:
        """The highest minute seen before; where there is none before, of all."""
        seen = self.loads.highest(self.loads.first, self.start)
        highest = seen or self.loads.highest(self.start, self.end) or 0.0
        return [self._units(highest)] * (self.end - self.start)

    def _naive(self) -> list[int]:
        """The highest of the last minutes, times the most it grew near any kick-off before."""
        known = self.loads.before(self.start)
        grown = [
            known.at(number) / before
            for example in self.target.past(known.first, known.end)
            for number in example.span
            if (before := self._last(number)) and not isnan(known.at(number))
        ]
        near = max([_NAIVE_ELSEWHERE, *grown])
        busy = {n for each in self.target.past(self.start, self.end) for n in each.span}
        return [
            self.target.clamp(
                (self._last(number) or 0.0) * (near if number in busy else _NAIVE_ELSEWHERE)
            )
            for number in range(self.start, self.end)
        ]

    def _last(self, now: int) -> float | None:
        """The highest of the last minutes known."""
        return self.loads.highest(now - DELAY - _NAIVE_MINUTES + 1, now - DELAY + 1)
