"""The record of a simulated day, minute by minute, with kickoff and without."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from kickoff.timeline import Fixture, Key

_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Line:
    """One dimension in one account, a value a minute.

    `live`: capacity units, or containers. `refused`: units throttled, or requests that met a cold
    start.
    """

    live: list[int] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Course:
    """One dimension through a day, a value a minute: load, desired level, and both accounts.

    `demand`: capacity units a second, or concurrent requests.
    """

    demand: list[float] = field(default_factory=list)
    desired: list[int] = field(default_factory=list)
    alone: Line = field(default_factory=Line)
    kickoff: Line = field(default_factory=Line)


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave as the warmer published it: containers requested and distinct containers reached."""

    key: Key
    minute: int
    requested: int
    distinct: int


@dataclass(frozen=True, slots=True)
class FixtureRecord:
    """The effect of a day on one fixture, with kickoff and (`_alone`) without.

    `margin`: minutes before kick-off at which all capacity was ready; negative is late, None is
    never. `warm`: the largest wave of the window as (requested, distinct); None without functions.
    `throttled` and `cold`: capacity units and requests in the window.
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
    """A day from `start` (UTC); `troubles` are the errors that handlers logged or raised."""

    start: datetime
    minutes: int
    fixtures: tuple[Fixture, ...]
    tables: Mapping[Key, Course]
    functions: Mapping[Key, Course]
    waves: list[Wave] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def of(self, fixture: Fixture) -> FixtureRecord:
        """The effect on one fixture."""
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
        """Minutes from the instant when all capacity was ready, and stayed ready, to kick-off."""
        opens, kickoff, end = map(self._minute, (fixture.opens, fixture.kickoff, fixture.end))

        def ready(minute: int) -> bool:
            return all(live[minute] >= desired[minute] for desired, live in lines)

        if ready(kickoff):
            held = sum(1 for _ in takewhile(ready, range(kickoff, max(opens, 0) - 1, -1)))
            return held - 1
        known = min(end, *(len(live) for _, live in lines))
        late = next((minute for minute in range(kickoff, known) if ready(minute)), None)
        return None if late is None else kickoff - late


def _within(minute: int, window: slice) -> bool:
    return minute in range(window.start, window.stop)
