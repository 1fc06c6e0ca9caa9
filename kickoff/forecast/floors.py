"""The floor of each minute, decided by what could be known then: what the prescaler would set."""

from collections.abc import Iterator, Sequence

from kickoff.forecast.growth import AHEAD, DELAY, last_known, series
from kickoff.forecast.loads import DAY, Loads, instant, minute
from kickoff.forecast.steps import Held
from kickoff.forecast.subject import ForecastTarget


def written(subject: ForecastTarget, start: int, end: int) -> list[int]:
    """The levels of the calendar as it is written, for the minutes of [start, end)."""
    floors: list[int] = []
    for step in subject.calendar.steps(instant(start), instant(end)):
        if step.key == subject.key:
            floors += [step.level.value] * (minute(step.end) - minute(step.start))
    return floors


def automatic(subject: ForecastTarget, loads: Loads, start: int, end: int) -> list[int]:
    """The floors of [start, end), learned anew each midnight (UTC), corrected every minute.

    Where no recent minute is known, the written level holds.
    """
    fallback = written(subject, start, end)
    return list(_automatic(subject, loads, start, fallback))


def _automatic(
    subject: ForecastTarget, loads: Loads, start: int, fallback: Sequence[int]
) -> Iterator[int]:
    held, growth = Held(), series(loads, subject.padding)
    for number, level in enumerate(fallback, start):
        if number == start or number % DAY == 0:
            # A minute's growth is known when the minutes ahead of it are.
            growths = subject.learn(growth.before(number - DELAY - AHEAD + 1))
        consumed = last_known(loads, number)
        if consumed is None:
            held = held.after(level, level, number)
        else:
            held = subject.step(held, consumed, growths, number)
        yield held.floor
