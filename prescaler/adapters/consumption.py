"""What CloudWatch saw of a dimension in the last minutes."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kickoff.aws.place import Place
from prescaler.adapters.clients import Clients
from prescaler.model import Dimension, Failure, Outcome, Use

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.type_defs import (
        DimensionTypeDef,
        MetricDataQueryTypeDef,
        MetricTypeDef,
    )

# A minute's sum comes some two minutes late; the busiest of the five before it counts.
LOOKED_BACK = timedelta(minutes=7)
_MINUTE = 60
_QUERIES_A_CALL = 500  # GetMetricData takes no more; each dimension asks two
Asked = tuple[Place, tuple[Dimension, ...]]


def batches(dimensions: Collection[Dimension]) -> list[Asked]:
    """What to ask in one call, of one place."""
    by_place: dict[Place, list[Dimension]] = defaultdict(list)
    for each in dimensions:
        by_place[each.place].append(each)
    size = _QUERIES_A_CALL // 2
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
        """The use of each dimension of one call; what failed, where it did."""
        place, dimensions = asked
        queries = [
            query(f"{kind}{number}", metric)
            for number, each in enumerate(dimensions)
            for kind, metric in zip("ut", metrics(each), strict=True)
        ]
        values: dict[str, list[float]] = defaultdict(list)
        try:
            with self._clients.calling(place, "cloudwatch:GetMetricData"):
                pages = self._clients.cloudwatch(place).get_paginator("get_metric_data")
                for page in pages.paginate(
                    MetricDataQueries=queries, StartTime=at - LOOKED_BACK, EndTime=at
                ):
                    for result in page["MetricDataResults"]:
                        values[result["Id"]] += result["Values"]
        except Failure as failure:
            return dict.fromkeys(dimensions, failure.outcome)
        return {
            each: _use(each, values[f"u{number}"], values[f"t{number}"])
            for number, each in enumerate(dimensions)
        }


def _use(dimension: Dimension, used: Sequence[float], throttled: Sequence[float]) -> Use:
    peak = max(used, default=0.0)
    if dimension.service == "dynamodb":
        return Use(peak / _MINUTE, sum(throttled))
    return Use(peak, max(throttled, default=0.0))


def metrics(dimension: Dimension) -> "tuple[MetricTypeDef, MetricTypeDef]":
    """What was used, and what was refused (or, of provisioned concurrency, spilled over)."""
    if dimension.service != "dynamodb":
        resource = dimension.resource.partition(":")[2]
        of = {"FunctionName": resource.partition(":")[0], "Resource": resource}
        names = "ProvisionedConcurrentExecutions", "ProvisionedConcurrencySpilloverInvocations"
        return _metric("AWS/Lambda", names[0], of), _metric("AWS/Lambda", names[1], of)
    of = {"TableName": dimension.table}
    if dimension.index is not None:
        of["GlobalSecondaryIndexName"] = dimension.index
    kind = "Read" if dimension.reads else "Write"
    return (
        _metric("AWS/DynamoDB", f"Consumed{kind}CapacityUnits", of),
        _metric("AWS/DynamoDB", f"{kind}ThrottleEvents", of),
    )


def concurrency(function: str, qualifier: str | None) -> "MetricTypeDef":
    """Requests at once of what callers invoke."""
    resource = function if qualifier is None else f"{function}:{qualifier}"
    of = {"FunctionName": function, "Resource": resource}
    return _metric("AWS/Lambda", "ConcurrentExecutions", of)


def _metric(namespace: str, name: str, of: dict[str, str]) -> "MetricTypeDef":
    named: list[DimensionTypeDef] = [{"Name": each, "Value": of[each]} for each in of]
    return {"Namespace": namespace, "MetricName": name, "Dimensions": named}


def query(name: str, metric: "MetricTypeDef") -> "MetricDataQueryTypeDef":
    """A metric by the minute."""
    statistic = "Sum" if metric.get("Namespace") == "AWS/DynamoDB" else "Maximum"
    return {
        "Id": name,
        "MetricStat": {"Metric": metric, "Period": _MINUTE, "Stat": statistic},
    }
