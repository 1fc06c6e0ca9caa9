"""Asks CloudWatch for concurrency: the most requests at once of each minute."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from warmer.adapters.denial import is_denial
from warmer.plan.survey import Peaks, Recent, Series

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef, MetricTypeDef

PERMISSION = "cloudwatch:GetMetricData"
# GetMetricData takes so many queries a call.
_MOST_QUERIES = 500


def recent(
    client: "CloudWatchClient", wanted: Sequence[Series], start: datetime, end: datetime
) -> Recent:
    """The minutes of [start, end) that CloudWatch has; nothing where it does not answer."""
    found: dict[Series, Peaks] = {}
    try:
        for first in range(0, len(wanted), _MOST_QUERIES):
            named = {f"m{n}": each for n, each in enumerate(wanted[first : first + _MOST_QUERIES])}
            queries = [_query(name, series) for name, series in named.items()]
            told = client.get_metric_data(MetricDataQueries=queries, StartTime=start, EndTime=end)
            for result in told["MetricDataResults"]:
                points = zip(result["Timestamps"], result["Values"], strict=True)
                minutes = {at.astimezone(UTC): round(value) for at, value in points}
                found[named[result["Id"]]] = minutes
    except (ClientError, BotoCoreError) as error:
        return Recent(denied=frozenset({PERMISSION} if is_denial(error) else ()))
    return Recent(found)


def _query(name: str, series: Series) -> "MetricDataQueryTypeDef":
    metric: MetricTypeDef = {
        "Namespace": "AWS/Lambda",
        "MetricName": series.metric,
        "Dimensions": [{"Name": each, "Value": value} for each, value in series.dimensions],
    }
    return {"Id": name, "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Maximum"}}
