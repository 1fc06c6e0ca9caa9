"""CloudWatch's minutes of many metrics."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef

MINUTE_S = 60
_MOST_QUERIES = 100  # of the 500 a call takes: progress is seen, and answers stay small


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric, and the statistic of its minutes."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str


Minutes = dict[datetime, float]


def minutes(
    client: "CloudWatchClient", metrics: Iterable[Metric], start: datetime, end: datetime
) -> dict[Metric, Minutes]:
    """The values of each metric in [start, end) by minute (UTC); none where nothing was published.

    CloudWatch keeps minutes for 15 days.
    """
    found: dict[Metric, Minutes] = {metric: {} for metric in metrics}
    wanted = list(found)
    for first in range(0, len(wanted), _MOST_QUERIES):
        batch = wanted[first : first + _MOST_QUERIES]
        asked = {f"m{number}": metric for number, metric in enumerate(batch)}
        pages = client.get_paginator("get_metric_data").paginate(
            MetricDataQueries=[_query(name, metric) for name, metric in asked.items()],
            StartTime=start,
            EndTime=end,
        )
        for page in pages:
            for result in page["MetricDataResults"]:
                points = zip(result["Timestamps"], result["Values"], strict=True)
                own = found[asked[result["Id"]]]
                own.update((at.astimezone(UTC), value) for at, value in points)
    return found


def _query(name: str, metric: Metric) -> "MetricDataQueryTypeDef":
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {
                "Namespace": metric.namespace,
                "MetricName": metric.name,
                "Dimensions": [{"Name": key, "Value": value} for key, value in metric.dimensions],
            },
            "Period": MINUTE_S,
            "Stat": metric.statistic,
        },
    }


def consumed(table: str, dimension: str) -> Metric:
    """What a dimension of a table (`read`, `INDEX.write`) consumed, in units a minute."""
    return _of_table(table, dimension, "Consumed{}CapacityUnits")


def throttled(table: str, dimension: str) -> Metric:
    """How many requests a dimension of a table refused."""
    return _of_table(table, dimension, "{}ThrottleEvents")


def _of_table(table: str, dimension: str, name: str) -> Metric:
    index, _, unit = dimension.rpartition(".")
    of_index = (("GlobalSecondaryIndexName", index),) if index else ()
    return Metric(
        "AWS/DynamoDB", name.format(unit.title()), (("TableName", table), *of_index), "Sum"
    )
