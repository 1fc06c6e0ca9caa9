"""CloudWatch's GetMetricData, in the JSON protocol that botocore prefers of those it offers."""

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, cast

from simulator.cloud import Cloud
from simulator.errors import ServiceError, invalid
from simulator.faults import Fault
from simulator.usage import Series
from simulator.wire.json_rpc import JsonService, Operation, Parameters

_MOST_QUERIES = 500


def _get_metric_data(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    queries = asked["MetricDataQueries"]
    if len(queries) > _MOST_QUERIES:
        raise invalid(f"The collection MetricDataQueries must not have more than {_MOST_QUERIES}")
    start, end = (datetime.fromtimestamp(asked[name], UTC) for name in ("StartTime", "EndTime"))
    return {"MetricDataResults": [_result(cloud, query, start, end) for query in queries]}


def _result(cloud: Cloud, query: Parameters, start: datetime, end: datetime) -> dict[str, Any]:
    match query:
        case {
            "Id": str(name),
            "MetricStat": {
                "Metric": {"Namespace": "AWS/Lambda", "MetricName": str(metric)} as named,
                "Period": 60,
                "Stat": "Maximum",
            },
        }:
            pass
        case _:
            raise invalid("the stand-in has each minute's Maximum of metrics of AWS/Lambda")
    dimensions = {
        each["Name"]: each["Value"] for each in cast("Parameters", named).get("Dimensions", ())
    }
    series = Series(metric, dimensions.get("FunctionName"), dimensions.get("Resource"))
    points = cloud.functions.usage.points(series, start, end, cloud.now)
    return {
        "Id": name,
        "Label": metric,
        "Timestamps": [minute.timestamp() for minute, _ in points],
        "Values": [float(peak) for _, peak in points],
        "StatusCode": "Complete",
    }


_FAILURE = ServiceError("InternalServiceError", "The service failed", status=500)

CLOUDWATCH = JsonService(
    name="cloudwatch",
    content_type="application/x-amz-json-1.0",
    operations=MappingProxyType(
        {
            "GetMetricData": Operation(
                _get_metric_data, frozenset({"MetricDataQueries", "StartTime", "EndTime"})
            )
        }
    ),
    errors=MappingProxyType(
        {
            Fault.THROTTLED: ServiceError("ThrottlingException", "Rate exceeded"),
            Fault.DENIED: ServiceError("AccessDeniedException", "User is not authorized"),
            Fault.FAILED: _FAILURE,
            Fault.FAILED_AFTER: _FAILURE,
        }
    ),
)
