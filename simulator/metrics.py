"""What CloudWatch keeps of tables: sums of each minute, told a while after it is over."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from simulator.throughput import Consumption
from simulator.traffic import TableDimension

_MINUTE = timedelta(minutes=1)
_KEPT = timedelta(days=15)  # as CloudWatch keeps points of one minute
_KINDS = {"read": "Read", "write": "Write"}

Point = tuple[datetime, float]


class TableMetric(NamedTuple):
    """A metric of `AWS/DynamoDB`; that of a table leaves out its indexes (None)."""

    name: str
    table: str
    of_index: str | None = None


class TableMetrics:
    """Consumed units and throttle events of every table and index; a minute without has no point.

    One throttled unit counts as one event.
    """

    def __init__(self, delay: timedelta) -> None:
        self._delay = delay
        self._sums: dict[TableMetric, dict[datetime, float]] = defaultdict(dict)

    def note(self, used: Mapping[TableDimension, Consumption], minute: datetime) -> None:
        """What became of the demand of the minute that began then."""
        for (table, dimension), consumption in used.items():
            index, _, kind = dimension.rpartition(".")
            for name, value in (
                (f"Consumed{_KINDS[kind]}CapacityUnits", consumption.consumed),
                (f"{_KINDS[kind]}ThrottleEvents", consumption.throttled),
            ):
                if value:
                    self._add(TableMetric(name, table, index or None), minute, value)

    def points(
        self, metric: TableMetric, start: datetime, end: datetime, now: datetime
    ) -> list[tuple[datetime, float]]:
        """The minutes that begin in [start, end) and are known by now, newest first."""
        sums = self._sums.get(metric, {})
        last = min(end, now - self._delay - _MINUTE + datetime.resolution)
        return sorted((each for each in sums.items() if start <= each[0] < last), reverse=True)

    def _add(self, metric: TableMetric, minute: datetime, value: float) -> None:
        sums = self._sums[metric]
        oldest = next(iter(sums), minute)
        if minute - oldest > _KEPT:
            del sums[oldest]
        sums[minute] = sums.get(minute, 0) + value


class Published:
    """What applications published of their own: values by metric, dimensions and instant."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, frozenset[tuple[str, str]]], list[Point]] = defaultdict(list)

    def note(self, name: str, dimensions: Mapping[str, str], value: float, at: datetime) -> None:
        """One value, such as a line of EMF brings."""
        self._values[name, frozenset(dimensions.items())].append((at, value))

    def points(
        self, name: str, dimensions: Mapping[str, str], start: datetime, end: datetime
    ) -> list[Point]:
        """Those of [start, end), newest first; none of a metric that nobody published."""
        values = self._values.get((name, frozenset(dimensions.items())), [])
        return sorted((each for each in values if start <= each[0] < end), reverse=True)
