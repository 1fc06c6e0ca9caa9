from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError

from simulator.cloud import Cloud
from simulator.traffic import Traffic
from tests.unit.simulator.conftest import ONCE
from tests.unit.simulator.times import NOON, minutes

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import DimensionTypeDef, MetricDataQueryTypeDef


@pytest.fixture
def cloudwatch(session: boto3.Session, url: str) -> Iterator["CloudWatchClient"]:
    client = session.client("cloudwatch", config=ONCE, endpoint_url=url)
    yield client
    client.close()


def query(
    metric: str, index: str | None = None, period: int = 60, name: str = "m"
) -> "MetricDataQueryTypeDef":
    dimensions: list[DimensionTypeDef] = [{"Name": "TableName", "Value": "prices"}]
    if index:
        dimensions.append({"Name": "GlobalSecondaryIndexName", "Value": index})
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/DynamoDB",
                "MetricName": metric,
                "Dimensions": dimensions,
            },
            "Period": period,
            "Stat": "Sum",
        },
    }


def live(cloud: Cloud, *rates: float) -> None:
    for rate in rates:
        cloud.minute(Traffic({("prices", "read"): rate, ("prices", "by-fixture.write"): 7}))
        cloud.advance(cloud.now + minutes(1))


def values(cloudwatch: "CloudWatchClient", asked: "MetricDataQueryTypeDef") -> list[float]:
    values_by_page = cloudwatch.get_metric_data(
        MetricDataQueries=[asked], StartTime=NOON, EndTime=NOON + minutes(30)
    )
    return values_by_page["MetricDataResults"][0]["Values"]


@pytest.fixture
def cloud(cloud: Cloud) -> Cloud:
    cloud.add_table("prices", read=50, write=20, indexes={"by-fixture": (5, 5)})
    return cloud


def test_a_minute_is_available_a_minute_after_its_end(
    cloud: Cloud, cloudwatch: "CloudWatchClient"
) -> None:
    live(cloud, 10, 20, 30)
    assert values(cloudwatch, query("ConsumedReadCapacityUnits")) == [1200, 600]


def test_a_minute_without_consumption_has_a_zero_and_no_throttle_event(
    cloud: Cloud, cloudwatch: "CloudWatchClient"
) -> None:
    live(cloud, 10, 0, 30, 0)
    assert values(cloudwatch, query("ConsumedReadCapacityUnits")) == [1800, 0, 600]
    assert values(cloudwatch, query("ReadThrottleEvents")) == []


def test_an_index_has_its_own_metrics(cloud: Cloud, cloudwatch: "CloudWatchClient") -> None:
    live(cloud, 10, 10)
    assert values(cloudwatch, query("ConsumedWriteCapacityUnits", "by-fixture")) == [300]
    assert values(cloudwatch, query("WriteThrottleEvents", "by-fixture")) == [120]
    assert values(cloudwatch, query("ConsumedWriteCapacityUnits")) == [0]


def test_a_longer_period_is_the_sum_of_its_minutes(
    cloud: Cloud, cloudwatch: "CloudWatchClient"
) -> None:
    live(cloud, *[10] * 8)
    assert values(cloudwatch, query("ConsumedReadCapacityUnits", period=300)) == [1200, 3000]


def test_points_come_in_pages(cloud: Cloud, cloudwatch: "CloudWatchClient") -> None:
    live(cloud, *range(1, 5))
    metric = "ConsumedReadCapacityUnits"
    pages = cloudwatch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=[query(metric), query(metric, name="n")],
        StartTime=NOON,
        EndTime=NOON + minutes(30),
        ScanBy="TimestampAscending",
        PaginationConfig={"PageSize": 4},
    )
    values_by_page = [[each["Values"] for each in page["MetricDataResults"]] for page in pages]
    assert values_by_page == [[[60, 120, 180], [60]], [[], [120, 180]]]


def test_unsupported_queries_are_refused(cloudwatch: "CloudWatchClient") -> None:
    with pytest.raises(ClientError, match="not expressions"):
        values(cloudwatch, {"Id": "m", "Expression": "SUM(METRICS())"})
    with pytest.raises(ClientError, match="in whole minutes"):
        values(cloudwatch, query("ConsumedReadCapacityUnits", period=30))
