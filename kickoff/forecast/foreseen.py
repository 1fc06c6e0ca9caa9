"""A calendar whose levels at one minute are what is foreseen, the written ones where that fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum

from kickoff.calendar import Calendar
from kickoff.forecast.growth import last_known
from kickoff.forecast.loads import Loads, minute
from kickoff.forecast.outlook import GrowthModel
from kickoff.forecast.steps import Held
from kickoff.forecast.subject import ForecastTarget
from kickoff.timeline import Key, Level

_TICK = timedelta(minutes=1)


class Reason(StrEnum):
    """Why the written numbers hold."""

    MISSING = "forecast_missing"
    STALE = "forecast_stale"
    ABSURD = "forecast_absurd"
    BLIND = "consumption_unknown"


@dataclass(frozen=True, slots=True)
class Fallback:
    """The written numbers hold for a dimension; the message tells a person what to do."""

    reason: Reason
    message: str


@dataclass(frozen=True, slots=True)
class Floor:
    """What the last minute known took of capacity, and the floor it makes."""

    consumed: float
    held: Held


@dataclass(frozen=True, slots=True)
class Foreseen(Calendar):
    """A calendar with floors for one minute, and those of the minute before."""

    now: datetime | None = None
    floors: Mapping[Key, int] = field(default_factory=dict)
    before: Mapping[Key, int] = field(default_factory=dict)

    def levels(self, at: datetime) -> dict[Key, Level]:
        """The level of every dimension; floors keep the fixtures that ask, as the written ones."""
        levels = Calendar.levels(self, at)
        if self.now is None or at not in {self.now, self.now - _TICK}:
            return levels
        floors = self.floors if at == self.now else self.before
        return levels | {key: Level(floor, levels[key].because) for key, floor in floors.items()}


def foreseen(
    calendar: Calendar, now: datetime, floors: Mapping[Key, int], before: Mapping[Key, int]
) -> Foreseen:
    """The calendar with floors."""
    same = {each.name: getattr(calendar, each.name) for each in fields(Calendar)}
    return Foreseen(**same, now=now, floors=floors, before=before)


def floor(
    subject: ForecastTarget,
    outlook: GrowthModel | Fallback,
    loads: Loads,
    held: Held,
    now: datetime,
) -> Floor | Fallback:
    """The floor of one dimension at a minute, or why there is none."""
    name = ".".join(subject.key)
    if isinstance(outlook, Fallback):
        return outlook
    if outlook.is_stale(now):
        message = f"{name}: learned at {outlook.at:%Y-%m-%d %H:%MZ}: look why the daily run failed"
        return Fallback(Reason.STALE, message)
    number = minute(now)
    consumed = last_known(loads, number)
    if consumed is None:
        message = f"{name}: CloudWatch knows no minute of the last ten: it may be late, or denied"
        return Fallback(Reason.BLIND, message)
    step = subject.step(held, consumed, outlook.growths, number)
    return Floor(consumed / subject.rate, step)
