from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from tests.contract.conftest import Account

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import PutItemInputTypeDef


def put(account: Account, lease: str, version: int = 1, only_if: str | None = None) -> None:
    """Write a lease; `:v` of a condition is the version before."""
    asked: PutItemInputTypeDef = {
        "TableName": "leases",
        "Item": {"lease": {"S": lease}, "version": {"N": str(version)}},
    }
    if only_if is not None:
        asked["ConditionExpression"] = only_if
        if ":v" in only_if:
            asked["ExpressionAttributeValues"] = {":v": {"N": str(version - 1)}}
    account.dynamodb.put_item(**asked)


def version(account: Account, lease: str) -> str | None:
    told = account.dynamodb.get_item(
        TableName="leases", Key={"lease": {"S": lease}}, ConsistentRead=True
    )
    return told["Item"]["version"]["N"] if "Item" in told else None


def test_a_missing_item_is_not_an_error(account: Account) -> None:
    assert version(account, "prices/read") is None


def test_a_second_creation_of_a_lease_is_refused(account: Account) -> None:
    put(account, "prices/read", only_if="attribute_not_exists(lease)")
    with pytest.raises(account.dynamodb.exceptions.ConditionalCheckFailedException) as refused:
        put(account, "prices/read", 7, only_if="attribute_not_exists(lease)")
    assert refused.value.response["Error"]["Message"] == "The conditional request failed"
    assert version(account, "prices/read") == "1"


def test_a_lease_is_replaced_only_with_its_version(account: Account) -> None:
    put(account, "prices/read")
    put(account, "prices/read", 2, only_if="version = :v")
    with pytest.raises(account.dynamodb.exceptions.ConditionalCheckFailedException):
        put(account, "prices/read", 2, only_if="version = :v")
    assert version(account, "prices/read") == "2"


def test_all_conditions_joined_by_and_must_hold(account: Account) -> None:
    put(account, "prices/read", 5)
    both = "attribute_exists(lease) AND version = :v"
    with pytest.raises(account.dynamodb.exceptions.ConditionalCheckFailedException):
        put(account, "prices/read", 5, only_if=both)
    put(account, "prices/read", 6, only_if=both)
    assert version(account, "prices/read") == "6"


def test_a_delete_respects_its_condition(account: Account) -> None:
    put(account, "prices/read", 3)

    def delete(number: str) -> None:
        account.dynamodb.delete_item(
            TableName="leases",
            Key={"lease": {"S": "prices/read"}},
            ConditionExpression="#v = :v",
            ExpressionAttributeNames={"#v": "version"},
            ExpressionAttributeValues={":v": {"N": number}},
        )

    with pytest.raises(account.dynamodb.exceptions.ConditionalCheckFailedException):
        delete("2")
    delete("3")
    assert version(account, "prices/read") is None


def test_a_delete_of_a_missing_item_is_not_an_error(account: Account) -> None:
    account.dynamodb.delete_item(TableName="leases", Key={"lease": {"S": "nope"}})


def test_a_scan_returns_all_leases_in_pages(account: Account) -> None:
    names = {f"t{number}/read" for number in range(7)}
    for name in names:
        put(account, name)
    pages = list(
        account.dynamodb.get_paginator("scan").paginate(
            TableName="leases", PaginationConfig={"PageSize": 3}
        )
    )
    seen = [item["lease"]["S"] for page in pages for item in page["Items"]]
    assert [page["Count"] for page in pages] == [3, 3, 1]
    assert sorted(seen) == sorted(names)


@pytest.mark.parametrize("expression", ["attribute_not_exists(lease) AND", "nonsense(("])
def test_a_condition_that_does_not_parse_is_refused(expression: str, simulated: Account) -> None:
    """The simulator alone: moto's parser raises an exception in the caller."""
    with pytest.raises(ClientError, match="ValidationException"):
        put(simulated, "prices/read", only_if=expression)


def test_leases_of_a_missing_table_are_not_found(account: Account) -> None:
    with pytest.raises(account.dynamodb.exceptions.ResourceNotFoundException):
        account.dynamodb.scan(TableName="nope")


def test_a_wrong_key_is_refused(account: Account) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        account.dynamodb.get_item(TableName="leases", Key={"id": {"S": "x"}})
