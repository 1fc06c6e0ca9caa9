"""Learned demand from run to run: a daily one learns and keeps, each minute reads and corrects."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.forecast import growth_model
from kickoff.forecast.forecast_calendar import (
    Fallback,
    FallbackReason,
    ForecastMinimum,
    forecast_minimum,
    with_minimums,
)
from kickoff.forecast.growth import series
from kickoff.forecast.growth_model import CorruptForecastError, GrowthModel
from kickoff.forecast.hysteresis import HeldMinimum
from kickoff.forecast.loads import Loads, instant
from kickoff.forecast.profile_forecast import PeakCheck, ProfileForecast, profile_forecasts
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key

# CloudWatch keeps minutes for so long.
HISTORY = timedelta(days=15)
_RECENT = timedelta(minutes=15)
_DAY = timedelta(days=1)
# Learned daily: what was read holds for an hour.
_READ_EVERY = timedelta(hours=1)
_Made = TypeVar("_Made")

ReadLoads = Callable[[Key, datetime, datetime], Loads]
"""What was consumed of a dimension in each minute of [start, end); raises Unreadable."""


class KeyValueStore(Protocol):
    """Where what was learned is kept; both raise Unreadable."""

    def recall(self, name: str) -> str | None:
        """What was kept last under a name."""
        ...

    def keep(self, name: str, text: str) -> None:
        """Keep a text."""
        ...


class TargetMap(Protocol):
    """Does something with each of many, and answers in their order."""

    def __call__(
        self, do: Callable[[ForecastTarget], _Made], each: Sequence[ForecastTarget], /
    ) -> Iterable[_Made]:
        """What came of each."""
        ...


@dataclass(frozen=True, slots=True)
class CalendarForecast:
    """A calendar with what is foreseen of it, and what came of each dimension that asked."""

    calendar: Calendar
    minimums: Mapping[Key, ForecastMinimum | Fallback]

    @property
    def fallbacks(self) -> list[Fallback]:
        """Where the written numbers hold."""
        return [each for each in self.minimums.values() if isinstance(each, Fallback)]

    def metrics(self) -> Iterator[tuple[dict[str, str], dict[str, float]]]:
        """What to publish: each floor beside what was consumed, under its dimensions."""
        for key, seen in self.minimums.items():
            if isinstance(seen, ForecastMinimum):
                yield (
                    {"Target": key.target, "Dimension": key.dimension},
                    {"ForecastCapacity": seen.held.minimum, "ConsumedCapacity": seen.consumed},
                )


@dataclass(frozen=True, slots=True)
class LearnedDimension:
    """Of a dimension: what the daily run learned, and how the last day's fixtures were foreseen."""

    key: Key
    profiles: tuple[ProfileForecast, ...]
    checks: tuple[PeakCheck, ...]


@dataclass(frozen=True, slots=True)
class LearningFailure:
    """A dimension of which nothing was learned; the message tells a person why."""

    key: Key
    message: str


@dataclass(slots=True)
class DemandForecaster:
    """Keeps its steps, and what it read, between ticks."""

    store: KeyValueStore
    parallel_map: TargetMap = map
    held: Mapping[Key, HeldMinimum] = field(default_factory=dict)
    known: dict[Key, tuple[datetime, GrowthModel | Fallback]] = field(default_factory=dict)

    def forecast(
        self,
        calendar: Calendar,
        targets: Sequence[ForecastTarget],
        consumed: ReadLoads,
        at: datetime,
    ) -> CalendarForecast:
        """The calendar as the tick of a minute should see it."""
        found = self.parallel_map(lambda each: self._floor(each, consumed, at), targets)
        seen = {each.key: one for each, one in zip(targets, found, strict=True)}
        held = {key: one.held for key, one in seen.items() if isinstance(one, ForecastMinimum)}
        before = {key: self.held[key].minimum for key in held if key in self.held}
        self.held = held
        if not held:
            return CalendarForecast(calendar, seen)
        floors = {key: one.minimum for key, one in held.items()}
        return CalendarForecast(with_minimums(calendar, at, floors, before), seen)

    def learn(
        self, targets: Sequence[ForecastTarget], consumed: ReadLoads, at: datetime
    ) -> list[LearnedDimension | LearningFailure]:
        """Learn each, and keep what was learned."""
        return list(self.parallel_map(lambda each: self._learn(each, consumed, at), targets))

    def _floor(
        self, target: ForecastTarget, consumed: ReadLoads, at: datetime
    ) -> ForecastMinimum | Fallback:
        try:
            known = self._outlook(target.key, at)
            recent = consumed(target.key, at - _RECENT, at)
        except SourceUnavailableError as fault:
            return Fallback(FallbackReason.UNKNOWN_CONSUMPTION, f"{_name(target.key)}: {fault}")
        return forecast_minimum(target, known, recent, self.held.get(target.key, HeldMinimum()), at)

    def _outlook(self, key: Key, at: datetime) -> GrowthModel | Fallback:
        """What was learned; of what is there, another look is had after an hour."""
        read, known = self.known.get(key, (at - _READ_EVERY, None))
        if isinstance(known, GrowthModel) and at - read < _READ_EVERY:
            return known
        fresh = _understood(key, self.store.recall(_store_key(key)))
        self.known[key] = at, fresh
        return fresh

    def _learn(
        self, target: ForecastTarget, consumed: ReadLoads, at: datetime
    ) -> LearnedDimension | LearningFailure:
        try:
            loads = consumed(target.key, at - HISTORY, at)
            learned = GrowthModel(at, target.learn(series(loads, target.padding)))
            self.store.keep(_store_key(target.key), learned.dumps())
        except SourceUnavailableError as fault:
            return LearningFailure(target.key, f"{_name(target.key)}: {fault}")
        found = tuple(profile_forecasts(target, loads))
        checks = tuple(
            check
            for lesson in found
            for check in lesson.checks
            if at - _DAY < instant(check.closes) <= at
        )
        return LearnedDimension(target.key, found, checks)


def _understood(key: Key, text: str | None) -> GrowthModel | Fallback:
    if text is None:
        return Fallback(
            FallbackReason.MISSING, f"{_name(key)}: nothing is learned yet; the daily run does so"
        )
    try:
        return growth_model.parse(text)
    except CorruptForecastError as fault:
        message = f"{_name(key)}: what is kept is no forecast ({fault}); the daily run replaces it"
        return Fallback(FallbackReason.CORRUPT, message)


def _store_key(key: Key) -> str:
    return f"forecast|{key.target}|{key.dimension}"


def _name(key: Key) -> str:
    return ".".join(key)
