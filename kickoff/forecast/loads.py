"""Consumption by the minute, as it was counted. Minutes are whole numbers since the epoch."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isnan, nan

_EPOCH = datetime.fromtimestamp(0, UTC)
_MINUTE = timedelta(minutes=1)
# CloudWatch has a minute's point by then.
_SETTLED = timedelta(minutes=5)

DAY = 24 * 60
# No load is this long; one row of another century must not ask for gigabytes.
_LONGEST = 20 * 366 * DAY


def minute(at: datetime) -> int:
    """The minute an instant is in."""
    return (at - _EPOCH) // _MINUTE


def instant(number: int) -> datetime:
    """The beginning of a minute."""
    return _EPOCH + number * _MINUTE


@dataclass(frozen=True, slots=True)
class Loads:
    """Units consumed in each minute from `first` on; NaN where nothing is known."""

    first: int
    values: "array[float]"

    @classmethod
    def of(cls, rows: Iterable[tuple[datetime, float]]) -> "Loads":
        """From instants and units, in any order; what was counted twice is added up.

        Raises:
            ValueError: there are none, or they span decades.
        """
        counted: dict[int, float] = {}
        for at, units in rows:
            number = minute(at)
            counted[number] = counted.get(number, 0.0) + units
        if not counted:
            raise ValueError("no minute in it")
        first, last = min(counted), max(counted)
        if last - first > _LONGEST:
            raise ValueError(f"from {instant(first):%Y-%m-%d} to {instant(last):%Y-%m-%d}")
        values = array("d", [nan]) * (last - first + 1)
        for number, units in counted.items():
            values[number - first] = units
        return cls(first, values)

    @classmethod
    def of_metric(
        cls, points: Iterable[tuple[datetime, float]], start: datetime, end: datetime
    ) -> "Loads":
        """From what CloudWatch has of [start, end), of one metric.

        A minute without use has no point. So one without that is old enough had no use, but for
        those before the first point: there may have been nothing to use.
        """
        found = list(points)
        begun = min((at for at, _ in found), default=start)
        old = range((end - _SETTLED - begun) // _MINUTE)
        return cls.of([*((begun + number * _MINUTE, 0.0) for number in old), *found])

    @property
    def end(self) -> int:
        """The first minute after the last."""
        return self.first + len(self.values)

    def at(self, number: int) -> float:
        """The units of one minute, or NaN."""
        return self.values[number - self.first] if self.first <= number < self.end else nan

    def between(self, start: int, end: int) -> "array[float]":
        """The minutes of [start, end) as far as there are any, unknown ones among them."""
        return self.values[max(start - self.first, 0) : max(end - self.first, 0)]

    def highest(self, start: int, end: int) -> float | None:
        """The most in a minute of [start, end); None where none is known."""
        return max((units for units in self.between(start, end) if not isnan(units)), default=None)

    def before(self, end: int) -> "Loads":
        """What was counted before a minute: all that could be known then."""
        return Loads(self.first, self.between(self.first, end))
