"""Load by the minute. Minutes are whole numbers since the epoch."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isnan, nan

_EPOCH = datetime.fromtimestamp(0, UTC)
_MINUTE = timedelta(minutes=1)
# CloudWatch has the value of a minute by then.
_SETTLED = timedelta(minutes=5)

DAY = 24 * 60
# A longer series is an error: one wrong year would allocate gigabytes.
_LONGEST = 20 * 366 * DAY


def minute(at: datetime) -> int:
    """Return the minute of an instant."""
    return (at - _EPOCH) // _MINUTE


def instant(number: int) -> datetime:
    """Return the first instant of a minute."""
    return _EPOCH + number * _MINUTE


@dataclass(frozen=True, slots=True)
class Loads:
    """Units in each minute from `first` on; NaN is unknown."""

    first: int
    values: "array[float]"

    @classmethod
    def of(cls, rows: Iterable[tuple[datetime, float]]) -> "Loads":
        """Return the loads of rows in any order. Rows of the same minute are added up.

        Raises:
            ValueError: there are no rows, or they span decades.
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
        """Return the loads of one CloudWatch metric in [start, end).

        CloudWatch has no data point for a minute without use. So a minute without point counts as
        0 once it is settled. Minutes before the first point stay unknown: the resource may not
        have existed.
        """
        found = list(points)
        begun = min((at for at, _ in found), default=start)
        settled = range((end - _SETTLED - begun) // _MINUTE)
        return cls.of([*((begun + number * _MINUTE, 0.0) for number in settled), *found])

    @property
    def end(self) -> int:
        """The first minute after the last."""
        return self.first + len(self.values)

    def at(self, number: int) -> float:
        """Return the units of a minute, or NaN."""
        return self.values[number - self.first] if self.first <= number < self.end else nan

    def between(self, start: int, end: int) -> "array[float]":
        """Return the minutes of [start, end) within the series, unknown ones included."""
        return self.values[max(start - self.first, 0) : max(end - self.first, 0)]

    def highest(self, start: int, end: int) -> float | None:
        """Return the highest minute of [start, end); None if none is known."""
        return max((units for units in self.between(start, end) if not isnan(units)), default=None)

    def before(self, end: int) -> "Loads":
        """Return the minutes before a minute."""
        return Loads(self.first, self.between(self.first, end))
