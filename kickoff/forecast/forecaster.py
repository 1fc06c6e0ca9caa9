"""Forecasts across runs: a daily run learns and stores, each minute reads and applies.

The daily run keeps the recordings of past fixtures in an archive for each dimension. Without one,
the first run also records what CloudWatch still has by five minutes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.forecast import archive, growth_model
from kickoff.forecast.archive import RecordingArchive
from kickoff.forecast.calibration import Calibration, calibration
from kickoff.forecast.forecast_calendar import (
    Fallback,
    FallbackReason,
    ForecastMinimum,
    forecast_minimum,
    with_minimums,
)
from kickoff.forecast.growth import STALE, last_known
from kickoff.forecast.growth_model import GrowthModel
from kickoff.forecast.hysteresis import HeldMinimum
from kickoff.forecast.loads import Loads, instant, minute
from kickoff.forecast.profile_forecast import PeakCheck, ProfileForecast, profile_forecasts
from kickoff.forecast.stored_text import CorruptForecastError, NewerForecastError
from kickoff.forecast.target import ForecastTarget
from kickoff.retention import FIVE_MINUTES_READABLE, MINUTES_READABLE
from kickoff.timeline import Key

HISTORY = MINUTES_READABLE
_COARSE_HISTORY, _COARSE_MINUTES = FIVE_MINUTES_READABLE, 5
RECENT = timedelta(minutes=15)
# Read if nothing is known of the last minutes.
_LATE = timedelta(minutes=STALE)
_DAY = timedelta(days=1)
# Models change daily, so a model is cached for an hour.
_CACHE = timedelta(hours=1)
_NOTHING_KNOWN = (
    "CloudWatch has no consumption of any past fixture, so nothing is learned and the written "
    "demand counts: check the table or function, and the region"
)
_Made = TypeVar("_Made")


class ReadLoads(Protocol):
    """Reads the consumption of a dimension."""

    def __call__(self, key: Key, start: datetime, end: datetime, /, *, period: int = 1) -> Loads:
        """Return the units of each minute in [start, end).

        CloudWatch keeps means of five minutes longer than minutes: `period` is 1 or 5.

        Raises:
            SourceUnavailableError: the source did not answer.
        """


class KeyValueStore(Protocol):
    """Texts by name. Both methods raise SourceUnavailableError."""

    def recall(self, name: str) -> str | None:
        """Return the text of a name; None if there is none."""

    def keep(self, name: str, text: str) -> None:
        """Store a text under a name."""


class TargetMap(Protocol):
    """Calls a function for each target, possibly in parallel."""

    def __call__(
        self, do: Callable[[ForecastTarget], _Made], each: Sequence[ForecastTarget], /
    ) -> Iterable[_Made]:
        """Return the results in the order of the targets."""


@dataclass(frozen=True, slots=True)
class CalendarForecast:
    """A calendar with forecast minimums, and the result for each forecast dimension."""

    calendar: Calendar
    minimums: Mapping[Key, ForecastMinimum | Fallback]

    @property
    def fallbacks(self) -> list[Fallback]:
        """The dimensions that use written levels."""
        return [each for each in self.minimums.values() if isinstance(each, Fallback)]

    def metrics(self) -> Iterator[tuple[dict[str, str], dict[str, float]]]:
        """Yield the metrics of each forecast minimum: their dimensions and their counts."""
        for key, each in self.minimums.items():
            if isinstance(each, ForecastMinimum):
                yield (
                    {"Target": key.target, "Dimension": key.dimension},
                    {"ForecastCapacity": each.held.minimum, "ConsumedCapacity": each.consumed},
                )


@dataclass(frozen=True, slots=True)
class LearnedDimension:
    """The daily run's result for a dimension; `checks` are the last day's kick-offs.

    `archived` is the number of past kick-offs in the archive. `calibrations` are by profile. `note`
    is set if the archive was corrupt and is started anew.
    """

    key: Key
    profiles: tuple[ProfileForecast, ...]
    checks: tuple[PeakCheck, ...]
    archived: int
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class LearningFailure:
    """A dimension without a result; the message gives the cause."""

    key: Key
    message: str


@dataclass(slots=True)
class DemandForecaster:
    """Learns and applies growth. Keeps the last minimums and the models between ticks."""

    store: KeyValueStore
    parallel_map: TargetMap = map
    held: Mapping[Key, HeldMinimum] = field(default_factory=dict)
    models: dict[Key, tuple[datetime, GrowthModel | Fallback]] = field(default_factory=dict)

    def forecast(
        self, calendar: Calendar, targets: Sequence[ForecastTarget], read: ReadLoads, at: datetime
    ) -> CalendarForecast:
        """Return the calendar with forecast minimums for the tick of a minute."""
        found = self.parallel_map(lambda each: self._minimum(each, read, at), targets)
        minimums = {each.key: result for each, result in zip(targets, found, strict=True)}
        held = {
            key: each.held for key, each in minimums.items() if isinstance(each, ForecastMinimum)
        }
        before = {key: self.held[key].minimum for key in held if key in self.held}
        self.held = held
        if not held:
            return CalendarForecast(calendar, minimums)
        values = {key: each.minimum for key, each in held.items()}
        return CalendarForecast(with_minimums(calendar, at, values, before), minimums)

    def learn(
        self, targets: Sequence[ForecastTarget], read: ReadLoads, at: datetime
    ) -> list[LearnedDimension | LearningFailure]:
        """Learn the growth of each target, and store it."""
        return list(self.parallel_map(lambda each: self._learn(each, read, at), targets))

    def _minimum(
        self, target: ForecastTarget, read: ReadLoads, at: datetime
    ) -> ForecastMinimum | Fallback:
        try:
            model = self.model(target.key, at)
            recent = read(target.key, at - RECENT, at)
            if last_known(recent, minute(at)) is None:
                recent = read(target.key, at - _LATE, at)
        except SourceUnavailableError as error:
            return Fallback(FallbackReason.UNKNOWN_CONSUMPTION, f"{_name(target.key)}: {error}")
        held = self.held.get(target.key, HeldMinimum())
        return forecast_minimum(target, model, recent, held, at)

    def model(self, key: Key, at: datetime) -> GrowthModel | Fallback:
        """Return the stored model, cached for one hour. A fallback is not cached.

        Raises:
            SourceUnavailableError: the store did not answer.
        """
        read, model = self.models.get(key, (at - _CACHE, None))
        if isinstance(model, GrowthModel) and at - read < _CACHE:
            return model
        fresh = _parsed(key, self.store.recall(_store_key(key)))
        self.models[key] = at, fresh
        return fresh

    def _learn(
        self, target: ForecastTarget, read: ReadLoads, at: datetime
    ) -> LearnedDimension | LearningFailure:
        try:
            known, note = self._archive(target.key)
            loads = read(target.key, at - HISTORY, at)
            earlier = at - _COARSE_HISTORY, at - HISTORY
            if not known.recordings and target.past(*map(minute, earlier)):
                coarse = read(target.key, *earlier, period=_COARSE_MINUTES)
                known = target.archived(coarse, period=_COARSE_MINUTES)
            before = known
            known = target.archived(loads, known)
            model = GrowthModel(at, target.learn(loads, known))
            if model.growths.is_empty:
                if not target.past(minute(at - HISTORY), minute(at)):
                    return LearnedDimension(target.key, (), (), 0, note=note)
                return LearningFailure(target.key, f"{_name(target.key)}: {_NOTHING_KNOWN}")
            if list(map(id, known.recordings)) != list(map(id, before.recordings)):
                self.keep(target.key, known)
            self.store.keep(_store_key(target.key), model.dumps())
        except SourceUnavailableError as error:
            return LearningFailure(target.key, f"{_name(target.key)}: {error}")
        profiles = tuple(profile_forecasts(target, known.recordings, at))
        checks = tuple(
            check
            for each in profiles
            for check in each.checks
            if at - _DAY < instant(check.closes) <= at
        )
        calibrations = {each.profile: calibration(target, each) for each in profiles}
        archived = len(known.recordings)
        return LearnedDimension(target.key, profiles, checks, archived, calibrations, note)

    def archive(self, key: Key) -> RecordingArchive:
        """Return the archive of a dimension; a corrupt one is empty.

        Raises:
            SourceUnavailableError: the store did not answer, or a newer kickoff wrote the archive.
        """
        return self._archive(key)[0]

    def keep(self, key: Key, known: RecordingArchive) -> None:
        """Store the archive of a dimension.

        Raises:
            SourceUnavailableError: the store did not answer.
        """
        self.store.keep(_archive_key(key), known.dumps())

    def _archive(self, key: Key) -> tuple[RecordingArchive, str]:
        """Return the archive, and a note if it is corrupt."""
        text = self.store.recall(_archive_key(key))
        if text is None:
            return RecordingArchive(), ""
        try:
            return archive.parse(text), ""
        except NewerForecastError as error:
            message = f"{_name(key)}: the archive of past fixtures: {error}; upgrade this kickoff"
            raise SourceUnavailableError(message) from error
        except CorruptForecastError as error:
            note = f"{_name(key)}: the archive of past fixtures is corrupt ({error}), and empty now"
            return RecordingArchive(), note


def _parsed(key: Key, text: str | None) -> GrowthModel | Fallback:
    if text is None:
        message = f"{_name(key)}: no forecast is stored yet; the daily learning run stores one"
        return Fallback(FallbackReason.MISSING, message)
    try:
        return growth_model.parse(text)
    except CorruptForecastError as error:
        message = (
            f"{_name(key)}: the stored forecast cannot be used ({error}); the daily run replaces it"
        )
        return Fallback(FallbackReason.CORRUPT, message)


def _store_key(key: Key) -> str:
    return f"forecast|{key.target}|{key.dimension}"


def _archive_key(key: Key) -> str:
    return f"recordings|{key.target}|{key.dimension}"


def _name(key: Key) -> str:
    return ".".join(key)
