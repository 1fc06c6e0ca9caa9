"""CloudWatch: metrics of tables, of functions, and of applications, as values by minute."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from simulator.dynamodb.throughput import UnitsServed

_MINUTE = timedelta(minutes=1)
_KEPT = timedelta(days=15)  # as CloudWatch keeps points of one minute
_USAGE_KEPT = timedelta(hours=3)
_KINDS = {"read": "Read", "write": "Write"}

Point = tuple[datetime, float]
"""The start of a minute, or the instant of a published value; and the value."""
TableDimension = tuple[str, str]
"""A table and its dimension: `("prices", "by-fixture.write")`."""


class TableMetric(NamedTuple):
    """A metric of `AWS/DynamoDB`: of an index, or of the table without its indexes (None)."""

    name: str
    table: str
    of_index: str | None = None


class TableMetrics:
    """Sums of each minute: consumed units and throttle events of tables and indexes.

    A minute without a value has no point. One throttled unit counts as one event.
    """

    def __init__(self, delay: timedelta) -> None:
        """`delay` is the time from the end of a minute until its point is available."""
        self._delay = delay
        self._sums: dict[TableMetric, dict[datetime, float]] = defaultdict(dict)

    def note(self, served: Mapping[TableDimension, UnitsServed], minute: datetime) -> None:
        """Add the units of the minute that began at an instant."""
        for (table, dimension), units in served.items():
            index, _, kind = dimension.rpartition(".")
            for name, value in (
                (f"Consumed{_KINDS[kind]}CapacityUnits", units.consumed),
                (f"{_KINDS[kind]}ThrottleEvents", units.throttled),
            ):
                if value:
                    self._add(TableMetric(name, table, index or None), minute, value)

    def points(
        self, metric: TableMetric, start: datetime, end: datetime, now: datetime
    ) -> list[Point]:
        """Available minutes that begin in [start, end), newest first."""
        sums = self._sums.get(metric, {})
        last = min(end, now - self._delay - _MINUTE + datetime.resolution)
        return sorted((each for each in sums.items() if start <= each[0] < last), reverse=True)

    def _add(self, metric: TableMetric, minute: datetime, value: float) -> None:
        sums = self._sums[metric]
        oldest = next(iter(sums), minute)
        if minute - oldest > _KEPT:
            del sums[oldest]
        sums[minute] = sums.get(minute, 0) + value


class LambdaMetric(NamedTuple):
    """A metric of `AWS/Lambda`; `resource` is `name` or `name:alias`, None for the account."""

    metric: str
    function: str | None = None
    resource: str | None = None


class LambdaMetrics:
    """Peak concurrency and throttles of each minute; a minute without a request has no point."""

    def __init__(self) -> None:
        self._values: dict[LambdaMetric, dict[datetime, int]] = defaultdict(dict)

    def note(self, metric: LambdaMetric, concurrency: int, now: datetime) -> None:
        """Record a concurrency; the highest of a minute counts."""
        minutes, minute = self._at(metric, now)
        minutes[minute] = max(minutes[minute], concurrency)

    def count(self, metric: LambdaMetric, throttled: int, now: datetime) -> None:
        """Add throttled requests."""
        minutes, minute = self._at(metric, now)
        minutes[minute] += throttled

    def points(
        self, metric: LambdaMetric, start: datetime, end: datetime, now: datetime
    ) -> list[Point]:
        """Completed minutes that begin in [start, end), newest first."""
        minutes = self._values.get(metric, {})
        known = [each for each in minutes.items() if start <= each[0] < end]
        return sorted((each for each in known if each[0] + _MINUTE <= now), reverse=True)

    def _at(self, metric: LambdaMetric, now: datetime) -> tuple[dict[datetime, int], datetime]:
        """The minutes of a metric, with an entry for the minute of an instant; and that minute."""
        minute, minutes = now.replace(second=0, microsecond=0), self._values[metric]
        if minute not in minutes:
            for old in [each for each in minutes if minute - each > _USAGE_KEPT]:
                del minutes[old]
            minutes[minute] = 0
        return minutes, minute


class PublishedMetrics:
    """Metrics that applications publish: values by name, dimensions and instant."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, frozenset[tuple[str, str]]], list[Point]] = defaultdict(list)

    def note(self, name: str, dimensions: Mapping[str, str], value: float, at: datetime) -> None:
        """Add a value, for example from a line of EMF."""
        self._values[name, frozenset(dimensions.items())].append((at, value))

    def points(
        self, name: str, dimensions: Mapping[str, str], start: datetime, end: datetime
    ) -> list[Point]:
        """Values in [start, end), newest first; none for an unknown metric."""
        values = self._values.get((name, frozenset(dimensions.items())), [])
        return sorted((each for each in values if start <= each[0] < end), reverse=True)
