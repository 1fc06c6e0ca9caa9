"""The record of a simulated day, minute by minute, with kickoff and without."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from kickoff.timeline import Fixture, Key

_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class AccountSeries:
    """One dimension in one account, a value a minute.

    `live`: capacity units, or containers. `refused`: units throttled, or requests that met a cold
    start.
    """

    live: list[int] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)


@dataclass(slots=True)
class SeriesRecord:
    """One dimension through a day, a value a minute: load, desired level, and both accounts.

    `demand`: capacity units a second, or concurrent requests.
    """

    demand: list[float] = field(default_factory=list)
    desired: list[int] = field(default_factory=list)
    alone: AccountSeries = field(default_factory=AccountSeries)
    kickoff: AccountSeries = field(default_factory=AccountSeries)


@dataclass(frozen=True, slots=True)
class WaveRecord:
    """A wave as the warmer published it: containers requested, proven warm, and busy."""

    key: Key
    minute: int
    requested: int
    distinct: int
    busy: int


@dataclass(frozen=True, slots=True)
class FixtureResult:
    """The effect of a day on one fixture in one account.

    `margin`: minutes before kick-off at which all capacity was ready; negative is late, None is
    never. `throttled` and `cold`: capacity units and requests in the window.
    """

    margin: float | None
    throttled: float
    cold: float

    @property
    def in_time(self) -> bool:
        """Return whether all capacity was ready at kick-off."""
        return self.margin is not None and self.margin >= 0


@dataclass(frozen=True, slots=True)
class FixtureRecord:
    """The effect of a day on one fixture, with kickoff and alone.

    `warm`: the largest wave of the window as (requested, proven or busy); None without functions.
    """

    fixture: Fixture
    kickoff: FixtureResult
    alone: FixtureResult
    warm: tuple[int, int] | None


@dataclass(slots=True)
class DayRecord:
    """A day from `start` (UTC); `troubles` are the errors that handlers logged or raised."""

    start: datetime
    minutes: int
    fixtures: tuple[Fixture, ...]
    tables: Mapping[Key, SeriesRecord]
    functions: Mapping[Key, SeriesRecord]
    waves: list[WaveRecord] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def of(self, fixture: Fixture) -> FixtureRecord:
        """The effect on one fixture."""
        window = range(max(self._minute(fixture.opens), 0), self._minute(fixture.closes))
        waves = [w for w in self.waves if fixture.demand.get(w.key) and w.minute in window]
        largest = max(waves, key=lambda wave: wave.requested, default=None)
        return FixtureRecord(
            fixture,
            self._result(fixture, window, lambda series: series.kickoff),
            self._result(fixture, window, lambda series: series.alone),
            warm=(largest.requested, largest.distinct + largest.busy) if largest else None,
        )

    def _result(
        self, fixture: Fixture, window: range, account: Callable[[SeriesRecord], AccountSeries]
    ) -> FixtureResult:
        tables = [series for key, series in self.tables.items() if fixture.demand.get(key)]
        functions = [series for key, series in self.functions.items() if fixture.demand.get(key)]

        def refused(some: list[SeriesRecord]) -> float:
            return sum(sum(account(each).refused[window.start : window.stop]) for each in some)

        levels = [(each.desired, account(each).live) for each in tables]
        return FixtureResult(self._margin(fixture, levels), refused(tables), refused(functions))

    def _minute(self, at: datetime) -> int:
        return (at - self.start) // _MINUTE

    def _margin(self, fixture: Fixture, levels: list[tuple[list[int], list[int]]]) -> float | None:
        """Minutes from the instant when all capacity was ready, and stayed ready, to kick-off."""
        opens, kickoff, end = map(self._minute, (fixture.opens, fixture.kickoff, fixture.end))

        def ready(minute: int) -> bool:
            return all(live[minute] >= desired[minute] for desired, live in levels)

        if ready(kickoff):
            held = sum(1 for _ in takewhile(ready, range(kickoff, max(opens, 0) - 1, -1)))
            return held - 1
        known = min(end, *(len(live) for _, live in levels))
        late = next((minute for minute in range(kickoff, known) if ready(minute)), None)
        return None if late is None else kickoff - late
