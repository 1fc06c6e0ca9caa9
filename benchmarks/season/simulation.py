"""A season in three accounts: with the real prescaler, with auto scaling alone, always high.

From two hours before a window opens to three hours after it closes, time advances by the minute.
Between such spans it advances by fifteen minutes. The prescaler ticks at every step.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from kickoff.calendar import Calendar
from kickoff.pricing.prices import DEFAULT_REGION, prices_of
from kickoff.timeline import Fixture, Key
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.day.account import build_account, table_dimensions
from simulator.day.crowd import Crowd
from simulator.delays import Delays
from simulator.lambda_runtime import HandlerRuntime, aws_environment
from simulator.traffic import Traffic
from simulator.transport import InProcessEndpoint, in_process

BEFORE, AFTER = timedelta(hours=2), timedelta(hours=3)
QUIET_STEP = timedelta(minutes=15)
ALONE, HELPED, ALWAYS = "auto scaling alone", "kickoff", "minimum always high"
_LEASE_TABLE = "kickoff-leases"
_HANDLERS = ("prescaler.handler.handler",)
_TIMEOUT_S = 50
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DELAYS = Delays(reaction=timedelta(minutes=3))
_UTILISATION = 70.0


@dataclass(frozen=True, slots=True)
class CalendarEdit:
    """The text of the calendar file from an instant on."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """[start, end) of a season: the edits of its calendar file, and the fixtures as played.

    The prescaler does not run in the `dead` spans.
    """

    start: datetime
    end: datetime
    edits: Sequence[CalendarEdit]
    played: Calendar
    dead: Sequence[tuple[datetime, datetime]] = ()


@dataclass(slots=True)
class FixtureImpact:
    """Minutes unready and units throttled from kick-off to the end of a fixture, by account."""

    unready: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    throttled: dict[str, float] = field(default_factory=lambda: defaultdict(float))


@dataclass(slots=True)
class SeasonRecord:
    """Impact by fixture; dollars and throttled units by account; errors logged or raised."""

    impacts: dict[tuple[str, datetime], FixtureImpact] = field(
        default_factory=lambda: defaultdict(FixtureImpact)
    )
    dollars: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    throttled: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    errors: list[str] = field(default_factory=list)
    ticks: int = 0

    def unready(self, account: str) -> int:
        """Fixture minutes in which a dimension was below its desired level."""
        return sum(impact.unready[account] for impact in self.impacts.values())


class Season:
    """Three accounts under the same load; one of them has the prescaler."""

    def __init__(self, path: Path, scenario: Scenario) -> None:
        self._path, self._scenario = path, scenario
        self._crowd = Crowd()
        self._dimensions = table_dimensions(scenario.played)
        self.clouds = {
            ALONE: self._account(),
            HELPED: self._account(),
            ALWAYS: self._account(self._highest_levels()),
        }
        self.clouds[HELPED].add_table(_LEASE_TABLE, key="lease")
        self.record = SeasonRecord()
        self._edits = list(scenario.edits)

    def run(self) -> SeasonRecord:
        """Simulate the whole season."""
        with self._deployed() as runtime:
            at = self._scenario.start
            while at < self._scenario.end:
                self._edit(at)
                busy = bool(self._scenario.played.fixtures(at - AFTER, at + BEFORE))
                step = _MINUTE if busy else QUIET_STEP
                self._tick(runtime, at)
                self._serve(at, step, busy=busy)
                at += step
        return self.record

    def _account(self, minimums: Mapping[Key, int] | None = None) -> Cloud:
        clock = Clock(self._scenario.start)
        return build_account(self._scenario.played, clock, _DELAYS, _UTILISATION, minimums)

    def _highest_levels(self) -> dict[Key, int]:
        """The highest level of each dimension in the season."""
        highest: dict[Key, int] = defaultdict(int)
        for step in self._scenario.played.steps(self._scenario.start, self._scenario.end):
            highest[step.key] = max(highest[step.key], step.level.value)
        return highest

    @contextmanager
    def _deployed(self) -> Iterator[HandlerRuntime]:
        with (
            aws_environment(KICKOFF_CONFIG=str(self._path), KICKOFF_LEASE_TABLE=_LEASE_TABLE),
            in_process(InProcessEndpoint(self.clouds[HELPED])),
        ):
            yield HandlerRuntime(_HANDLERS, _TIMEOUT_S)

    def _edit(self, at: datetime) -> None:
        while self._edits and self._edits[0].at <= at:
            self._path.write_text(self._edits.pop(0).text, encoding="utf-8")

    def _tick(self, runtime: HandlerRuntime, at: datetime) -> None:
        if any(start <= at < end for start, end in self._scenario.dead):
            return
        output = runtime.invoke({"scheduled_time": f"{at:%Y-%m-%dT%H:%M:%SZ}"})
        self.record.errors += output.error_messages
        self.record.ticks += 1

    def _serve(self, at: datetime, step: timedelta, *, busy: bool) -> None:
        """Serve one minute of load in every account, then advance its clock by a step."""
        calendar = self._scenario.played
        fixtures = calendar.fixtures(at, at + _MINUTE) if busy else []
        demand = self._crowd.load(calendar.bounds, fixtures, at)
        traffic = Traffic({place: demand[key] for key, place in self._dimensions.items()})
        playing = [each for each in fixtures if each.kickoff <= at < each.end]
        levels = calendar.levels(at) if playing else {}
        for name, cloud in self.clouds.items():
            capacity = {key: cloud.capacity(*place) for key, place in self._dimensions.items()}
            per_hour = sum(units * _price(key) for key, units in capacity.items())
            self.record.dollars[name] += per_hour * (step / _HOUR)
            throttled = sum(used.throttled for used in cloud.minute(traffic).units.values())
            self.record.throttled[name] += throttled
            unready = any(capacity[key] < levels[key].value for key in capacity if playing)
            self._note_impact(name, playing, unready=unready, throttled=throttled)
            cloud.advance(at + step)

    def _note_impact(
        self, account: str, playing: Sequence[Fixture], *, unready: bool, throttled: float
    ) -> None:
        for fixture in playing:
            impact = self.record.impacts[fixture.name, fixture.kickoff]
            impact.unready[account] += unready
            impact.throttled[account] += throttled


def _price(key: Key) -> float:
    """Dollars an hour of one unit."""
    return prices_of(DEFAULT_REGION).capacity_cost(key.dimension, _HOUR)
