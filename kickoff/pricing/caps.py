"""Caps on the capacity and cost of any calendar, set where the functions are deployed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kickoff.calendar.model.base_target import DemandSource
from kickoff.calendar.model.calendar import Calendar
from kickoff.calendar.model.problems import ConfigError, Problem
from kickoff.pricing import spending
from kickoff.timeline import OverMax

# Rules repeat by the week, the month or the year. Later dates are checked when they come nearer:
# each new process checks again.
_HORIZON = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class SpendingCaps:
    """Limits: capacity units of all tables at an instant, US dollars of all targets in a UTC day.

    None is no limit. Warm containers need none: free concurrency already limits them. `region` is
    that of targets without one, for prices.
    """

    units: int | None = None
    dollars_a_day: float | None = None
    region: str | None = None

    @classmethod
    def from_environment(cls, settings: Mapping[str, str]) -> "SpendingCaps":
        """Return the limits of `KICKOFF_MOST_UNITS` and `KICKOFF_MOST_DOLLARS_A_DAY`, if set.

        Raises:
            ValueError: a value is not a number.
        """
        units, dollars = (
            settings.get(f"KICKOFF_MOST_{each}") or None for each in ("UNITS", "DOLLARS_A_DAY")
        )
        return cls(
            int(units) if units else None,
            float(dollars) if dollars else None,
            settings.get("AWS_REGION"),
        )

    def check(self, calendar: Calendar, location: str, now: datetime) -> None:
        """Raise ConfigError if a calendar exceeds a limit on any day from today."""
        if self.units is None and self.dollars_a_day is None:
            return
        priced = calendar.in_region(self.region)
        if problems := [Problem(location, message) for message in self._excesses(priced, now)]:
            raise ConfigError(problems)

    def _excesses(self, calendar: Calendar, now: datetime) -> Iterator[str]:
        yield from _unbounded(calendar)
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        steps = spending.steps(calendar, today, today + _HORIZON)
        learned = any(each.demand is DemandSource.AUTO for each in calendar.targets.values())
        note = "; demand: auto counts as max at all times" if learned else ""
        most = spending.highest_capacity(steps)
        if self.units is not None and most and most.units > self.units:
            yield (
                f"all tables together need {most.units:,} capacity units at "
                f"{most.at:%Y-%m-%d %H:%MZ}; accepted: {self.units:,}, the stack's MostUnits"
                f"{note}"
            )
        if self.dollars_a_day is None:
            return
        yield from _unpriced(calendar)
        bill = spending.most_expensive_day(calendar, steps)
        if bill and bill.total > self.dollars_a_day:
            parts = ", ".join(f"{name} {dollars:,.2f}" for name, dollars in bill.by.items())
            yield (
                f"all targets together would cost {bill.total:,.2f} dollars on {bill.day} "
                f"({parts}); accepted: {self.dollars_a_day:,.2f}, the stack's MostDollarsADay; "
                f"each function counts with {spending.LARGEST_MB:,} MB{note}"
            )


NO_CAPS = SpendingCaps()


def _unpriced(calendar: Calendar) -> Iterator[str]:
    """Yield a message for each target that the cap of dollars does not count."""
    for name, target in calendar.targets.items():
        if not target.priced:
            yield (
                f"{name}: the stack's MostDollarsADay does not count {target.levels}, so it could "
                "not hold; accepted: no such target, or a stack without that cap"
            )


def _unbounded(calendar: Calendar) -> Iterator[str]:
    """Yield a message for each target with learned demand that may exceed max."""
    for name, target in calendar.targets.items():
        if target.demand is DemandSource.AUTO and target.over_max is OverMax.RAISE:
            yield (
                f"{name}: learned demand (demand: auto) has no limit with over_max: raise; "
                "accepted, because the stack has caps: reject or clamp"
            )
