"""Consumption of tables in CloudWatch."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.server import serve
from simulator.traffic import Traffic
from tests.contract.conftest import ONCE

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import DimensionTypeDef, MetricDataQueryTypeDef

MINUTE = timedelta(minutes=1)
# moto looks at the real time: it keeps nothing of a far future.
START = datetime.now(UTC).replace(second=0, microsecond=0) - 10 * MINUTE
RATES = {START: 10, START + MINUTE: 20}
TABLE: "DimensionTypeDef" = {"Name": "TableName", "Value": "prices"}
INDEX: "DimensionTypeDef" = {"Name": "GlobalSecondaryIndexName", "Value": "by-fixture"}


@pytest.fixture
def simulated(session: boto3.Session) -> Iterator["CloudWatchClient"]:
    cloud = Cloud(Clock(START))
    cloud.add_table("prices", read=50, write=20, indexes={"by-fixture": (50, 20)})
    for rate in RATES.values():
        cloud.minute(Traffic({("prices", "read"): rate, ("prices", "by-fixture.read"): 2 * rate}))
        cloud.advance(cloud.now + MINUTE)
    cloud.advance(cloud.now + MINUTE)
    with (
        serve(cloud) as url,
        closing(session.client("cloudwatch", config=ONCE, endpoint_url=url)) as client,
    ):
        yield client


@pytest.fixture
def mocked(session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> Iterator["CloudWatchClient"]:
    """The account with the metrics DynamoDB would publish."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws(), closing(session.client("cloudwatch", config=ONCE)) as client:
        for minute, rate in RATES.items():
            for dimensions, units in (([TABLE], 60 * rate), ([TABLE, INDEX], 120 * rate)):
                client.put_metric_data(
                    Namespace="AWS/DynamoDB",
                    MetricData=[
                        {
                            "MetricName": "ConsumedReadCapacityUnits",
                            "Timestamp": minute,
                            "Value": units,
                            "Dimensions": dimensions,
                        }
                    ],
                )
        yield client


def query(name: str, *dimensions: "DimensionTypeDef") -> "MetricDataQueryTypeDef":
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/DynamoDB",
                "MetricName": "ConsumedReadCapacityUnits",
                "Dimensions": dimensions,
            },
            "Period": 60,
            "Stat": "Sum",
        },
    }


@pytest.mark.parametrize("stand_in", ["simulated", "mocked"])
def test_the_sums_of_each_minute_are_returned_newest_first_for_a_table_and_for_its_index(
    request: pytest.FixtureRequest, stand_in: str
) -> None:
    client: CloudWatchClient = request.getfixturevalue(stand_in)
    told = client.get_metric_data(
        MetricDataQueries=[
            query("table", TABLE),
            query("of_index", TABLE, INDEX),
            query("absent", {"Name": "TableName", "Value": "nope"}),
        ],
        StartTime=START,
        EndTime=START + 10 * MINUTE,
    )["MetricDataResults"]
    assert [each["Id"] for each in told] == ["table", "of_index", "absent"]
    assert [each["Values"] for each in told] == [[1200, 600], [2400, 1200], []]
    assert told[0]["Timestamps"] == [START + MINUTE, START]
