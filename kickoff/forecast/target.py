"""One dimension of a calendar, as the forecast uses it."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from kickoff.calendar import Calendar
from kickoff.forecast.examples import MARGIN, Example, examples
from kickoff.forecast.growth import Growths, learn
from kickoff.forecast.hysteresis import HEADROOM, HeldMinimum
from kickoff.forecast.loads import Loads, instant
from kickoff.timeline import Fixture, Key, OverMax

_MARGIN = timedelta(minutes=MARGIN)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ForecastTarget:
    """One dimension of a calendar. One capacity unit serves `rate` units of load a minute."""

    calendar: Calendar
    key: Key
    rate: int

    @property
    def padding(self) -> float:
        """The load that the baseline serves in a minute."""
        return float(max(self.calendar.bounds[self.key].baseline, 1) * self.rate)

    def past(self, start: int, end: int) -> list[Example]:
        """Return the kick-offs with a demand on it in [start, end)."""
        return examples(self.calendar.fixtures(instant(start), instant(end)), self.key)

    def around(self, now: int) -> list[Fixture]:
        """Return the fixtures that may be running in a minute; a fixture can run late."""
        at = instant(now)
        near = self.calendar.fixtures(at - _MARGIN, at + _MARGIN + _MINUTE)
        return [each for each in near if each.demand.get(self.key) and not each.sets_level]

    def learn(self, growth: Loads) -> Growths:
        """Learn the growth of every profile from a series of growth."""
        return learn(growth, self.past(growth.first, growth.end), self.padding)

    def step(self, held: HeldMinimum, consumed: float, growths: Growths, now: int) -> HeldMinimum:
        """Return the minimum of a minute, from the units of the last known one."""
        expected = growths.expected(consumed, self.around(now), now)
        return held.after(self.clamp(expected * HEADROOM), self.clamp(consumed), now)

    def clamp(self, load: float) -> int:
        """Return the capacity for a load a minute, within the calendar's bounds."""
        bounds = self.calendar.bounds[self.key]
        needed = max(ceil(load / self.rate), bounds.baseline)
        return needed if bounds.over_max is OverMax.RAISE else min(needed, bounds.maximum)
