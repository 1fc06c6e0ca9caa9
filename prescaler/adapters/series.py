"""What CloudWatch saw of a dimension, minute by minute; a `foresight.Consumption`."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from kickoff.calendar import Calendar, FunctionTarget
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.forecast.loads import Loads
from kickoff.forecast.target import without_pings
from kickoff.timeline import Key
from prescaler.adapters.clients import Clients
from prescaler.adapters.consumption import concurrency, metrics, query
from prescaler.model import Failure
from prescaler.plan.dimensions import dimensions

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.type_defs import MetricTypeDef


class Series:
    """GetMetricData of one metric a dimension: consumed units, or requests at once."""

    def __init__(self, clients: Clients, calendar: Calendar) -> None:
        self._clients = clients
        self._calendar = calendar

    def __call__(self, key: Key, start: datetime, end: datetime) -> Loads:
        """What was used in each minute of [start, end).

        Raises:
            Unreadable: CloudWatch did not answer.
        """
        try:
            found = list(self._points(key, start, end))
        except Failure as failure:
            raise SourceUnavailableError(failure.outcome.message) from failure
        loads = Loads.of_metric(found, start, end)
        match self._calendar.targets[key.target]:
            case FunctionTarget(warm=warm) if warm is not None and key.dimension == "warm":
                return without_pings(loads, warm.every, self._calendar.zone)
            case _:
                return loads

    def _points(self, key: Key, start: datetime, end: datetime) -> Iterator[tuple[datetime, float]]:
        place = self._calendar.targets[key.target].place
        with self._clients.calling(place, f"cloudwatch:GetMetricData of {'.'.join(key)}"):
            pages = self._clients.cloudwatch(place).get_paginator("get_metric_data")
            asked = [query("used", self._metric(key))]
            for page in pages.paginate(MetricDataQueries=asked, StartTime=start, EndTime=end):
                for result in page["MetricDataResults"]:
                    yield from zip(result["Timestamps"], result["Values"], strict=True)

    def _metric(self, key: Key) -> "MetricTypeDef":
        dimension = dimensions(self._calendar).get(key)
        if dimension is not None:
            return metrics(dimension)[0]
        target = self._calendar.targets[key.target]
        if isinstance(target, FunctionTarget):
            return concurrency(target.function, target.qualifier)
        raise KeyError(key)
