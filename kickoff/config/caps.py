"""What no calendar may ask for, whoever wrote it: caps set where the functions are deployed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from kickoff.config.calendar import Calendar
from kickoff.config.problems import ConfigError, Problem
from kickoff.prices import PRICES
from kickoff.timeline import Step

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Caps:
    """Of all tables together: capacity units at one instant, US dollars in one UTC day.

    None caps nothing. Containers have a cap already, the concurrency that is free.
    """

    units: int | None = None
    dollars_a_day: float | None = None

    @classmethod
    def named(cls, settings: Mapping[str, str]) -> "Caps":
        """`KICKOFF_MOST_UNITS` and `KICKOFF_MOST_DOLLARS_A_DAY`; empty for none.

        Raises:
            ValueError: one is no number.
        """
        units, dollars = (
            settings.get(f"KICKOFF_MOST_{each}") or None for each in ("UNITS", "DOLLARS_A_DAY")
        )
        return cls(int(units) if units else None, float(dollars) if dollars else None)

    def check(self, calendar: Calendar, location: str) -> None:
        """Raise ConfigError for a calendar that ever asks for more."""
        if self == NO_CAPS:
            return
        start, end = calendar.span()
        steps = [each for each in calendar.steps(_midnight(start), end) if _price(each) is not None]
        problems = [Problem(location, message) for message in self._beyond(steps)]
        if problems:
            raise ConfigError(problems)

    def _beyond(self, steps: list[Step]) -> Iterator[str]:
        units, at = _highest(steps)
        if self.units is not None and units > self.units:
            yield (
                f"all tables together are asked for {units:,} capacity units at "
                f"{at:%Y-%m-%d %H:%MZ}; accepted: {self.units:,}, by the stack (MostUnits)"
            )
        dollars, day = _dearest(steps)
        if self.dollars_a_day is not None and dollars > self.dollars_a_day:
            yield (
                f"all tables together would cost {dollars:,.2f} dollars on {day}; "
                f"accepted: {self.dollars_a_day:,.2f}, by the stack (MostDollarsADay)"
            )


NO_CAPS = Caps()


def _price(step: Step) -> float | None:
    """Dollars a unit and hour; None for what is no capacity of a table."""
    prices = {"read": PRICES.read_unit_hour, "write": PRICES.write_unit_hour}
    return prices.get(step.key.dimension.rpartition(".")[2])


def _highest(steps: Iterable[Step]) -> tuple[int, datetime]:
    """The most units at one instant, and the first such instant."""
    changes: dict[datetime, int] = defaultdict(int)
    for step in steps:
        changes[step.start] += step.level.value
        changes[step.end] -= step.level.value
    total, most, when = 0, 0, datetime.min.replace(tzinfo=UTC)
    for at, change in sorted(changes.items()):
        total += change
        if total > most:
            most, when = total, at
    return most, when


def _dearest(steps: Iterable[Step]) -> tuple[float, date]:
    """The most dollars in one UTC day, and that day."""
    days: dict[date, float] = defaultdict(float)
    for step in steps:
        hourly = step.level.value * (_price(step) or 0)
        for day, hours in _by_day(step.start, step.end):
            days[day] += hourly * hours
    return max(((dollars, day) for day, dollars in days.items()), default=(0.0, date.min))


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _by_day(start: datetime, end: datetime) -> Iterator[tuple[date, float]]:
    """The UTC days of a stretch, each with the hours it has of it."""
    while start < end:
        until = min(_midnight(start) + _DAY, end)
        yield start.date(), (until - start) / _HOUR
        start = until
