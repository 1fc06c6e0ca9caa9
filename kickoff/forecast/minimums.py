"""The floor of each minute, decided by what could be known then: what the prescaler would set."""

from collections.abc import Iterator, Sequence

from kickoff.forecast.growth import AHEAD, DELAY, last_known, series
from kickoff.forecast.hysteresis import HeldMinimum
from kickoff.forecast.loads import DAY, Loads, instant, minute
from kickoff.forecast.target import ForecastTarget


def written_minimums(target: ForecastTarget, start: int, end: int) -> list[int]:
    """The levels of the calendar as it is written, for the minutes of [start, end)."""
    floors: list[int] = []
    for step in target.calendar.steps(instant(start), instant(end)):
        if step.key == target.key:
            floors += [step.level.value] * (minute(step.end) - minute(step.start))
    return floors


def learned_minimums(target: ForecastTarget, loads: Loads, start: int, end: int) -> list[int]:
    """The floors of [start, end), learned anew each midnight (UTC), corrected every minute.

    Where no recent minute is known, the written level holds.
    """
    fallback = written_minimums(target, start, end)
    return list(_learned(target, loads, start, fallback))


def _learned(
    target: ForecastTarget, loads: Loads, start: int, fallback: Sequence[int]
) -> Iterator[int]:
    held, growth = HeldMinimum(), series(loads, target.padding)
    for number, level in enumerate(fallback, start):
        if number == start or number % DAY == 0:
            # A minute's growth is known when the minutes ahead of it are.
            growths = target.learn(growth.before(number - DELAY - AHEAD + 1))
        consumed = last_known(loads, number)
        if consumed is None:
            held = held.after(level, level, number)
        else:
            held = target.step(held, consumed, growths, number)
        yield held.minimum
