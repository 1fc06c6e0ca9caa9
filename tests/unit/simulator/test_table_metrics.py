from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError

from simulator.cloud import Cloud
from simulator.cloudwatch import StatusCode, TableMetric
from simulator.traffic import Traffic
from tests.unit.simulator.conftest import ONCE
from tests.unit.simulator.times import NOON, minutes

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling import ApplicationAutoScalingClient
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


def test_a_minute_without_consumption_has_no_point(
    cloud: Cloud, cloudwatch: "CloudWatchClient"
) -> None:
    live(cloud, 10, 0, 30, 0)
    assert values(cloudwatch, query("ConsumedReadCapacityUnits")) == [1800, 600]
    assert values(cloudwatch, query("ReadThrottleEvents")) == []


def test_an_index_has_its_own_metrics(cloud: Cloud, cloudwatch: "CloudWatchClient") -> None:
    live(cloud, 10, 10)
    assert values(cloudwatch, query("ConsumedWriteCapacityUnits", "by-fixture")) == [300]
    assert values(cloudwatch, query("WriteThrottleEvents", "by-fixture")) == [120]
    assert values(cloudwatch, query("ConsumedWriteCapacityUnits")) == []


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


def test_a_metric_without_data_is_complete_and_empty(cloudwatch: "CloudWatchClient") -> None:
    answer = cloudwatch.get_metric_data(
        MetricDataQueries=[query("ConsumedReadCapacityUnits")],
        StartTime=NOON,
        EndTime=NOON + minutes(30),
    )
    [result] = answer["MetricDataResults"]
    assert (result["Values"], result["StatusCode"]) == ([], "Complete")
    assert answer["Messages"] == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [("PartialData", [2400, 1800]), ("InternalError", []), ("Forbidden", [])],
)
def test_a_metric_can_answer_in_part_or_not_at_all(
    cloud: Cloud, cloudwatch: "CloudWatchClient", status: str, expected: list[float]
) -> None:
    live(cloud, 10, 20, 30, 40, 50)
    unreadable = TableMetric("ConsumedReadCapacityUnits", "prices")
    cloud.metrics.statuses[unreadable] = StatusCode(status)
    reads, writes = cloudwatch.get_metric_data(
        MetricDataQueries=[
            query("ConsumedReadCapacityUnits"),
            query("ConsumedWriteCapacityUnits", "by-fixture", name="w"),
        ],
        StartTime=NOON,
        EndTime=NOON + minutes(30),
    )["MetricDataResults"]
    assert (reads["StatusCode"], reads["Values"]) == (status, expected)
    assert (writes["StatusCode"], len(writes["Values"])) == ("Complete", 4)


def test_a_lost_minute_has_no_point(cloud: Cloud, cloudwatch: "CloudWatchClient") -> None:
    live(cloud, 10, 20, 30, 40)
    cloud.metrics.lost.add(NOON + minutes(1))
    assert values(cloudwatch, query("ConsumedReadCapacityUnits")) == [1800, 600]


def test_the_alarms_of_a_policy_follow_the_capacity(
    cloud: Cloud, cloudwatch: "CloudWatchClient", autoscaling: "ApplicationAutoScalingClient"
) -> None:
    cloud.register("prices", "read", minimum=10, maximum=1000, target=70)
    [policy] = autoscaling.describe_scaling_policies(ServiceNamespace="dynamodb")["ScalingPolicies"]
    names = [each["AlarmName"] for each in policy["Alarms"]]
    alarms = cloudwatch.describe_alarms(AlarmNames=names)["MetricAlarms"]
    assert [
        (
            each["MetricName"],
            each["ComparisonOperator"].partition("Than")[0],
            each["Threshold"],
            each["EvaluationPeriods"],
            each["Period"],
        )
        for each in alarms
    ] == [
        ("ConsumedReadCapacityUnits", "Greater", 50 * 0.7 * 60, 2, 60),
        ("ConsumedReadCapacityUnits", "Less", 50 * 0.5 * 60, 15, 60),
        ("ProvisionedReadCapacityUnits", "Greater", 50, 3, 300),
        ("ProvisionedReadCapacityUnits", "Less", 50, 3, 300),
    ]
    assert alarms[0]["Dimensions"] == [{"Name": "TableName", "Value": "prices"}]
