"""Learned demand: each minute reads what was learned and corrects it, the daily run learns it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from forecast.foreseen import Fallback, Floor, Reason, floor, foreseen
from forecast.growth import series
from forecast.lesson import Check, Lesson, lessons
from forecast.loads import Loads, instant
from forecast.outlook import Outlook
from forecast.steps import Held
from forecast.subject import Subject
from kickoff.config import Calendar, DemandSource
from kickoff.timeline import Key
from prescaler.adapters.series import HISTORY
from prescaler.crew import Gather, serially
from prescaler.model import Dimension, Failure, Outcome
from prescaler.plan.dimensions import dimensions

_RECENT = timedelta(minutes=15)
_DAY = timedelta(days=1)
# Learned daily: what was read holds for an hour.
_READ_EVERY = timedelta(hours=1)
_SECONDS = 60


class Series(Protocol):
    """What was consumed, by the minute."""

    def read(self, dimension: Dimension, start: datetime, end: datetime) -> Loads:
        """Units of each minute of [start, end); raises Failure."""
        ...


class Outlooks(Protocol):
    """Where what was learned is kept."""

    def recall(self, key: Key) -> Outlook | Fallback | None:
        """What was kept last of a dimension; raises Failure."""
        ...

    def keep(self, key: Key, learned: Outlook) -> None:
        """Keep it; raises Failure."""
        ...


@dataclass(frozen=True, slots=True)
class View:
    """A calendar with what is foreseen of it, and what came of each dimension that asked."""

    calendar: Calendar
    seen: Mapping[Key, Floor | Fallback]


@dataclass(frozen=True, slots=True)
class Learned:
    """Of a dimension: what the daily run learned, and how the last day's fixtures were foreseen."""

    key: Key
    lessons: tuple[Lesson, ...]
    checks: tuple[Check, ...]


@dataclass(slots=True)
class Foresight:
    """Of the dimensions whose targets say `demand: auto`; keeps its steps between ticks."""

    series: Series
    outlooks: Outlooks
    gather: Gather = serially
    held: dict[Key, Held] = field(default_factory=dict)
    known: dict[Key, tuple[datetime, Outlook | Fallback | None]] = field(default_factory=dict)

    def view(self, calendar: Calendar, at: datetime) -> View:
        """The calendar as the tick of a minute should see it."""
        asked = [
            (Subject(calendar, key, _rate(dimension)), dimension)
            for key, dimension in dimensions(calendar).items()
            if calendar.targets[key.target].demand is DemandSource.AUTO
        ]
        found = self.gather(lambda each: self._floor(*each, at), asked)
        seen = {subject.key: each for (subject, _), each in zip(asked, found, strict=True)}
        floors = {key: each.held for key, each in seen.items() if isinstance(each, Floor)}
        if not floors:
            self.held = {}
            return View(calendar, seen)
        before = {key: held.floor for key, held in self.held.items() if key in floors}
        self.held = floors
        now = {key: held.floor for key, held in floors.items()}
        return View(foreseen(calendar, at, now, before), seen)

    def learn(self, calendar: Calendar, at: datetime) -> list[Learned | Outcome]:
        """Learn every dimension that fixtures asked of lately, and keep what was learned."""
        lately = calendar.fixtures(at - HISTORY, at)
        asked = [
            (Subject(calendar, key, _rate(dimension)), dimension)
            for key, dimension in dimensions(calendar).items()
            if any(fixture.demand.get(key) for fixture in lately)
        ]
        return self.gather(lambda each: self._learn(*each, at), asked)

    def _floor(self, subject: Subject, dimension: Dimension, at: datetime) -> Floor | Fallback:
        try:
            outlook = self._outlook(subject.key, at)
            recent = self.series.read(dimension, at - _RECENT, at)
        except Failure as failure:
            return Fallback(Reason.BLIND, f"{'.'.join(subject.key)}: {failure.outcome.message}")
        return floor(subject, outlook, recent, self.held.get(subject.key, Held()), at)

    def _outlook(self, key: Key, at: datetime) -> Outlook | Fallback | None:
        read, outlook = self.known.get(key, (None, None))
        if read is None or outlook is None or at - read >= _READ_EVERY:
            outlook = self.outlooks.recall(key)
            self.known[key] = at, outlook
        return outlook

    def _learn(self, subject: Subject, dimension: Dimension, at: datetime) -> Learned | Outcome:
        try:
            loads = self.series.read(dimension, at - HISTORY, at)
            growths = subject.learn(series(loads, subject.padding))
            self.outlooks.keep(subject.key, Outlook(at, growths))
        except Failure as failure:
            return failure.outcome
        found = tuple(lessons(subject, loads))
        checks = tuple(
            check
            for lesson in found
            for check in lesson.checks
            if at - _DAY < instant(check.closes) <= at
        )
        return Learned(subject.key, found, checks)


def _rate(dimension: Dimension) -> int:
    """Capacity is counted by the second, environments are there or not."""
    return _SECONDS if dimension.service == "dynamodb" else 1
