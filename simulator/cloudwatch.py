"""CloudWatch: metrics of tables, of functions, and of applications, as values by minute."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import ceil
from operator import add
from typing import NamedTuple

from simulator.dynamodb.throughput import UnitsServed

_MINUTE = timedelta(minutes=1)
_KEPT = timedelta(days=15)  # as CloudWatch keeps points of one minute
_FIVE = timedelta(minutes=5)
_FIVES_KEPT = timedelta(days=63)
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


class LambdaMetric(NamedTuple):
    """A metric of `AWS/Lambda`; `resource` is `name` or `name:alias`, None for the account."""

    metric: str
    function: str | None = None
    resource: str | None = None


_FIRST = datetime.min.replace(tzinfo=UTC)


class _Minutes:
    """One value a minute for each metric; a minute without a value has no point.

    After fifteen days a minute is combined into its five minutes, which are kept for 63 days.
    """

    def __init__(self) -> None:
        self._values: dict[Hashable, dict[datetime, float]] = defaultdict(dict)
        self._fives: dict[Hashable, dict[datetime, float]] = defaultdict(dict)

    def combine(
        self, metric: Hashable, at: datetime, value: float, by: Callable[[float, float], float]
    ) -> None:
        """Combine a value with the value of its minute, and drop an expired minute."""
        minutes, minute = self._values[metric], at.replace(second=0, microsecond=0)
        oldest = next(iter(minutes), minute)
        if minute - oldest > _KEPT:
            fives, five = self._fives[metric], oldest - (oldest - _FIRST) % _FIVE
            fives[five] = by(fives.get(five, 0), minutes.pop(oldest))
            if five - (first := next(iter(fives))) > _FIVES_KEPT:
                del fives[first]
        minutes[minute] = by(minutes.get(minute, 0), value)

    def between(self, metric: Hashable, start: datetime, end: datetime) -> list[Point]:
        """The minutes in [start, end), newest first."""
        return _newest_first(self._values.get(metric, {}).items(), start, end)

    def fives_between(self, metric: Hashable, start: datetime, end: datetime) -> list[Point]:
        """The five minutes in [start, end) that are older than minutes are kept, newest first."""
        return _newest_first(self._fives.get(metric, {}).items(), start, end)


class StatusCode(StrEnum):
    """Completeness of the answer about a metric."""

    COMPLETE = "Complete"
    PARTIAL_DATA = "PartialData"
    INTERNAL_ERROR = "InternalError"
    FORBIDDEN = "Forbidden"


class TableMetrics:
    """Consumed units and throttle events by minute; one throttled unit counts as one event.

    An idle table has zeros of consumption, and no throttle events. Two faults can be set:
    `statuses` by metric, Complete for the others, and `lost`, the minutes that no metric has a
    point for.
    """

    def __init__(self, delay: timedelta) -> None:
        """`delay` is the time from the end of a minute until its point is available."""
        self.statuses: dict[TableMetric, StatusCode] = {}
        self.lost: set[datetime] = set()
        self._delay = delay
        self._sums = _Minutes()

    def note(self, served: Mapping[TableDimension, UnitsServed], minute: datetime) -> None:
        """Add the units of the minute that began at an instant."""
        for (table, dimension), units in served.items():
            index, _, kind = dimension.rpartition(".")
            for name, value in (
                (f"Consumed{_KINDS[kind]}CapacityUnits", units.consumed),
                (f"{_KINDS[kind]}ThrottleEvents", units.throttled),
            ):
                if value:
                    metric = TableMetric(name, table, index or None)
                    self._sums.combine(metric, minute, value, add)

    def points(
        self,
        metric: TableMetric,
        start: datetime,
        end: datetime,
        now: datetime,
        *,
        since: datetime | None = None,
    ) -> list[Point]:
        """Available minutes that begin in [start, end), newest first.

        `since`: the creation of the table, for a metric that has zeros from then on. Partial data
        is the newer half of them; there are none of another status than Complete.
        """
        last = min(end, now - self._delay - _MINUTE + datetime.resolution)
        found = dict(self._sums.between(metric, start, last))
        if since is not None:
            found = dict.fromkeys(_minutes(max(start, since, last - _KEPT), last), 0.0) | found
        points = sorted((each for each in found.items() if each[0] not in self.lost), reverse=True)
        return _available(points, self.statuses.get(metric, StatusCode.COMPLETE))

    def fives(self, metric: TableMetric, start: datetime, end: datetime) -> list[Point]:
        """Five minutes in [start, end) that are older than minutes are kept, newest first."""
        found = self._sums.fives_between(metric, start, end)
        return _available(found, self.statuses.get(metric, StatusCode.COMPLETE))


def _available(points: list[Point], status: StatusCode) -> list[Point]:
    """The points that an answer of a status has: partial data is the newer half."""
    match status:
        case StatusCode.COMPLETE:
            return points
        case StatusCode.PARTIAL_DATA:
            return points[: len(points) // 2]
        case StatusCode.INTERNAL_ERROR | StatusCode.FORBIDDEN:
            return []


def _minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    """Whole minutes in [start, end)."""
    whole = start.replace(second=0, microsecond=0)
    first = whole if whole == start else whole + _MINUTE
    return (first + number * _MINUTE for number in range(ceil((end - first) / _MINUTE)))


class LambdaMetrics:
    """Peak concurrency and throttled requests by minute.

    A function or an account without requests has no points. `statuses` and `lost` are faults, as of
    `TableMetrics`.
    """

    def __init__(self) -> None:
        self.statuses: dict[LambdaMetric, StatusCode] = {}
        self.lost: set[datetime] = set()
        self._values = _Minutes()

    def note(self, metric: LambdaMetric, concurrency: int, now: datetime) -> None:
        """Record a concurrency; the highest of a minute counts."""
        self._values.combine(metric, now, concurrency, max)

    def count(self, metric: LambdaMetric, throttled: int, now: datetime) -> None:
        """Add throttled requests."""
        self._values.combine(metric, now, throttled, add)

    def points(
        self, metric: LambdaMetric, start: datetime, end: datetime, now: datetime
    ) -> list[Point]:
        """Completed minutes that begin in [start, end), newest first."""
        end = min(end, now - _MINUTE + datetime.resolution)
        found = self._values.between(metric, start, end)
        status = self.statuses.get(metric, StatusCode.COMPLETE)
        return _available([each for each in found if each[0] not in self.lost], status)


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
        return _newest_first(values, start, end)


def _newest_first(points: Iterable[Point], start: datetime, end: datetime) -> list[Point]:
    return sorted((each for each in points if start <= each[0] < end), reverse=True)
