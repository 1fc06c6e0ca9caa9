from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.server import serve

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling import ApplicationAutoScalingClient
    from mypy_boto3_dynamodb import DynamoDBClient

NOON = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
ONCE = Config(retries={"total_max_attempts": 1})


@dataclass(frozen=True, slots=True)
class Account:
    """Clients of an account with the tables `prices` (index `by-fixture`) and `leases`."""

    dynamodb: "DynamoDBClient"
    autoscaling: "ApplicationAutoScalingClient"

    @classmethod
    def open(cls, session: boto3.Session, url: str | None = None) -> "Account":
        return cls(
            session.client("dynamodb", config=ONCE, endpoint_url=url),
            session.client("application-autoscaling", config=ONCE, endpoint_url=url),
        )

    def close(self) -> None:
        self.dynamodb.close()
        self.autoscaling.close()


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    """One session for all tests: it caches the service models."""
    return boto3.Session("testing", "testing", region_name="eu-west-1")


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud(Clock(NOON))
    cloud.add_table("prices", read=50, write=20, indexes={"by-fixture": (20, 20)})
    cloud.add_table("leases", key="lease")
    return cloud


@pytest.fixture
def simulated(cloud: Cloud, session: boto3.Session) -> Iterator[Account]:
    """The account in the simulator."""
    with serve(cloud) as url:
        account = Account.open(session, url)
        yield account
        account.close()


@pytest.fixture
def mocked(session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """The same account in moto."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        account = Account.open(session)
        _create_tables(account.dynamodb)
        yield account
        account.close()


@pytest.fixture(params=["simulated", "mocked"])
def account(request: pytest.FixtureRequest) -> Account:
    """The simulator and moto in turn."""
    chosen = request.getfixturevalue(request.param)
    assert isinstance(chosen, Account)
    return chosen


def _create_tables(dynamodb: "DynamoDBClient") -> None:
    dynamodb.create_table(
        TableName="prices",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "by-fixture", "AttributeType": "S"},
        ],
        ProvisionedThroughput={"ReadCapacityUnits": 50, "WriteCapacityUnits": 20},
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-fixture",
                "KeySchema": [{"AttributeName": "by-fixture", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
                "ProvisionedThroughput": {"ReadCapacityUnits": 20, "WriteCapacityUnits": 20},
            }
        ],
    )
    dynamodb.create_table(
        TableName="leases",
        KeySchema=[{"AttributeName": "lease", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "lease", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
