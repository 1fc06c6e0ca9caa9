"""The one reader of CloudWatch metrics: GetMetricData."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kickoff.aws.error_codes import ADVICE
from kickoff.outcome import Code, Failure, Outcome

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef

MINUTE_S = 60
_COMPLETE = "Complete"
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


def read_each_metric(
    client: "CloudWatchClient", metrics: Iterable[Metric], start: datetime, end: datetime
) -> dict[Metric, Minutes | Outcome]:
    """Read the values of each metric in [start, end), or its failure.

    A metric without any value has none, which is not 0: CloudWatch also answers so if it has lost
    or not yet received them. See `kickoff.retention` for the oldest minutes.

    Raises:
        ClientError, BotoCoreError: The call failed.
    """
    wanted = list(dict.fromkeys(metrics))
    found: dict[Metric, Minutes | Outcome] = {}
    for first in range(0, len(wanted), QUERIES_PER_CALL):
        batch = wanted[first : first + QUERIES_PER_CALL]
        values: list[Minutes] = [{} for _ in batch]
        statuses = [""] * len(batch)
        pages = client.get_paginator("get_metric_data").paginate(
            MetricDataQueries=[_query(f"m{each}", metric) for each, metric in enumerate(batch)],
            StartTime=start,
            EndTime=end,
        )
        for page in pages:
            for result in page["MetricDataResults"]:
                number = int(result["Id"].removeprefix("m"))
                points = zip(result["Timestamps"], result["Values"], strict=True)
                values[number].update((at.astimezone(UTC), value) for at, value in points)
                statuses[number] = result["StatusCode"]  # the last page decides
        for metric, minutes, status in zip(batch, values, statuses, strict=True):
            found[metric] = minutes if status == _COMPLETE else _unreadable(metric, status)
    return found


def read_metrics(
    client: "CloudWatchClient", metrics: Iterable[Metric], start: datetime, end: datetime
) -> dict[Metric, Minutes]:
    """Read the values of all metrics in [start, end), as `read_each_metric`.

    Raises:
        ClientError, BotoCoreError: The call failed.
        Failure: A metric could not be read.
    """
    found: dict[Metric, Minutes] = {}
    for metric, values in read_each_metric(client, metrics, start, end).items():
        if isinstance(values, Outcome):
            raise Failure(values)
        found[metric] = values
    return found


def _unreadable(metric: Metric, status: str) -> Outcome:
    code = Code.DENIED if status == "Forbidden" else Code.FAILED
    names = ", ".join(f"{key}={value}" for key, value in metric.dimensions)
    what = f"cloudwatch:GetMetricData of {metric.name} {names}".rstrip()
    return Outcome(code, f"{what}: {ADVICE[code]} (status {status or 'missing'})")


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
