"""A season through the real prescaler, beside auto scaling alone and beside a minimum always high.

Busy spans, from two hours before a window opens to three after it closes, are lived minute by
minute; the quiet time between in steps of fifteen, at whose ends the prescaler ticks too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from kickoff.calendar import Calendar, TableTarget
from kickoff.pricing.prices import PRICES
from kickoff.timeline import Fixture, Key
from simulator.account import account
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays
from simulator.lambda_runtime import Output, Runtime, aws_environment
from simulator.load import Crowd
from simulator.traffic import Load, TableDimension
from simulator.transport import Line, in_process

BEFORE, AFTER = timedelta(hours=2), timedelta(hours=3)
QUIET = timedelta(minutes=15)
ALONE, HELPED, ALWAYS = "auto scaling alone", "kickoff", "minimum always high"
_LEASES = "kickoff-leases"
_HANDLER = ("prescaler.handler.handler",)
_TIMEOUT_S = 50
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DELAYS = Delays(reaction=timedelta(minutes=3))
_UTILISATION = 70.0


@dataclass(frozen=True, slots=True)
class Edit:
    """What the calendar's file says from an instant on."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """[start, end) of a season: how its file is edited, and what then really happens (`truth`).

    In the `dead` spans the prescaler does not run.
    """

    start: datetime
    end: datetime
    edits: Sequence[Edit]
    truth: Calendar
    dead: Sequence[tuple[datetime, datetime]] = ()


@dataclass(slots=True)
class Met:
    """What a fixture met from kick-off to its end: minutes unready, units throttled, by account."""

    unready: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    throttled: dict[str, float] = field(default_factory=lambda: defaultdict(float))


@dataclass(slots=True)
class SeasonRecord:
    """Fixtures as they happened, dollars of provisioned capacity by account, errors logged."""

    met: dict[tuple[str, datetime], Met] = field(default_factory=lambda: defaultdict(Met))
    dollars: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    throttled: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    troubles: list[str] = field(default_factory=list)
    ticks: int = 0

    def unready(self, who: str) -> int:
        """Fixture minutes in which something was not there."""
        return sum(met.unready[who] for met in self.met.values())


class Season:
    """Three accounts that meet the same crowd; one has the prescaler."""

    def __init__(self, path: Path, story: Story) -> None:
        self._path, self._story = path, story
        self._crowd = Crowd()
        self._places: dict[Key, TableDimension] = {
            Key(name, dimension): (target.table, dimension)
            for name, target in story.truth.targets.items()
            if isinstance(target, TableTarget)
            for dimension in target.capacities()
        }
        self.clouds = {
            ALONE: self._account(),
            HELPED: self._account(),
            ALWAYS: self._account(self._highest()),
        }
        self.clouds[HELPED].add_table(_LEASES, key="lease")
        self.record = SeasonRecord()
        self._edits = list(story.edits)

    def run(self) -> SeasonRecord:
        """Live through it."""
        with self._deployed() as runtime:
            at = self._story.start
            while at < self._story.end:
                self._edit(at)
                busy = bool(self._story.truth.fixtures(at - AFTER, at + BEFORE))
                step = _MINUTE if busy else QUIET
                self._tick(runtime, at)
                self._live(at, step, busy=busy)
                at += step
        return self.record

    def _account(self, minimums: Mapping[Key, int] | None = None) -> Cloud:
        clock = Clock(self._story.start)
        return account(self._story.truth, clock, _DELAYS, _UTILISATION, minimums)

    def _highest(self) -> dict[Key, int]:
        """The season's highest level of everything."""
        highest: dict[Key, int] = defaultdict(int)
        for step in self._story.truth.steps(self._story.start, self._story.end):
            highest[step.key] = max(highest[step.key], step.level.value)
        return highest

    @contextmanager
    def _deployed(self) -> Iterator[Runtime]:
        with (
            aws_environment(KICKOFF_CONFIG=str(self._path), KICKOFF_LEASE_TABLE=_LEASES),
            in_process(Line(self.clouds[HELPED])),
        ):
            yield Runtime(_HANDLER, _TIMEOUT_S)

    def _edit(self, at: datetime) -> None:
        while self._edits and self._edits[0].at <= at:
            self._path.write_text(self._edits.pop(0).text, encoding="utf-8")

    def _tick(self, runtime: Runtime, at: datetime) -> None:
        if any(start <= at < end for start, end in self._story.dead):
            return
        self._note(runtime.invoke({"scheduled_time": f"{at:%Y-%m-%dT%H:%M:%SZ}"}))
        self.record.ticks += 1

    def _note(self, output: Output) -> None:
        self.record.troubles += [f"{type(error).__name__}: {error}" for error in output.raised]
        errors = (line for line in output.logs if line["level"] == "ERROR")
        self.record.troubles += [str(line["message"]) for line in errors]

    def _live(self, at: datetime, step: timedelta, *, busy: bool) -> None:
        truth = self._story.truth
        fixtures = truth.fixtures(at, at + _MINUTE) if busy else []
        demand = self._crowd.load(truth.bounds, fixtures, at)
        playing = [each for each in fixtures if each.kickoff <= at < each.end]
        wanted = truth.levels(at) if playing else {}
        for who, cloud in self.clouds.items():
            there = {key: cloud.capacity(*place) for key, place in self._places.items()}
            self.record.dollars[who] += sum(units * _price(key) for key, units in there.items()) * (
                step / _HOUR
            )
            served = cloud.minute(Load({place: demand[key] for key, place in self._places.items()}))
            refused = sum(used.throttled for used in served.units.values())
            self.record.throttled[who] += refused
            unready = any(there[key] < wanted[key].value for key in there) if playing else False
            self._suffer(who, playing, unready=unready, refused=refused)
            cloud.advance(at + step)

    def _suffer(
        self, who: str, playing: Sequence[Fixture], *, unready: bool, refused: float
    ) -> None:
        for fixture in playing:
            met = self.record.met[fixture.name, fixture.kickoff]
            met.unready[who] += unready
            met.throttled[who] += refused


def _price(key: Key) -> float:
    """Dollars of a unit for an hour."""
    reads = key.dimension.rpartition(".")[2] == "read"
    return PRICES.read_unit_hour if reads else PRICES.write_unit_hour
