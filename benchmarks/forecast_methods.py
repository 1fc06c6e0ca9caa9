"""Ways to foresee the next minutes, measured by rolling evaluation on the World Cup of 1998.

Run it as

    .venv/bin/python -m benchmarks.forecast_methods worldcup98

where `worldcup98` is a folder with `requests-per-minute.csv` and `matches.csv`. The method was
chosen on the matches of 10 to 22 June; those of 23 to 26 June are printed below, and nothing was
chosen by them. A floor rests on what was two minutes old, and what was learned on what was known
at the midnight before.

Printed is, of each way: how many times the consumption was held; the share of requests throttled
as the replay has it, with a tenth of its burst, and with a fifth of it and all floors two minutes
late. All floors take the same coarse steps, which never are under what is being consumed; below
them is auto scaling at 90 % and 16 minutes.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from math import exp, log
from pathlib import Path

from kickoff.calendar import load
from kickoff.forecast.backtest import UNDERLYING_POLICY
from kickoff.forecast.demand_curve import fit_curve, observed_kickoffs
from kickoff.forecast.examples import quantile
from kickoff.forecast.growth import DELAY
from kickoff.forecast.hysteresis import HEADROOM, HeldMinimum
from kickoff.forecast.loads import DAY, Loads, instant, minute
from kickoff.forecast.minimums import learned_minimums
from kickoff.forecast.replay import replay
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from operations.cli.loads import read
from tests.unit.kickoff.forecast.worldcup98 import write_calendar

_CHOSEN_ON = ("1998-06-10T00:00Z", "1998-06-23T00:00Z")
_UNSEEN = ("1998-06-23T00:00Z", "1998-06-27T00:00Z")

# What a minute is taken to ask at most, in units a minute.
_Foresee = Callable[[int], float]


def main(folder: Path) -> None:
    """Measure every way on both spans."""
    about, loads = _subject(folder), read(folder / "requests-per-minute.csv", 1.0)
    for name, days in (("chosen on", _CHOSEN_ON), ("unseen", _UNSEEN)):
        start, end = (minute(datetime.fromisoformat(day)) for day in days)
        tested = loads.between(start, end)
        print(f"\n{name}: {days[0][:10]} to {days[1][:10]}")
        print(f"{'':44}{'held':>8}{'throttled':>11}{'30 s':>10}{'60 s, late':>12}")
        for way, floors in _ways(about, loads, start, end):
            late = [*floors[:DELAY], *floors[:-DELAY]]
            runs = [
                replay(tested, run, UNDERLYING_POLICY, 50, burst_seconds=burst)
                for run, burst in ((floors, 300), (floors, 30), (late, 60))
            ]
            shares = [f"{run.throttled_share:.4%}" for run in runs]
            print(
                f"{way:44}{runs[0].overprovisioning:8.3f}{shares[0]:>11}{shares[1]:>10}{shares[2]:>12}"
            )


def _subject(folder: Path) -> ForecastTarget:
    with tempfile.TemporaryDirectory() as temporary:
        path = write_calendar(Path(temporary) / "config.yaml", folder / "matches.csv")
        return ForecastTarget(load(path), Key("site", "read"), 60)


def _ways(
    about: ForecastTarget, loads: Loads, start: int, end: int
) -> Iterator[tuple[str, list[int]]]:
    def stepped(foresee: _Foresee) -> list[int]:
        held, floors = HeldMinimum(), []
        for number in range(start, end):
            consumed = about.clamp(loads.at(number - DELAY))
            held = held.after(about.clamp(foresee(number) * HEADROOM), consumed, number)
            floors.append(held.minimum)
        return floors

    yield (
        "perfect foresight, each minute",
        [about.clamp(load) for load in loads.between(start, end)],
    )
    yield "the last minute", stepped(lambda number: loads.at(number - DELAY))
    for near, elsewhere in ((1.1, 1.05), (1.2, 1.1), (1.4, 1.1)):
        name = f"the last minute x {near} near kick-off, {elsewhere}"
        yield name, stepped(_fixed(about, loads, near, elsewhere))
    for minutes in (5, 10):
        name = f"the trend of the last {minutes} minutes x 1.05"
        yield name, stepped(_trend(loads, minutes))
    yield "the curve of past kick-offs", stepped(_curved(about, loads, corrected=False))
    yield "the curve, scaled by the last minute", stepped(_curved(about, loads, corrected=True))
    for share in (0.5, 0.75, 0.9):
        for ahead in (0, 2, 4):
            name = f"learned growth, {share:.0%} of it, {ahead + 1} min ahead"
            yield name, stepped(_grown(about, loads, share, ahead))
    yield "demand: auto", learned_minimums(about, loads, start, end)


def _fixed(about: ForecastTarget, loads: Loads, near: float, elsewhere: float) -> _Foresee:
    busy = {number for each in about.past(loads.first, loads.end) for number in each.span}
    return lambda number: loads.at(number - DELAY) * (near if number in busy else elsewhere)


def _trend(loads: Loads, minutes: int) -> _Foresee:
    """A straight line through the logarithms of the last minutes, never downward."""
    middle = (minutes - 1) / 2
    spread = sum((n - middle) ** 2 for n in range(minutes))

    def foresee(number: int) -> float:
        seen = [log(load) for load in loads.between(number - DELAY - minutes + 1, number - 1)]
        slope = sum((n - middle) * load for n, load in enumerate(seen)) / spread
        return loads.at(number - DELAY) * exp(max(slope, 0.0) * DELAY) * 1.05

    return foresee


def _curved(about: ForecastTarget, loads: Loads, *, corrected: bool) -> _Foresee:
    """The middle of those like it; outside fixtures the last minute."""
    zone, known = about.calendar.zone, {}
    combine = about.calendar.bounds[about.key].combine

    def learned(kickoff: int) -> Sequence[float]:
        before = about.past(loads.first, kickoff - DAY // 24)
        own = observed_kickoffs(before, before, loads.before(kickoff - DAY // 24), combine, 1)
        return (
            [band.median for band in fit_curve(own, instant(kickoff), zone).minutes] if own else []
        )

    def foresee(number: int) -> float:
        last = loads.at(number - DELAY)
        for each in about.past(number, number + 1):
            if each.kickoff not in known:
                known[each.kickoff] = [unit * each.scale for unit in learned(each.kickoff)]
            at, units = number - each.opens, known[each.kickoff]
            if at < len(units):
                scale = last / units[at - DELAY] if at >= DELAY else 1.0
                return units[at] * 1.05 * (scale if corrected else 1.0)
        return last * 1.05

    return foresee


def _grown(about: ForecastTarget, loads: Loads, share: float, ahead: int) -> _Foresee:
    """What a share of the kick-offs before the midnight did not exceed, by distance."""
    growth = [
        (max(loads.between(number, number + ahead + 1)) / loads.at(number - DELAY))
        for number in range(loads.first + DELAY, loads.end - ahead)
    ]
    learned: dict[int, tuple[float, dict[int, float]]] = {}

    def at(number: int) -> float:
        return growth[number - loads.first - DELAY]

    def learn(midnight: int) -> tuple[float, dict[int, float]]:
        until = midnight - DELAY - ahead
        over = [each for each in about.past(loads.first, until) if each.span.stop <= until]
        busy = {number for each in over for number in each.span}
        quiet = [number for number in range(loads.first + DELAY, until) if number not in busy]
        seen: dict[int, list[tuple[float, float]]] = {}
        for each in over:
            for number in each.span:
                seen.setdefault(number - each.kickoff, []).append((at(number), 1.0))
        factors = {since: quantile(values, share) for since, values in seen.items()}
        return quantile([(at(number), 1.0) for number in quiet], share), factors

    def foresee(number: int) -> float:
        midnight = number - number % DAY
        if midnight not in learned:
            learned[midnight] = learn(midnight)
        usual, factors = learned[midnight]
        near = [
            factors.get(number - minute(fixture.kickoff), 1.0) for fixture in about.around(number)
        ]
        return loads.at(number - DELAY) * max(usual, *near, 1.0)

    return foresee


if __name__ == "__main__":
    main(Path(sys.argv[1]))
