"""Dimensions with a learned demand: for each tick, and for the daily run."""

from collections.abc import Iterable
from datetime import datetime

from kickoff.calendar import Calendar, DemandSource
from kickoff.forecast.forecaster import HISTORY
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from prescaler.resources.registry import KINDS


def acted_on(calendar: Calendar) -> list[ForecastTarget]:
    """The prescaler's dimensions whose targets have `demand: auto`."""
    dimensions = KINDS.dimensions(calendar)
    auto = [key for key in dimensions if calendar.targets[key.target].demand is DemandSource.AUTO]
    return _targets(calendar, auto)


def learned(calendar: Calendar, at: datetime) -> list[ForecastTarget]:
    """Every dimension that a recent fixture needed, the warmer's too."""
    recent = calendar.fixtures(at - HISTORY, at)
    needed = {key for fixture in recent for key, demand in fixture.demand.items() if demand}
    return _targets(calendar, [key for key in calendar.bounds if key in needed])


def _targets(calendar: Calendar, keys: Iterable[Key]) -> list[ForecastTarget]:
    dimensions = KINDS.dimensions(calendar)
    seconds = {key: KINDS.of(each).metric_seconds for key, each in dimensions.items()}
    return [ForecastTarget(calendar, key, seconds.get(key, 1)) for key in keys]
