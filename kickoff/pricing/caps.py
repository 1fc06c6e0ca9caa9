"""What no calendar may ask for, whoever wrote it: caps set where the functions are deployed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kickoff.calendar.model.calendar import Calendar
from kickoff.calendar.model.problems import ConfigError, Problem
from kickoff.calendar.model.targets import DemandSource
from kickoff.pricing import spending
from kickoff.timeline import OverMax

# Rules repeat by the week, the month or the year. What is dated later is seen when it comes nearer:
# each process looks anew.
_LOOKED_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class SpendingCaps:
    """Capacity units of all tables at one instant, US dollars of all targets in one UTC day.

    None caps nothing. Containers at once have a cap already, the concurrency that is free.
    """

    units: int | None = None
    dollars_a_day: float | None = None

    @classmethod
    def named(cls, settings: Mapping[str, str]) -> "SpendingCaps":
        """`KICKOFF_MOST_UNITS` and `KICKOFF_MOST_DOLLARS_A_DAY`; empty for none.

        Raises:
            ValueError: one is no number.
        """
        units, dollars = (
            settings.get(f"KICKOFF_MOST_{each}") or None for each in ("UNITS", "DOLLARS_A_DAY")
        )
        return cls(int(units) if units else None, float(dollars) if dollars else None)

    def check(self, calendar: Calendar, location: str, now: datetime) -> None:
        """Raise ConfigError for a calendar that asks for more, from today on."""
        if self == NO_CAPS:
            return
        if problems := [Problem(location, message) for message in self._beyond(calendar, now)]:
            raise ConfigError(problems)

    def _beyond(self, calendar: Calendar, now: datetime) -> Iterator[str]:
        yield from _boundless(calendar)
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        steps = spending.steps(calendar, today, today + _LOOKED_AHEAD)
        learned = any(each.demand is DemandSource.AUTO for each in calendar.targets.values())
        how = "; demand: auto counts as max at all times" if learned else ""
        most = spending.highest_capacity(steps)
        if self.units is not None and most and most.units > self.units:
            yield (
                f"all tables together are asked for {most.units:,} capacity units at "
                f"{most.at:%Y-%m-%d %H:%MZ}; accepted: {self.units:,}, by the stack (MostUnits)"
                f"{how}"
            )
        if self.dollars_a_day is None:
            return
        bill = spending.most_expensive_day(calendar, steps)
        if bill and bill.total > self.dollars_a_day:
            parts = ", ".join(f"{name} {dollars:,.2f}" for name, dollars in bill.by.items())
            yield (
                f"all targets together would cost {bill.total:,.2f} dollars on {bill.day} "
                f"({parts}); accepted: {self.dollars_a_day:,.2f}, by the stack (MostDollarsADay); "
                f"a function counts as one of {spending.LARGEST_MB:,} MB{how}"
            )


NO_CAPS = SpendingCaps()


def _boundless(calendar: Calendar) -> Iterator[str]:
    """Targets whose demand is learned, and may go above max."""
    for name, target in calendar.targets.items():
        if target.demand is DemandSource.AUTO and target.over_max is OverMax.RAISE:
            yield (
                f"{name}: what is learned (demand: auto) has no bound under over_max: raise; "
                "accepted, by the stack's caps: reject or clamp"
            )
