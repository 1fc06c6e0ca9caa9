"""CloudWatch metrics the warmer reads, in both stand-ins."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from kickoff.aws.place import Place
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.server import serve
from simulator.traffic import Traffic
from tests.contract.conftest import ONCE
from warmer.adapters.concurrency import recent_concurrency
from warmer.model import FunctionRef
from warmer.plan.concurrency import CLAIMED, of_function, of_resource

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import DimensionTypeDef

MINUTE = timedelta(minutes=1)
# moto looks at the real time: it keeps nothing of a far future.
START = datetime.now(UTC).replace(second=0, microsecond=0) - 10 * MINUTE
PRICING = FunctionRef("pricing", "live", Place())
PEAKS = {START: 7, START + MINUTE: 3}


@pytest.fixture
def simulated(session: boto3.Session) -> Iterator["CloudWatchClient"]:
    cloud = Cloud(Clock(START))
    cloud.add_function("pricing")
    for peak in PEAKS.values():
        cloud.minute(Traffic(requests={("pricing", "live"): peak}))
        cloud.advance(cloud.now + MINUTE)
    with (
        serve(cloud) as url,
        closing(session.client("cloudwatch", config=ONCE, endpoint_url=url)) as client,
    ):
        yield client


@pytest.fixture
def mocked(session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> Iterator["CloudWatchClient"]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws(), closing(session.client("cloudwatch", config=ONCE)) as client:
        for series in (CLAIMED, of_function("pricing"), of_resource(PRICING)):
            dimensions: list[DimensionTypeDef] = [
                {"Name": name, "Value": value} for name, value in series.dimensions
            ]
            for minute, peak in PEAKS.items():
                for value in (1, peak):
                    client.put_metric_data(
                        Namespace="AWS/Lambda",
                        MetricData=[
                            {
                                "MetricName": series.name,
                                "Dimensions": dimensions,
                                "Timestamp": minute,
                                "Value": value,
                            }
                        ],
                    )
        yield client


@pytest.mark.parametrize("stand_in", ["simulated", "mocked"])
def test_the_peaks_of_each_minute_are_returned(
    request: pytest.FixtureRequest, stand_in: str
) -> None:
    client: CloudWatchClient = request.getfixturevalue(stand_in)
    wanted = [CLAIMED, of_function("pricing"), of_resource(PRICING), of_function("absent")]
    found = recent_concurrency(client, wanted, START, START + 5 * MINUTE)
    assert found.denied == frozenset()
    assert [found.of(series) for series in wanted] == [PEAKS, PEAKS, PEAKS, {}]
