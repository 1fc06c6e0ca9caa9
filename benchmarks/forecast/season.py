"""The daily run for many dimensions, each with a weekly match of a season in its archive."""

import resource
import time
from array import array
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from random import Random

from benchmarks.forecast.calendars import calendar_of
from kickoff.calendar import Calendar
from kickoff.forecast.forecaster import DemandForecaster, LearnedDimension
from kickoff.forecast.loads import Loads, minute
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key

LEARNED, _WEEKS = 200, 40
_START = datetime(2026, 1, 5, tzinfo=UTC)
_END = _START + timedelta(weeks=_WEEKS)
_KICKOFF = timedelta(days=5, hours=15)
_WEEK = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class SeasonCost:
    """CPU seconds and peak megabytes of a process that learns all dimensions once."""

    seconds: float
    megabytes: float


def measure_season() -> SeasonCost:
    """Learn in a process of its own, whose peak memory counts."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_learn_all).result()


@dataclass(slots=True)
class _Texts:
    """A store in memory."""

    texts: dict[str, str] = field(default_factory=dict)

    def recall(self, name: str) -> str | None:
        return self.texts.get(name)

    def keep(self, name: str, text: str) -> None:
        self.texts[name] = text


def _learn_all() -> SeasonCost:
    calendar, store = _calendar(), _Texts()
    targets = [ForecastTarget(calendar, Key(name, "read"), 60) for name in calendar.targets]
    loads = _loads()
    season = targets[0].archived(loads)
    forecaster = DemandForecaster(store)
    for target in targets:
        forecaster.keep(target.key, season)
    first = minute(_END - timedelta(days=15))
    recent = Loads(first, loads.between(first, loads.end))

    def read(key: Key, start: datetime, end: datetime, /, *, period: int = 1) -> Loads:  # noqa: ARG001 (the interface)
        return recent

    before = time.process_time()
    learned = forecaster.learn(targets, read, _END)
    seconds = time.process_time() - before
    assert all(isinstance(each, LearnedDimension) for each in learned)
    return SeasonCost(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _calendar() -> Calendar:
    weeks = range(_WEEKS + 4)
    return calendar_of(LEARNED, (_START + _KICKOFF + timedelta(weeks=week) for week in weeks))


def _loads() -> Loads:
    random, values = Random(1998), array("d")  # noqa: S311 (noise)
    for number in range(_WEEKS * _WEEK):
        since = number % _WEEK - _KICKOFF // timedelta(minutes=1)
        crowd = 5 * min(since, 60) / 60 if 0 <= since < 120 else 0  # noqa: PLR2004 (minutes)
        values.append(6000 * (1.3 + crowd) * random.uniform(0.9, 1.1))
    return Loads(minute(_START), values)
