"""CloudWatch's operations, in the JSON protocol, which botocore prefers."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from statistics import fmean
from typing import Any, cast

from simulator.cloud import Cloud
from simulator.cloudwatch import LambdaMetric, Point, StatusCode, TableMetric
from simulator.errors import ServiceError, invalid
from simulator.wire.alarms import describe_alarms
from simulator.wire.arrival import fault_errors
from simulator.wire.json_rpc import JsonOperation, JsonService, Parameters

_MOST_QUERIES = 500
_MOST_POINTS = 100_800
_MINUTE = 60
_FIVE_MINUTES = 300
_UTILISATIONS = {
    "AccountProvisionedReadCapacityUtilization": 0,
    "AccountProvisionedWriteCapacityUtilization": 1,
}

# Metrics of AWS/Lambda that are sums; the others are peaks.
_SUMS = frozenset(("Throttles", "ProvisionedConcurrencySpilloverInvocations"))

_STATISTICS: Mapping[str, Callable[[list[float]], float]] = {
    "Sum": sum,
    "Maximum": max,
    "Minimum": min,
    "Average": fmean,
}
# Metrics of services whose values a test publishes.
_OF_SERVICES = frozenset(("AWS/Cassandra", "AWS/ECS", "AWS/Kinesis", "AWS/RDS"))


def _get_metric_data(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """A page of at most `MaxDatapoints`; the token is the number of points on earlier pages."""
    queries = parameters["MetricDataQueries"]
    if len(queries) > _MOST_QUERIES:
        raise invalid(f"The collection MetricDataQueries must not have more than {_MOST_QUERIES}")
    start, end = (
        datetime.fromtimestamp(parameters[name], UTC) for name in ("StartTime", "EndTime")
    )
    if start >= end:
        raise invalid("The parameter StartTime must be less than the parameter EndTime")
    before = int(parameters.get("NextToken", "0"))
    most = parameters.get("MaxDatapoints", _MOST_POINTS)
    results: list[dict[str, Any]] = []
    passed = 0
    for query in queries:
        points = _points(cloud, query, start, end)
        if parameters.get("ScanBy") == "TimestampAscending":
            points.reverse()
        window = slice(max(0, before - passed), max(0, before + most - passed))
        passed += len(points)
        complete = window.stop >= len(points)
        status = _status(cloud, query) if complete else StatusCode.PARTIAL_DATA
        results.append(_result(query, points[window], status))
    more = passed > before + most
    answer: dict[str, Any] = {"MetricDataResults": results, "Messages": []}
    return answer | ({"NextToken": str(before + most)} if more else {})


def _status(cloud: Cloud, query: Parameters) -> StatusCode:
    metric = query["MetricStat"]["Metric"]
    name, dimensions = metric["MetricName"], _dimensions(metric)
    if metric["Namespace"] == "AWS/Lambda":
        asked = _lambda_metric(name, dimensions)
        return cloud.functions.usage.statuses.get(asked, StatusCode.COMPLETE)
    return cloud.metrics.statuses.get(_table_metric(name, dimensions), StatusCode.COMPLETE)


def _table_metric(name: str, dimensions: Mapping[str, str]) -> TableMetric:
    table, index = dimensions.get("TableName", ""), dimensions.get("GlobalSecondaryIndexName")
    return TableMetric(name, table, index)


def _lambda_metric(name: str, dimensions: Mapping[str, str]) -> LambdaMetric:
    return LambdaMetric(name, dimensions.get("FunctionName"), dimensions.get("Resource"))


def _dimensions(metric: Parameters) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in metric.get("Dimensions", ())}


def _points(cloud: Cloud, query: Parameters, start: datetime, end: datetime) -> list[Point]:
    match query:
        case {
            "MetricStat": {
                "Metric": {"Namespace": str(namespace), "MetricName": str(name)} as metric,
                "Period": int(period),
                "Stat": str(statistic),
            }
        }:
            dimensions = _dimensions(cast("Parameters", metric))
        case _:
            raise invalid("the stand-in supports MetricStat, not expressions")
    match namespace, statistic:
        case "AWS/Lambda", "Maximum" | "Sum" if period == _MINUTE and (
            statistic == "Maximum" or name in _SUMS
        ):
            peaks = _lambda_metric(name, dimensions)
            return cloud.functions.usage.points(peaks, start, end, cloud.now)
        case "AWS/DynamoDB", "Sum" if "TableName" in dimensions and period % _MINUTE == 0:
            table_metric = _table_metric(name, dimensions)
            since = cloud.table_created(table_metric.table) if name.startswith("Consumed") else None
            sums = cloud.metrics.points(table_metric, start, end, cloud.now, since=since)
            if period >= _FIVE_MINUTES:
                sums += cloud.metrics.fives(table_metric, start, end)
            return _in_periods(sums, timedelta(seconds=period))
        case "AWS/DynamoDB", "Maximum" if name in _UTILISATIONS and period == _FIVE_MINUTES:
            return _utilisation(cloud, _UTILISATIONS[name], start, end)
        case "Kickoff", "Sum" | "Maximum" | "Minimum" if period % _MINUTE == 0:
            values = cloud.published.points(name, dimensions, start, end)
            return _in_periods(values, timedelta(seconds=period), _STATISTICS[statistic])
        case _ if namespace in _OF_SERVICES and statistic in _STATISTICS:
            values = cloud.published.points(name, dimensions, start, end)
            return _in_periods(values, timedelta(seconds=period), _STATISTICS[statistic])
        case _:
            raise invalid(
                "the stand-in supports Maximum of AWS/Lambda by the minute, Sum of its throttles, "
                "Sum of AWS/DynamoDB in whole minutes by TableName, Sum, Maximum and Minimum of "
                "Kickoff, and the utilisation of an account's provisioned capacity"
            )


def _utilisation(cloud: Cloud, half: int, start: datetime, end: datetime) -> list[Point]:
    """Percent of the account quota; only the newest point exists, with the current value."""
    newest = min(end, cloud.now) - datetime.resolution
    minute = newest - (newest - datetime.min.replace(tzinfo=UTC)) % timedelta(minutes=5)
    percent = cloud.quotas.used[half] * 100 / cloud.quotas.account[half]
    return [(minute, percent)] if start <= minute < end else []


def _in_periods(
    points: list[Point], period: timedelta, combined: Callable[[list[float]], float] = sum
) -> list[Point]:
    """One value for each period, newest first; periods begin at whole multiples."""
    values: dict[datetime, list[float]] = defaultdict(list)
    for minute, value in points:
        values[minute - (minute - datetime.min.replace(tzinfo=UTC)) % period].append(value)
    return [(start, combined(each)) for start, each in values.items()]


def _result(query: Parameters, points: list[Point], status: StatusCode) -> dict[str, Any]:
    return {
        "Id": query["Id"],
        "Label": query.get("Label", query["MetricStat"]["Metric"]["MetricName"]),
        "Timestamps": [minute.timestamp() for minute, _ in points],
        "Values": [value for _, value in points],
        "StatusCode": status,
    }


_ACCEPTED = frozenset(
    {"MetricDataQueries", "StartTime", "EndTime", "ScanBy", "MaxDatapoints", "NextToken"}
)
CLOUDWATCH = JsonService(
    name="cloudwatch",
    content_type="application/x-amz-json-1.0",
    operations={
        "GetMetricData": JsonOperation(_get_metric_data, _ACCEPTED),
        "DescribeAlarms": JsonOperation(describe_alarms, frozenset({"AlarmNames"})),
    },
    errors=fault_errors(
        ServiceError("InternalServiceError", "The service failed", status=500),
        ServiceError("ThrottlingException", "Rate exceeded"),
    ),
)
