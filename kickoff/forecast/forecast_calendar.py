"""A calendar whose levels at one minute are what is foreseen, the written ones where that fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum

from kickoff.calendar import Calendar
from kickoff.forecast.growth import last_known
from kickoff.forecast.growth_model import GrowthModel
from kickoff.forecast.hysteresis import HeldMinimum
from kickoff.forecast.loads import Loads, minute
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key, Level

_TICK = timedelta(minutes=1)


class FallbackReason(StrEnum):
    """Why the written numbers hold."""

    MISSING = "forecast_missing"
    STALE = "forecast_stale"
    CORRUPT = "forecast_absurd"
    UNKNOWN_CONSUMPTION = "consumption_unknown"


@dataclass(frozen=True, slots=True)
class Fallback:
    """The written numbers hold for a dimension; the message tells a person what to do."""

    reason: FallbackReason
    message: str


@dataclass(frozen=True, slots=True)
class ForecastMinimum:
    """What the last minute known took of capacity, and the floor it makes."""

    consumed: float
    held: HeldMinimum


@dataclass(frozen=True, slots=True)
class ForecastCalendar(Calendar):
    """A calendar with floors for one minute, and those of the minute before."""

    now: datetime | None = None
    minimums: Mapping[Key, int] = field(default_factory=dict)
    before: Mapping[Key, int] = field(default_factory=dict)

    def levels(self, at: datetime) -> dict[Key, Level]:
        """The level of every dimension; floors keep the fixtures that ask, as the written ones."""
        levels = Calendar.levels(self, at)
        if self.now is None or at not in {self.now, self.now - _TICK}:
            return levels
        minimums = self.minimums if at == self.now else self.before
        return levels | {
            key: Level(minimum, levels[key].because) for key, minimum in minimums.items()
        }


def with_minimums(
    calendar: Calendar, now: datetime, minimums: Mapping[Key, int], before: Mapping[Key, int]
) -> ForecastCalendar:
    """The calendar with floors."""
    same = {each.name: getattr(calendar, each.name) for each in fields(Calendar)}
    return ForecastCalendar(**same, now=now, minimums=minimums, before=before)


def forecast_minimum(
    target: ForecastTarget,
    outlook: GrowthModel | Fallback,
    loads: Loads,
    held: HeldMinimum,
    now: datetime,
) -> ForecastMinimum | Fallback:
    """The floor of one dimension at a minute, or why there is none."""
    name = ".".join(target.key)
    if isinstance(outlook, Fallback):
        return outlook
    if outlook.is_stale(now):
        message = f"{name}: learned at {outlook.at:%Y-%m-%d %H:%MZ}: look why the daily run failed"
        return Fallback(FallbackReason.STALE, message)
    number = minute(now)
    consumed = last_known(loads, number)
    if consumed is None:
        message = f"{name}: CloudWatch knows no minute of the last ten: it may be late, or denied"
        return Fallback(FallbackReason.UNKNOWN_CONSUMPTION, message)
    step = target.step(held, consumed, outlook.growths, number)
    return ForecastMinimum(consumed / target.rate, step)
