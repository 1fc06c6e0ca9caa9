"""Concurrency from CloudWatch: the most requests at once of each minute."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kickoff.aws.errors import AWS_ERRORS, is_forbidden
from kickoff.aws.metrics import Metric, read_metrics
from warmer.plan.survey import Recent, Series

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

PERMISSION = "cloudwatch:GetMetricData"


def recent(
    client: "CloudWatchClient", wanted: Sequence[Series], start: datetime, end: datetime
) -> Recent:
    """Read the minutes of [start, end); nothing where CloudWatch does not answer."""
    metrics = {Metric("AWS/Lambda", *series, "Maximum"): series for series in wanted}
    try:
        found = read_metrics(client, metrics, start, end)
    except AWS_ERRORS as error:
        return Recent(denied=frozenset({PERMISSION} if is_forbidden(error) else ()))
    return Recent(
        {
            metrics[metric]: {at: round(value) for at, value in minutes.items()}
            for metric, minutes in found.items()
        }
    )
