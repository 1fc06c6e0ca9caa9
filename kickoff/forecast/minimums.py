"""The minimum of each past minute, from what was known at that minute."""

from collections.abc import Iterator, Sequence

from kickoff.forecast.growth import AHEAD, DELAY, growth_series, last_known
from kickoff.forecast.hysteresis import HeldMinimum
from kickoff.forecast.loads import DAY, Loads, instant, minute
from kickoff.forecast.target import ForecastTarget


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
    held, growth = HeldMinimum(), growth_series(loads, target.padding)
    for number, level in enumerate(fallback, start):
        if number == start or number % DAY == 0:
            # The growth of a minute is known when the minutes after it are.
            growths = target.learn(growth.before(number - DELAY - AHEAD + 1))
        consumed = last_known(loads, number)
        if consumed is None:
            held = held.after(level, level, number)
        else:
            held = target.step(held, consumed, growths, number)
        yield held.minimum
