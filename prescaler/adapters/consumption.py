"""Consumption of the last minutes, from CloudWatch."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import (
    MINUTE_S,
    QUERIES_PER_CALL,
    Metric,
    consumed,
    of_function,
    read_metrics,
    throttled,
)
from kickoff.aws.place import Place
from prescaler.model import Dimension, Failure, Outcome, Use

# CloudWatch delivers a minute's sum some two minutes late; the busiest of the five before counts.
LOOKED_BACK = timedelta(minutes=7)
_QUERIES_PER_DIMENSION = 2
Asked = tuple[Place, tuple[Dimension, ...]]


def batches(dimensions: Collection[Dimension]) -> list[Asked]:
    """What to ask in one call, of one place."""
    by_place: dict[Place, list[Dimension]] = defaultdict(list)
    for each in dimensions:
        by_place[each.place].append(each)
    size = QUERIES_PER_CALL // _QUERIES_PER_DIMENSION
    return [
        (place, tuple(found[start : start + size]))
        for place, found in by_place.items()
        for start in range(0, len(found), size)
    ]


class Consumption:
    """GetMetricData; a minute without a point is one without a request."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def use(self, asked: Asked, *, at: datetime) -> dict[Dimension, Use | Outcome]:
        """Read the use of each dimension of one call; the outcome of a read that failed."""
        place, dimensions = asked
        wanted = [metric for each in dimensions for metric in metrics(each)]
        try:
            with self._clients.calling(place, "cloudwatch:GetMetricData"):
                client = self._clients.cloudwatch(place)
                found = read_metrics(client, wanted, at - LOOKED_BACK, at)
        except Failure as failure:
            return dict.fromkeys(dimensions, failure.outcome)
        return {
            each: _use(each, *(found[of].values() for of in metrics(each))) for each in dimensions
        }


def _use(dimension: Dimension, used: Iterable[float], refused: Iterable[float]) -> Use:
    peak = max(used, default=0.0)
    if dimension.service == "dynamodb":
        return Use(peak / MINUTE_S, sum(refused))
    return Use(peak, max(refused, default=0.0))


def metrics(dimension: Dimension) -> tuple[Metric, Metric]:
    """Return the metrics of use, and of throttles (of provisioned concurrency: spillover)."""
    if dimension.service == "dynamodb":
        name = dimension.key.dimension
        return consumed(dimension.table, name), throttled(dimension.table, name)
    function, _, qualifier = dimension.resource.partition(":")[2].partition(":")
    return (
        of_function(function, qualifier, "ProvisionedConcurrentExecutions"),
        of_function(function, qualifier, "ProvisionedConcurrencySpilloverInvocations"),
    )
