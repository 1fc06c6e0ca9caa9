"""Load by the minute. Minutes are whole numbers since the epoch."""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
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
        cls,
        points: Iterable[tuple[datetime, float]],
        start: datetime,
        end: datetime,
        *,
        silent_when_idle: bool,
    ) -> "Loads":
        """Return the loads of one CloudWatch metric in [start, end).

        A minute without a point is unknown, not 0. Two exceptions: between two minutes of 0 it is
        0; and for a metric that is silent when idle it is 0 after the first point, once it is
        settled.
        """
        known = {minute(at): units for at, units in points}
        if not known:
            return cls(minute(start), array("d", [nan]) * (minute(end) - minute(start)))
        idle: set[int] = set()
        if silent_when_idle:
            idle.update(range(min(known), minute(end - _SETTLED)))
        for before, after in pairwise(sorted(known)):
            if known[before] == known[after] == 0:
                idle.update(range(before + 1, after))
        known |= dict.fromkeys(idle - known.keys(), 0.0)
        return cls.of((instant(number), units) for number, units in known.items())

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

    def padded(self, start: int, end: int) -> "array[float]":
        """Return the minutes of [start, end), unknown ones outside the series included."""
        before = array("d", [nan]) * max(min(self.first, end) - start, 0)
        after = array("d", [nan]) * max(end - max(self.end, start), 0)
        return before + self.between(start, end) + after

    def highest(self, start: int, end: int) -> float | None:
        """Return the highest minute of [start, end); None if none is known."""
        return max((units for units in self.between(start, end) if not isnan(units)), default=None)

    def before(self, end: int) -> "Loads":
        """Return the minutes before a minute."""
        return Loads(self.first, self.between(self.first, end))

    def without(self, left_out: Callable[[datetime], bool]) -> "Loads":
        """Return the loads with some minutes unknown."""
        kept = (
            nan if left_out(instant(number)) else units
            for number, units in enumerate(self.values, self.first)
        )
        return Loads(self.first, array("d", kept))
