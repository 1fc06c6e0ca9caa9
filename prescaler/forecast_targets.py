"""The dimensions of a calendar as targets of forecasts."""

from collections.abc import Iterable

from kickoff.calendar import Calendar, DemandSource
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from prescaler.resources.registry import KINDS


def automatic_targets(calendar: Calendar) -> list[ForecastTarget]:
    """Return the prescaler's dimensions whose targets have `demand: auto`."""
    dimensions = KINDS.dimensions(calendar)
    auto = [key for key in dimensions if calendar.targets[key.target].demand is DemandSource.AUTO]
    return forecast_targets(calendar, auto)


def forecast_targets(calendar: Calendar, keys: Iterable[Key]) -> list[ForecastTarget]:
    """Return a target for each key. The rate of containers, which are no resource, is 1."""
    dimensions = KINDS.dimensions(calendar)
    seconds = {key: KINDS.of(each).metric_seconds for key, each in dimensions.items()}
    return [ForecastTarget(calendar, key, seconds.get(key, 1)) for key in keys]
