"""Methods to hold capacity, compared on past days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan

from kickoff.forecast.growth import DELAY, last_known
from kickoff.forecast.hysteresis import HeldMinimum
from kickoff.forecast.loads import DAY, Loads, instant, minute
from kickoff.forecast.replay import Replay, ScalingPolicy, replay
from kickoff.forecast.target import ForecastTarget
from kickoff.table_throughput import BURST_SECONDS

TARGETS = (0.5, 0.7, 0.9)
LAGS = (4, 16)
# Auto scaling below a minimum: a high target that leaves the work to it, and the longer lag.
UNDERLYING_POLICY = ScalingPolicy(0.9, 16)

# The naive rule: the highest of the last minutes, times a growth.
_NAIVE_MINUTES = 5
_NAIVE_ELSEWHERE = 1.1


@dataclass(frozen=True, slots=True)
class Method:
    """A minimum for each minute, with auto scaling; None for auto scaling alone."""

    name: str
    scaling: ScalingPolicy
    minimums: list[int] | None


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """A method and its replay."""

    method: Method
    replay: Replay


@dataclass(frozen=True, slots=True)
class Backtest:
    """The minutes of [start, end) of a dimension. `loads` may begin earlier, to learn from."""

    target: ForecastTarget
    loads: Loads
    start: int
    end: int

    def results(self, burst_seconds: int = BURST_SECONDS, late: int = 0) -> list[BacktestResult]:
        """Return the result of the forecast, then of the methods to compare it with."""
        return [self.result(each, burst_seconds, late) for each in self.methods()]

    def methods(self) -> Iterator[Method]:
        """Yield the forecast, then the methods to compare it with."""
        learned = learned_minimums(self.target, self.loads, self.start, self.end)
        yield Method("demand: auto", UNDERLYING_POLICY, learned)
        written = written_minimums(self.target, self.start, self.end)
        yield Method("written profile", UNDERLYING_POLICY, written)
        yield Method("naive rule", UNDERLYING_POLICY, self._naive())
        yield Method("permanently high minimum", UNDERLYING_POLICY, self._permanent())
        perfect = [self._capacity(load) for load in self._tested()]
        yield Method("perfect foresight", UNDERLYING_POLICY, perfect)
        for target in TARGETS:
            for lag in LAGS:
                yield Method("auto scaling alone", ScalingPolicy(target, lag), None)

    def result(
        self, method: Method, burst_seconds: int = BURST_SECONDS, late: int = 0
    ) -> BacktestResult:
        """Replay a method. `burst_seconds` of capacity are the most that is saved.

        Each minimum takes effect `late` minutes after its own minute.
        """
        baseline = self.target.calendar.bounds[self.target.key].baseline
        tested = self._tested()
        held = method.minimums or [baseline] * len(tested)
        in_force = [*held[:late], *held[: len(held) - late]]
        found = replay(tested, in_force, method.scaling, baseline, burst_seconds=burst_seconds)
        return BacktestResult(method, found)

    def _tested(self) -> list[float]:
        return list(self.loads.between(self.start, self.end))

    def _capacity(self, load: float) -> int:
        """Return the capacity for a load, within the calendar's bounds."""
        return self.target.clamp(0.0 if isnan(load) else load)

    def _permanent(self) -> list[int]:
        """Return the highest minute before the tested days; of these days if none is before."""
        seen = self.loads.highest(self.loads.first, self.start)
        highest = seen or self.loads.highest(self.start, self.end) or 0.0
        return [self._capacity(highest)] * (self.end - self.start)

    def _naive(self) -> list[int]:
        """Return the highest of the last minutes, times the highest growth near past kick-offs."""
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
        """Return the highest of the last known minutes."""
        return self.loads.highest(now - DELAY - _NAIVE_MINUTES + 1, now - DELAY + 1)


def written_minimums(target: ForecastTarget, start: int, end: int) -> list[int]:
    """Return the calendar's written levels for the minutes of [start, end)."""
    minimums: list[int] = []
    for step in target.calendar.steps(instant(start), instant(end)):
        if step.key == target.key:
            minimums += [step.level.value] * (minute(step.end) - minute(step.start))
    return minimums


def learned_minimums(target: ForecastTarget, loads: Loads, start: int, end: int) -> list[int]:
    """Return the minimums of `demand: auto` for the minutes of [start, end).

    Growth is learned again each midnight (UTC), and corrected every minute. Without a recent
    minute the written level is used.
    """
    return list(_learned(target, loads, start, written_minimums(target, start, end)))


def _learned(
    target: ForecastTarget, loads: Loads, start: int, fallback: Sequence[int]
) -> Iterator[int]:
    held = HeldMinimum()
    for number, level in enumerate(fallback, start):
        if number == start or number % DAY == 0:
            growths = target.learn(loads.before(number - DELAY + 1))
        known = last_known(loads, number)
        if known is None:
            held = held.after(level, level, number)
        else:
            held = target.step(held, known, growths, number)
        yield held.minimum
