from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.server import serve
from tests.unit.simulator.times import NOON

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling import ApplicationAutoScalingClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient

ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=0.5)


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud(Clock(NOON))
    cloud.add_table("prices", read=50, write=20)
    cloud.add_table("leases", key="lease")
    cloud.add_function("pricing")
    cloud.add_function("bare", guarded=False)
    cloud.add_function("small", reserved=1)
    return cloud


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    """One session for all tests, because it caches the service models."""
    return boto3.Session("testing", "testing", region_name="eu-west-1")


@pytest.fixture
def url(cloud: Cloud) -> Iterator[str]:
    """The URL of the served cloud."""
    with serve(cloud) as url:
        yield url


@pytest.fixture
def functions(session: boto3.Session, url: str) -> Iterator["LambdaClient"]:
    client = session.client("lambda", config=ONCE, endpoint_url=url)
    yield client
    client.close()


@pytest.fixture
def dynamodb(session: boto3.Session, url: str) -> Iterator["DynamoDBClient"]:
    client = session.client("dynamodb", config=ONCE, endpoint_url=url)
    yield client
    client.close()


@pytest.fixture
def autoscaling(session: boto3.Session, url: str) -> Iterator["ApplicationAutoScalingClient"]:
    client = session.client("application-autoscaling", config=ONCE, endpoint_url=url)
    yield client
    client.close()
