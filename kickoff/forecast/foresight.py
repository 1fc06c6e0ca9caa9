"""Learned demand from run to run: a daily one learns and keeps, each minute reads and corrects."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.forecast import outlook
from kickoff.forecast.foreseen import Fallback, Floor, Reason, floor, foreseen
from kickoff.forecast.growth import series
from kickoff.forecast.lesson import Check, ProfileForecast, lessons
from kickoff.forecast.loads import Loads, instant
from kickoff.forecast.outlook import CorruptForecastError, GrowthModel
from kickoff.forecast.steps import Held
from kickoff.forecast.subject import ForecastTarget
from kickoff.timeline import Key

# CloudWatch keeps minutes for so long.
HISTORY = timedelta(days=15)
_RECENT = timedelta(minutes=15)
_DAY = timedelta(days=1)
# Learned daily: what was read holds for an hour.
_READ_EVERY = timedelta(hours=1)
_Made = TypeVar("_Made")

Consumption = Callable[[Key, datetime, datetime], Loads]
"""What was consumed of a dimension in each minute of [start, end); raises Unreadable."""


class Memo(Protocol):
    """Where what was learned is kept; both raise Unreadable."""

    def recall(self, name: str) -> str | None:
        """What was kept last under a name."""
        ...

    def keep(self, name: str, text: str) -> None:
        """Keep a text."""
        ...


class ParallelMap(Protocol):
    """Does something with each of many, and answers in their order."""

    def __call__(
        self, do: Callable[[ForecastTarget], _Made], each: Sequence[ForecastTarget], /
    ) -> Iterable[_Made]:
        """What came of each."""
        ...


@dataclass(frozen=True, slots=True)
class View:
    """A calendar with what is foreseen of it, and what came of each dimension that asked."""

    calendar: Calendar
    seen: Mapping[Key, Floor | Fallback]

    @property
    def fallbacks(self) -> list[Fallback]:
        """Where the written numbers hold."""
        return [each for each in self.seen.values() if isinstance(each, Fallback)]

    def counts(self) -> Iterator[tuple[dict[str, str], dict[str, float]]]:
        """What to publish: each floor beside what was consumed, under its dimensions."""
        for key, seen in self.seen.items():
            if isinstance(seen, Floor):
                yield (
                    {"Target": key.target, "Dimension": key.dimension},
                    {"ForecastCapacity": seen.held.floor, "ConsumedCapacity": seen.consumed},
                )


@dataclass(frozen=True, slots=True)
class Learned:
    """Of a dimension: what the daily run learned, and how the last day's fixtures were foreseen."""

    key: Key
    lessons: tuple[ProfileForecast, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Unlearned:
    """A dimension of which nothing was learned; the message tells a person why."""

    key: Key
    message: str


@dataclass(slots=True)
class Foresight:
    """Keeps its steps, and what it read, between ticks."""

    memo: Memo
    parallel_map: ParallelMap = map
    held: Mapping[Key, Held] = field(default_factory=dict)
    known: dict[Key, tuple[datetime, GrowthModel | Fallback]] = field(default_factory=dict)

    def view(
        self,
        calendar: Calendar,
        subjects: Sequence[ForecastTarget],
        consumed: Consumption,
        at: datetime,
    ) -> View:
        """The calendar as the tick of a minute should see it."""
        found = self.parallel_map(lambda each: self._floor(each, consumed, at), subjects)
        seen = {each.key: one for each, one in zip(subjects, found, strict=True)}
        held = {key: one.held for key, one in seen.items() if isinstance(one, Floor)}
        before = {key: self.held[key].floor for key in held if key in self.held}
        self.held = held
        if not held:
            return View(calendar, seen)
        floors = {key: one.floor for key, one in held.items()}
        return View(foreseen(calendar, at, floors, before), seen)

    def learn(
        self, subjects: Sequence[ForecastTarget], consumed: Consumption, at: datetime
    ) -> list[Learned | Unlearned]:
        """Learn each, and keep what was learned."""
        return list(self.parallel_map(lambda each: self._learn(each, consumed, at), subjects))

    def _floor(
        self, subject: ForecastTarget, consumed: Consumption, at: datetime
    ) -> Floor | Fallback:
        try:
            known = self._outlook(subject.key, at)
            recent = consumed(subject.key, at - _RECENT, at)
        except SourceUnavailableError as fault:
            return Fallback(Reason.BLIND, f"{_name(subject.key)}: {fault}")
        return floor(subject, known, recent, self.held.get(subject.key, Held()), at)

    def _outlook(self, key: Key, at: datetime) -> GrowthModel | Fallback:
        """What was learned; of what is there, another look is had after an hour."""
        read, known = self.known.get(key, (at - _READ_EVERY, None))
        if isinstance(known, GrowthModel) and at - read < _READ_EVERY:
            return known
        fresh = _understood(key, self.memo.recall(_memo(key)))
        self.known[key] = at, fresh
        return fresh

    def _learn(
        self, subject: ForecastTarget, consumed: Consumption, at: datetime
    ) -> Learned | Unlearned:
        try:
            loads = consumed(subject.key, at - HISTORY, at)
            learned = GrowthModel(at, subject.learn(series(loads, subject.padding)))
            self.memo.keep(_memo(subject.key), learned.dumps())
        except SourceUnavailableError as fault:
            return Unlearned(subject.key, f"{_name(subject.key)}: {fault}")
        found = tuple(lessons(subject, loads))
        checks = tuple(
            check
            for lesson in found
            for check in lesson.checks
            if at - _DAY < instant(check.closes) <= at
        )
        return Learned(subject.key, found, checks)


def _understood(key: Key, text: str | None) -> GrowthModel | Fallback:
    if text is None:
        return Fallback(
            Reason.MISSING, f"{_name(key)}: nothing is learned yet; the daily run does so"
        )
    try:
        return outlook.parse(text)
    except CorruptForecastError as fault:
        message = f"{_name(key)}: what is kept is no forecast ({fault}); the daily run replaces it"
        return Fallback(Reason.ABSURD, message)


def _memo(key: Key) -> str:
    return f"forecast|{key.target}|{key.dimension}"


def _name(key: Key) -> str:
    return ".".join(key)
