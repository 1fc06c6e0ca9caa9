"""Whose demand is learned: of what the prescaler raises each minute, of all in the daily run."""

from datetime import datetime

from kickoff.calendar import Calendar, DemandSource, TableTarget
from kickoff.forecast.forecaster import HISTORY
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from prescaler.plan.dimensions import dimensions

_SECONDS = 60


def acted_on(calendar: Calendar) -> list[ForecastTarget]:
    """The prescaler's dimensions whose targets say `demand: auto`."""
    return [
        subject(calendar, key)
        for key in dimensions(calendar)
        if calendar.targets[key.target].demand is DemandSource.AUTO
    ]


def learned(calendar: Calendar, at: datetime) -> list[ForecastTarget]:
    """Every dimension, the warmer's too, that a fixture asked of lately."""
    lately = calendar.fixtures(at - HISTORY, at)
    asked = {key for fixture in lately for key, demand in fixture.demand.items() if demand}
    return [subject(calendar, key) for key in calendar.bounds if key in asked]


def subject(calendar: Calendar, key: Key) -> ForecastTarget:
    """Capacity is counted by the second, environments are there or not."""
    is_table = isinstance(calendar.targets[key.target], TableTarget)
    return ForecastTarget(calendar, key, _SECONDS if is_table else 1)
