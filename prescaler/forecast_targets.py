"""The dimensions of a calendar as targets of forecasts."""

from collections.abc import Iterable

from kickoff.calendar import Calendar, DemandSource
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from prescaler.resources.registry import KINDS


def automatic_targets(calendar: Calendar) -> list[ForecastTarget]:
    """Return the prescaler's dimensions whose targets have `demand: auto`."""
    found = (
        KINDS.of_target(name, target)
        for name, target in calendar.targets.items()
        if target.demand is DemandSource.AUTO
    )
    return forecast_targets(calendar, (each.key for own in found for each in own))


def forecast_targets(calendar: Calendar, keys: Iterable[Key]) -> list[ForecastTarget]:
    """Return a target for each key."""
    return [ForecastTarget(calendar, key, _seconds(calendar, key)) for key in keys]


def _seconds(calendar: Calendar, key: Key) -> int:
    """Return the rate of a dimension; that of containers, which are no resource, is 1."""
    dimension = KINDS.dimension(key, calendar.targets[key.target])
    return KINDS.of(dimension).metric_seconds if dimension else 1
