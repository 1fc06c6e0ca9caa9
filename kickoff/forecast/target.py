"""One dimension of a calendar, as the forecast sees it."""

from array import array
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, nan
from zoneinfo import ZoneInfo

from kickoff.calendar import Calendar
from kickoff.calendar.model.pings import PingSchedule
from kickoff.forecast.examples import AROUND, Example, examples
from kickoff.forecast.growth import Growths, learn
from kickoff.forecast.hysteresis import HEADROOM, HeldMinimum
from kickoff.forecast.loads import Loads, instant
from kickoff.timeline import Fixture, Key, OverMax

_AROUND = timedelta(minutes=AROUND)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ForecastTarget:
    """One dimension of a calendar; a unit of it serves `rate` units of load a minute."""

    calendar: Calendar
    key: Key
    rate: int

    @property
    def padding(self) -> float:
        """What the baseline serves in a minute."""
        return float(max(self.calendar.bounds[self.key].baseline, 1) * self.rate)

    def past(self, start: int, end: int) -> list[Example]:
        """What asked of it in [start, end)."""
        return examples(self.calendar.fixtures(instant(start), instant(end)), self.key)

    def around(self, now: int) -> list[Fixture]:
        """The fixtures that a minute may be of, by the calendar or by running late."""
        at = instant(now)
        near = self.calendar.fixtures(at - _AROUND, at + _AROUND + _MINUTE)
        return [fixture for fixture in near if fixture.demand.get(self.key)]

    def learn(self, growth: Loads) -> Growths:
        """What a series of growth says of every profile."""
        return learn(growth, self.past(growth.first, growth.end), self.padding)

    def step(self, held: HeldMinimum, consumed: float, growths: Growths, now: int) -> HeldMinimum:
        """The floor of a minute, by the units of the last one known."""
        asked = growths.expected(consumed, self.around(now), now)
        return held.after(self.clamp(asked * HEADROOM), self.clamp(consumed), now)

    def clamp(self, asked: float) -> int:
        """Units of capacity for units of load a minute, as far as the calendar lets them go."""
        bounds = self.calendar.bounds[self.key]
        needed = max(ceil(asked / self.rate), bounds.baseline)
        return needed if bounds.over_max is OverMax.RAISE else min(needed, bounds.maximum)


def without_pings(loads: Loads, every: PingSchedule, zone: ZoneInfo) -> Loads:
    """Requests at once, unknown in the minutes of pings, which are requests too."""
    values = array("d", loads.values)
    for number in range(len(values)):
        if every.due(instant(loads.first + number), zone):
            values[number] = nan
    return Loads(loads.first, values)
