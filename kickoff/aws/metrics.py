"""The one reader of CloudWatch metrics: GetMetricData."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef

MINUTE_S = 60
QUERIES_PER_CALL = 500  # the most that GetMetricData accepts


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric with its statistic, for each period of `period_s` seconds."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str
    period_s: int = MINUTE_S


Minutes = dict[datetime, float]
"""Values by the start of their period (UTC)."""


def read_metrics(
    client: "CloudWatchClient", metrics: Iterable[Metric], start: datetime, end: datetime
) -> dict[Metric, Minutes]:
    """Read the values of each metric in [start, end). A metric without any has none.

    CloudWatch keeps minutes for 15 days.

    Raises:
        ClientError, BotoCoreError: The call failed.
    """
    found: dict[Metric, Minutes] = {metric: {} for metric in metrics}
    wanted = list(found)
    for first in range(0, len(wanted), QUERIES_PER_CALL):
        batch = wanted[first : first + QUERIES_PER_CALL]
        by_id = {f"m{number}": metric for number, metric in enumerate(batch)}
        pages = client.get_paginator("get_metric_data").paginate(
            MetricDataQueries=[_query(id_, metric) for id_, metric in by_id.items()],
            StartTime=start,
            EndTime=end,
        )
        for page in pages:
            for result in page["MetricDataResults"]:
                points = zip(result["Timestamps"], result["Values"], strict=True)
                values = found[by_id[result["Id"]]]
                values.update((at.astimezone(UTC), value) for at, value in points)
    return found


def consumed(table: str, dimension: str) -> Metric:
    """Return the metric of a table dimension's consumption (`read`, `INDEX.write`).

    Unit: capacity units a minute.
    """
    return _of_table(table, dimension, "Consumed{}CapacityUnits")


def throttled(table: str, dimension: str) -> Metric:
    """Return the metric of the requests that a table dimension throttled, a minute."""
    return _of_table(table, dimension, "{}ThrottleEvents")


def of_function(
    function: str, qualifier: str | None, name: str, statistic: str = "Maximum"
) -> Metric:
    """Return a metric of AWS/Lambda for one alias, version or unqualified function."""
    resource = function if qualifier is None else f"{function}:{qualifier}"
    dimensions = (("FunctionName", function), ("Resource", resource))
    return Metric("AWS/Lambda", name, dimensions, statistic)


def _query(id_: str, metric: Metric) -> "MetricDataQueryTypeDef":
    return {
        "Id": id_,
        "MetricStat": {
            "Metric": {
                "Namespace": metric.namespace,
                "MetricName": metric.name,
                "Dimensions": [{"Name": key, "Value": value} for key, value in metric.dimensions],
            },
            "Period": metric.period_s,
            "Stat": metric.statistic,
        },
    }


def _of_table(table: str, dimension: str, name: str) -> Metric:
    index, _, unit = dimension.rpartition(".")
    of_index = (("GlobalSecondaryIndexName", index),) if index else ()
    return Metric(
        "AWS/DynamoDB", name.format(unit.title()), (("TableName", table), *of_index), "Sum"
    )
