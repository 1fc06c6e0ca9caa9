"""The rate of DynamoDB's control plane, which all clients of an account share."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from simulator.cloud import Cloud

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLES = [f"table-{number}" for number in range(10)]


@pytest.fixture
def tables(cloud: Cloud) -> Cloud:
    for name in TABLES:
        cloud.add_table(name, read=5, write=5)
    return cloud


def update(client: "DynamoDBClient", table: str, reads: int = 6) -> str:
    """UpdateTable; return its error code, or nothing."""
    units = {"ReadCapacityUnits": reads, "WriteCapacityUnits": 5}
    try:
        client.update_table(TableName=table, ProvisionedThroughput=units)  # type: ignore[arg-type]
    except ClientError as error:
        return error.response["Error"]["Code"]
    return ""


@pytest.mark.usefixtures("tables")
def test_six_updates_at_once_are_accepted_and_the_rest_are_throttled(
    dynamodb: "DynamoDBClient",
) -> None:
    codes = [update(dynamodb, name) for name in TABLES]
    assert codes == [""] * 6 + ["ThrottlingException"] * 4
    with pytest.raises(ClientError, match="control plane requests made by this account") as error:
        dynamodb.update_table(
            TableName="table-9",
            ProvisionedThroughput={"ReadCapacityUnits": 6, "WriteCapacityUnits": 5},
        )
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_after_the_burst_one_update_a_second_is_accepted(
    tables: Cloud, dynamodb: "DynamoDBClient"
) -> None:
    for name in TABLES[:6]:
        update(dynamodb, name)
    tables.advance(tables.now + timedelta(seconds=2))
    codes = [update(dynamodb, name) for name in TABLES[6:]]
    assert codes == ["", "", "ThrottlingException", "ThrottlingException"]


def test_the_burst_does_not_grow_in_a_quiet_hour(tables: Cloud, dynamodb: "DynamoDBClient") -> None:
    update(dynamodb, "table-9", reads=7)
    tables.advance(tables.now + timedelta(hours=1))
    assert [update(dynamodb, name) for name in TABLES].count("") == 6


@pytest.mark.usefixtures("tables")
def test_reads_and_refused_updates_do_not_count(dynamodb: "DynamoDBClient") -> None:
    for _ in range(40):
        dynamodb.describe_table(TableName="table-0")
        assert update(dynamodb, "table-0", reads=5) == "ValidationException"
    assert update(dynamodb, "table-0") == ""
