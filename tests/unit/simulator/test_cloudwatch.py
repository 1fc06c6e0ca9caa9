from collections.abc import Iterator
from contextlib import closing, nullcontext
from datetime import datetime
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.traffic import Traffic
from tests.unit.simulator.conftest import ONCE
from tests.unit.simulator.times import NOON, minutes

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import DimensionTypeDef, MetricTypeDef

LIVE = ("pricing", "live")


def points(
    client: "CloudWatchClient",
    end: datetime,
    *dimensions: tuple[str, str],
    name: str = "AWS/Lambda ConcurrentExecutions",
    statistic: str = "Maximum",
) -> list[float]:
    named: list[DimensionTypeDef] = [{"Name": name, "Value": value} for name, value in dimensions]
    namespace, _, metric_name = name.partition(" ")
    metric: MetricTypeDef = {
        "Namespace": namespace,
        "MetricName": metric_name,
        "Dimensions": named,
    }
    response = client.get_metric_data(
        MetricDataQueries=[
            {"Id": "a", "MetricStat": {"Metric": metric, "Period": 60, "Stat": statistic}}
        ],
        StartTime=NOON,
        EndTime=end,
    )
    return response["MetricDataResults"][0]["Values"]


@pytest.fixture
def cloudwatch(session: boto3.Session, url: str) -> Iterator["CloudWatchClient"]:
    with closing(session.client("cloudwatch", config=ONCE, endpoint_url=url)) as client:
        yield client


def test_cloudwatch_has_the_peak_of_a_completed_minute(
    cloud: Cloud, cloudwatch: "CloudWatchClient"
) -> None:
    cloud.minute(Traffic(requests={LIVE: 7, ("bare", "live"): 2}))
    assert points(cloudwatch, NOON + minutes(5)) == []
    cloud.advance(NOON + minutes(1))
    cloud.minute(Traffic(requests={LIVE: 4}))
    cloud.advance(NOON + minutes(2))
    resource = ("FunctionName", "pricing"), ("Resource", "pricing:live")
    assert points(cloudwatch, NOON + minutes(5), *resource) == [4, 7]
    assert points(cloudwatch, NOON + minutes(5), ("FunctionName", "bare")) == [2]
    assert points(cloudwatch, NOON + minutes(5)) == [4, 7]


def test_cloudwatch_counts_throttled_requests(cloud: Cloud, cloudwatch: "CloudWatchClient") -> None:
    cloud.minute(Traffic(requests={("small", "live"): 5}))
    cloud.functions.begin("small", "live", cloud.now)
    with pytest.raises(ServiceError):
        cloud.functions.begin("small", "live", cloud.now)
    cloud.advance(NOON + minutes(1))
    resource = ("FunctionName", "small"), ("Resource", "small:live")
    throttles = points(
        cloudwatch, NOON + minutes(5), *resource, name="AWS/Lambda Throttles", statistic="Sum"
    )
    assert throttles == [5]


@pytest.mark.parametrize(
    ("statistic", "value"), [("Sum", 49), ("Maximum", 32), ("Minimum", 17), ("Average", None)]
)
def test_cloudwatch_has_published_metrics(
    cloud: Cloud,
    cloudwatch: "CloudWatchClient",
    statistic: str,
    value: float | None,
) -> None:
    of_read = {"Target": "prices", "Dimension": "read"}
    for margin in (17, 32):
        cloud.published.note("ReadyMargin", of_read, margin, NOON)
    with nullcontext() if value else pytest.raises(ClientError, match="the stand-in supports"):
        assert points(
            cloudwatch,
            NOON + minutes(5),
            *of_read.items(),
            name="Kickoff ReadyMargin",
            statistic=statistic,
        ) == [value]


def test_cloudwatch_has_provisioned_capacity_in_percent_of_the_account_quota(
    cloud: Cloud, cloudwatch: "CloudWatchClient"
) -> None:
    cloud.add_table("large", read=7_950, write=5)
    response = cloudwatch.get_metric_data(
        MetricDataQueries=[
            {
                "Id": "reads",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/DynamoDB",
                        "MetricName": "AccountProvisionedReadCapacityUtilization",
                    },
                    "Period": 300,
                    "Stat": "Maximum",
                },
            }
        ],
        StartTime=NOON - minutes(30),
        EndTime=NOON,
    )
    assert response["MetricDataResults"][0]["Values"] == [10.0]  # of 80,000
