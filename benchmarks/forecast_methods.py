"""Methods to forecast the next minutes, compared by rolling evaluation on the World Cup of 1998.

Run it as

    .venv/bin/python -m benchmarks.forecast_methods worldcup98

The argument is a folder with `requests-per-minute.csv` and `matches.csv`. The method of kickoff was
chosen on the matches of 10 to 22 June. The matches of 23 to 26 June were not used for that choice;
they are printed second. A floor uses consumption that is two minutes old, and a model learned from
the data before the last midnight.

For each method it prints the capacity held as a multiple of consumption, and the share of requests
throttled: in the replay, with a tenth of the burst, and with a fifth of the burst and all floors
two minutes late. All floors take the same coarse steps, never below current consumption. Below the
floor works auto scaling at 90 % with a delay of 16 minutes.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from math import exp, log
from pathlib import Path

from kickoff.calendar import load
from kickoff.forecast.backtest import UNDERLYING_POLICY, learned_minimums
from kickoff.forecast.demand_curve import fit_curve, observed_kickoffs
from kickoff.forecast.examples import quantile
from kickoff.forecast.growth import DELAY
from kickoff.forecast.hysteresis import HEADROOM, HeldMinimum
from kickoff.forecast.loads import DAY, Loads, instant, minute
from kickoff.forecast.replay import replay
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from operations.cli.loads import read
from tests.unit.kickoff.forecast.worldcup98 import write_calendar

_CHOSEN_ON = ("1998-06-10T00:00Z", "1998-06-23T00:00Z")
_UNSEEN = ("1998-06-23T00:00Z", "1998-06-27T00:00Z")

_Forecast = Callable[[int], float]
"""The highest expected load of a minute, in units a minute."""


def main(folder: Path) -> None:
    """Measure every method on both spans."""
    target, loads = _target(folder), read(folder / "requests-per-minute.csv", 1.0)
    for name, days in (("chosen on", _CHOSEN_ON), ("unseen", _UNSEEN)):
        start, end = (minute(datetime.fromisoformat(day)) for day in days)
        tested = loads.between(start, end)
        print(f"\n{name}: {days[0][:10]} to {days[1][:10]}")
        print(f"{'':44}{'held':>8}{'throttled':>11}{'30 s':>10}{'60 s, late':>12}")
        for method, floors in _methods(target, loads, start, end):
            late = [*floors[:DELAY], *floors[:-DELAY]]
            runs = [
                replay(tested, run, UNDERLYING_POLICY, 50, burst_seconds=burst)
                for run, burst in ((floors, 300), (floors, 30), (late, 60))
            ]
            shares = [f"{run.throttled_share:.4%}" for run in runs]
            print(
                f"{method:44}{runs[0].overprovisioning:8.3f}{shares[0]:>11}{shares[1]:>10}{shares[2]:>12}"
            )


def _target(folder: Path) -> ForecastTarget:
    with tempfile.TemporaryDirectory() as temporary:
        path = write_calendar(Path(temporary) / "config.yaml", folder / "matches.csv")
        return ForecastTarget(load(path), Key("site", "read"), 60)


def _methods(
    target: ForecastTarget, loads: Loads, start: int, end: int
) -> Iterator[tuple[str, list[int]]]:
    def stepped(forecast: _Forecast) -> list[int]:
        held, floors = HeldMinimum(), []
        for number in range(start, end):
            consumed = target.clamp(loads.at(number - DELAY))
            held = held.after(target.clamp(forecast(number) * HEADROOM), consumed, number)
            floors.append(held.minimum)
        return floors

    yield (
        "perfect foresight, each minute",
        [target.clamp(load) for load in loads.between(start, end)],
    )
    yield "the last minute", stepped(lambda number: loads.at(number - DELAY))
    for near, elsewhere in ((1.1, 1.05), (1.2, 1.1), (1.4, 1.1)):
        name = f"the last minute x {near} near kick-off, {elsewhere}"
        yield name, stepped(_fixed(target, loads, near, elsewhere))
    for minutes in (5, 10):
        name = f"the trend of the last {minutes} minutes x 1.05"
        yield name, stepped(_trend(loads, minutes))
    yield "the curve of past kick-offs", stepped(_curved(target, loads, corrected=False))
    yield "the curve, scaled by the last minute", stepped(_curved(target, loads, corrected=True))
    for share in (0.5, 0.75, 0.9):
        for ahead in (0, 2, 4):
            name = f"learned growth, {share:.0%} of it, {ahead + 1} min ahead"
            yield name, stepped(_grown(target, loads, share, ahead))
    yield "demand: auto", learned_minimums(target, loads, start, end)


def _fixed(target: ForecastTarget, loads: Loads, near: float, elsewhere: float) -> _Forecast:
    busy = {number for each in target.past(loads.first, loads.end) for number in each.span}
    return lambda number: loads.at(number - DELAY) * (near if number in busy else elsewhere)


def _trend(loads: Loads, minutes: int) -> _Forecast:
    """A straight line through the logarithms of the last minutes, never downward."""
    middle = (minutes - 1) / 2
    spread = sum((n - middle) ** 2 for n in range(minutes))

    def forecast(number: int) -> float:
        seen = [log(load) for load in loads.between(number - DELAY - minutes + 1, number - 1)]
        slope = sum((n - middle) * load for n, load in enumerate(seen)) / spread
        return loads.at(number - DELAY) * exp(max(slope, 0.0) * DELAY) * 1.05

    return forecast


def _curved(target: ForecastTarget, loads: Loads, *, corrected: bool) -> _Forecast:
    """The median of similar fixtures; outside fixtures the last minute."""
    zone, known = target.calendar.zone, {}
    combine = target.calendar.bounds[target.key].combine

    def learned(kickoff: int) -> Sequence[float]:
        before = target.past(loads.first, kickoff - DAY // 24)
        own = observed_kickoffs(before, before, loads.before(kickoff - DAY // 24), combine, 1)
        return (
            [band.median for band in fit_curve(own, instant(kickoff), zone).minutes] if own else []
        )

    def forecast(number: int) -> float:
        last = loads.at(number - DELAY)
        for each in target.past(number, number + 1):
            if each.kickoff not in known:
                known[each.kickoff] = [unit * each.scale for unit in learned(each.kickoff)]
            at, units = number - each.opens, known[each.kickoff]
            if at < len(units):
                scale = last / units[at - DELAY] if at >= DELAY else 1.0
                return units[at] * 1.05 * (scale if corrected else 1.0)
        return last * 1.05

    return forecast


def _grown(target: ForecastTarget, loads: Loads, share: float, ahead: int) -> _Forecast:
    """Growth that a share of past kick-offs did not exceed, by distance from kick-off."""
    growth = [
        (max(loads.between(number, number + ahead + 1)) / loads.at(number - DELAY))
        for number in range(loads.first + DELAY, loads.end - ahead)
    ]
    learned: dict[int, tuple[float, dict[int, float]]] = {}

    def at(number: int) -> float:
        return growth[number - loads.first - DELAY]

    def learn(midnight: int) -> tuple[float, dict[int, float]]:
        until = midnight - DELAY - ahead
        over = [each for each in target.past(loads.first, until) if each.span.stop <= until]
        busy = {number for each in over for number in each.span}
        quiet = [number for number in range(loads.first + DELAY, until) if number not in busy]
        seen: dict[int, list[tuple[float, float]]] = {}
        for each in over:
            for number in each.span:
                seen.setdefault(number - each.kickoff, []).append((at(number), 1.0))
        factors = {since: quantile(values, share) for since, values in seen.items()}
        return quantile([(at(number), 1.0) for number in quiet], share), factors

    def forecast(number: int) -> float:
        midnight = number - number % DAY
        if midnight not in learned:
            learned[midnight] = learn(midnight)
        usual, factors = learned[midnight]
        near = [
            factors.get(number - minute(fixture.kickoff), 1.0) for fixture in target.around(number)
        ]
        return loads.at(number - DELAY) * max(usual, *near, 1.0)

    return forecast


if __name__ == "__main__":
    main(Path(sys.argv[1]))
