"""What CloudWatch saw of a dimension, minute by minute."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from forecast.loads import Loads
from prescaler.adapters.clients import Clients
from prescaler.adapters.consumption import metrics, query
from prescaler.model import Dimension

# CloudWatch keeps minutes for so long.
HISTORY = timedelta(days=15)
# A minute without a request has no point; one this old without a point had none.
_SETTLED = timedelta(minutes=5)
_MINUTE = timedelta(minutes=1)


class Series:
    """GetMetricData of one metric a dimension: consumed units, or requests at once."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def read(self, dimension: Dimension, start: datetime, end: datetime) -> Loads:
        """What was used in each minute of [start, end); before the first point nothing is known.

        Raises:
            Failure: CloudWatch did not answer.
        """
        used, _ = metrics(dimension)
        found: list[tuple[datetime, float]] = []
        with self._clients.calling(
            dimension.place, f"cloudwatch:GetMetricData of {dimension.resource}"
        ):
            pages = self._clients.cloudwatch(dimension.place).get_paginator("get_metric_data")
            for page in pages.paginate(
                MetricDataQueries=[query("used", used)], StartTime=start, EndTime=end
            ):
                for result in page["MetricDataResults"]:
                    found += zip(result["Timestamps"], result["Values"], strict=True)
        begun = min((at for at, _ in found), default=start)
        return Loads.of([*_nothing(begun, end - _SETTLED), *found])


def _nothing(start: datetime, end: datetime) -> Iterator[tuple[datetime, float]]:
    for number in range((end - start) // _MINUTE):
        yield start + number * _MINUTE, 0.0
