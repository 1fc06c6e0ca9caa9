"""A calendar with forecast minimums for one minute; written levels where a forecast fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum

from kickoff import timeline
from kickoff.calendar import Calendar
from kickoff.forecast.growth import last_known
from kickoff.forecast.growth_model import GrowthModel
from kickoff.forecast.hysteresis import HeldMinimum
from kickoff.forecast.loads import Loads, minute
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key, Level

_TICK = timedelta(minutes=1)


class FallbackReason(StrEnum):
    """The reason why written levels are used."""

    MISSING = "forecast_missing"
    STALE = "forecast_stale"
    CORRUPT = "forecast_absurd"
    UNKNOWN_CONSUMPTION = "consumption_unknown"


@dataclass(frozen=True, slots=True)
class Fallback:
    """The written levels are used for a dimension; the message says what to do."""

    reason: FallbackReason
    message: str


@dataclass(frozen=True, slots=True)
class ForecastMinimum:
    """The forecast minimum of a dimension, and the consumption of the last known minute."""

    consumed: float
    held: HeldMinimum


@dataclass(frozen=True, slots=True)
class ForecastCalendar(Calendar):
    """A calendar with the minimums of the minute `now`, and of the minute before it."""

    now: datetime | None = None
    minimums: Mapping[Key, int] = field(default_factory=dict)
    before: Mapping[Key, int] = field(default_factory=dict)

    def levels(self, at: datetime) -> dict[Key, Level]:
        """Return the level of every dimension. A forecast level keeps its fixtures.

        It is never below a level that a fixture sets.
        """
        levels = Calendar.levels(self, at)
        if self.now is None or at not in {self.now, self.now - _TICK}:
            return levels
        minimums = self.minimums if at == self.now else self.before
        setting = [each for each in self.fixtures(at, at + datetime.resolution) if each.sets_level]
        least = timeline.levels({key: self.bounds[key] for key in minimums}, setting, at)
        return levels | {
            key: Level(max(minimum, least[key].value), levels[key].because)
            for key, minimum in minimums.items()
        }


def with_minimums(
    calendar: Calendar, now: datetime, minimums: Mapping[Key, int], before: Mapping[Key, int]
) -> ForecastCalendar:
    """Return a calendar with forecast minimums."""
    same = {each.name: getattr(calendar, each.name) for each in fields(Calendar)}
    return ForecastCalendar(**same, now=now, minimums=minimums, before=before)


def forecast_minimum(
    target: ForecastTarget,
    model: GrowthModel | Fallback,
    loads: Loads,
    held: HeldMinimum,
    now: datetime,
) -> ForecastMinimum | Fallback:
    """Return the minimum of one dimension at a minute, or the reason for the written level."""
    name = ".".join(target.key)
    if isinstance(model, Fallback):
        return model
    if model.growths.is_empty:
        message = f"{name}: no past fixture was seen, so nothing is learned"
        return Fallback(FallbackReason.MISSING, message)
    if model.is_stale(now):
        message = f"{name}: learned at {model.at:%Y-%m-%d %H:%MZ}; check the daily learning run"
        return Fallback(FallbackReason.STALE, message)
    number = minute(now)
    known = last_known(loads, number)
    if known is None:
        message = f"{name}: CloudWatch has nothing of the last hour: late, or access is denied"
        return Fallback(FallbackReason.UNKNOWN_CONSUMPTION, message)
    step = target.step(held, known, model.growths, number)
    return ForecastMinimum(known.units / target.rate, step)
