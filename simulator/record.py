"""What happened in a simulated day, minute by minute, with kickoff and without."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from kickoff.timeline import Fixture, Key

_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Line:
    """What was there of one dimension, a value a minute.

    `live`: capacity units, or containers. `refused`: units throttled, or requests that met a cold
    start, in that minute.
    """

    live: list[int] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Course:
    """One dimension through a day: what was asked of it, what the calendar wanted, what was there.

    `demand`: capacity units a second, or requests at once.
    """

    demand: list[float] = field(default_factory=list)
    desired: list[int] = field(default_factory=list)
    alone: Line = field(default_factory=Line)
    kickoff: Line = field(default_factory=Line)


@dataclass(frozen=True, slots=True)
class Wave:
    """What the warmer published of one function at one minute."""

    key: Key
    minute: int
    requested: int
    distinct: int


@dataclass(frozen=True, slots=True)
class FixtureRecord:
    """What a fixture met. Margins are minutes before kick-off, None for never.

    `warm` is the largest wave of its window, as (requested, distinct); None without functions.
    `throttled` and `cold` are capacity units and requests, in its window.
    """

    fixture: Fixture
    margin: float | None
    margin_alone: float | None
    warm: tuple[int, int] | None
    throttled: float
    throttled_alone: float
    cold: float
    cold_alone: float


@dataclass(slots=True)
class Record:
    """A day from `start` (UTC); `troubles` are errors that the handlers logged or raised."""

    start: datetime
    minutes: int
    fixtures: tuple[Fixture, ...]
    tables: Mapping[Key, Course]
    functions: Mapping[Key, Course]
    waves: list[Wave] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def of(self, fixture: Fixture) -> FixtureRecord:
        """What one fixture met."""
        tables = [course for key, course in self.tables.items() if fixture.demand.get(key)]
        functions = [course for key, course in self.functions.items() if fixture.demand.get(key)]
        window = slice(max(self._minute(fixture.opens), 0), self._minute(fixture.closes))
        waves = [w for w in self.waves if fixture.demand.get(w.key) and _within(w.minute, window)]
        largest = max(waves, key=lambda wave: wave.requested, default=None)
        return FixtureRecord(
            fixture,
            margin=self._margin(fixture, [(c.desired, c.kickoff.live) for c in tables]),
            margin_alone=self._margin(fixture, [(c.desired, c.alone.live) for c in tables]),
            warm=(largest.requested, largest.distinct) if largest else None,
            throttled=sum(sum(course.kickoff.refused[window]) for course in tables),
            throttled_alone=sum(sum(course.alone.refused[window]) for course in tables),
            cold=sum(sum(course.kickoff.refused[window]) for course in functions),
            cold_alone=sum(sum(course.alone.refused[window]) for course in functions),
        )

    def _minute(self, at: datetime) -> int:
        return (at - self.start) // _MINUTE

    def _margin(self, fixture: Fixture, lines: list[tuple[list[int], list[int]]]) -> float | None:
        """Minutes from when all was there, and stayed, to kick-off; looked for until the end."""
        opens, kickoff, end = map(self._minute, (fixture.opens, fixture.kickoff, fixture.end))

        def there(minute: int) -> bool:
            return all(live[minute] >= desired[minute] for desired, live in lines)

        if there(kickoff):
            held = sum(1 for _ in takewhile(there, range(kickoff, max(opens, 0) - 1, -1)))
            return held - 1
        known = min(end, *(len(live) for _, live in lines))
        late = next((minute for minute in range(kickoff, known) if there(minute)), None)
        return None if late is None else kickoff - late


def _within(minute: int, window: slice) -> bool:
    return minute in range(window.start, window.stop)
