"""DynamoDB's operations: throughput of tables, and the item operations that leases use."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from simulator.cloud import Cloud
from simulator.dynamodb.conditions import Item, holds
from simulator.dynamodb.item_updates import updated
from simulator.dynamodb.items import CONDITION_FAILED, Condition, TableItems
from simulator.errors import ServiceError, invalid
from simulator.wire.arrival import fault_errors
from simulator.wire.dynamodb.creation import create_table, delete_table
from simulator.wire.dynamodb.descriptions import describe_limits, describe_table
from simulator.wire.dynamodb.updates import update_table
from simulator.wire.json_rpc import JsonOperation, JsonService, Parameters

_MOST_KEYS = 100  # of BatchGetItem


def _put_item(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    items, item = cloud.items(parameters["TableName"]), parameters["Item"]
    with _item_in_refusal(items, item, parameters):
        items.put(item, _condition(parameters))
    return {}


def _get_item(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    items = cloud.items(parameters["TableName"])
    items.check_key(parameters["Key"])
    item = items.get(parameters["Key"])
    return {} if item is None else {"Item": item}


def _update_item(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    items, key = cloud.items(parameters["TableName"]), parameters["Key"]
    items.check_key(key)
    names = parameters.get("ExpressionAttributeNames", {})
    values = parameters.get("ExpressionAttributeValues", {})
    item = updated(parameters["UpdateExpression"], items.get(key) or key, names, values)
    with _item_in_refusal(items, key, parameters):
        items.put(item, _condition(parameters))
    return {}


def _batch_get_item(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """BatchGetItem. The items that exist, in any order."""
    requests = parameters["RequestItems"]
    keys = [(table, key) for table, request in requests.items() for key in request["Keys"]]
    if len(keys) > _MOST_KEYS:
        raise invalid(
            f"Too many items requested for the BatchGetItem call: the limit is {_MOST_KEYS}"
        )
    found: dict[str, list[Item]] = {table: [] for table in requests}
    for number, (table, key) in enumerate(keys):
        if (table, key) in keys[:number]:
            raise invalid("Provided list of item keys contains duplicates")
        items = cloud.items(table)
        items.check_key(key)
        if (item := items.get(key)) is not None:
            found[table].append(item)
    return {"Responses": found, "UnprocessedKeys": {}}


def _delete_item(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    items = cloud.items(parameters["TableName"])
    items.check_key(parameters["Key"])
    with _item_in_refusal(items, parameters["Key"], parameters):
        items.delete(parameters["Key"], _condition(parameters))
    return {}


def _scan(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    items = cloud.items(parameters["TableName"])
    page, last = items.scan(parameters.get("ExclusiveStartKey"), parameters.get("Limit"))
    answer: dict[str, Any] = {"Items": page, "Count": len(page), "ScannedCount": len(page)}
    return answer if last is None else answer | {"LastEvaluatedKey": last}


@contextmanager
def _item_in_refusal(items: TableItems, key: Item, parameters: Parameters) -> Iterator[None]:
    """Add the stored item to the refusal of a false condition if the request asks for it."""
    try:
        yield
    except ServiceError as error:
        asked = parameters.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
        stored = items.get(key) if asked and error.code == CONDITION_FAILED else None
        if stored is None:
            raise
        raise ServiceError(error.code, error.message, fields={"Item": stored}) from error


def _condition(parameters: Parameters) -> Condition:
    def condition(item: Item | None) -> bool:
        expression = parameters.get("ConditionExpression")
        if expression is None:
            return True
        names = parameters.get("ExpressionAttributeNames", {})
        return holds(expression, item, names, parameters.get("ExpressionAttributeValues", {}))

    return condition


_CONDITIONAL = frozenset(
    {
        "TableName",
        "ConditionExpression",
        "ExpressionAttributeNames",
        "ExpressionAttributeValues",
        "ReturnValuesOnConditionCheckFailure",
    }
)
_TABLE = frozenset(
    {
        "TableName",
        "AttributeDefinitions",
        "BillingMode",
        "ProvisionedThroughput",
        "WarmThroughput",
        "OnDemandThroughput",
        "StreamSpecification",
        "TableClass",
        "DeletionProtectionEnabled",
    }
)
DYNAMODB = JsonService(
    name="dynamodb",
    content_type="application/x-amz-json-1.0",
    operations={
        "CreateTable": JsonOperation(
            create_table, _TABLE | {"KeySchema", "GlobalSecondaryIndexes"}
        ),
        "DeleteTable": JsonOperation(delete_table, frozenset({"TableName"})),
        "DescribeLimits": JsonOperation(describe_limits, frozenset()),
        "DescribeTable": JsonOperation(describe_table, frozenset({"TableName"})),
        "UpdateTable": JsonOperation(
            update_table, _TABLE | {"GlobalSecondaryIndexUpdates", "SSESpecification"}
        ),
        "PutItem": JsonOperation(_put_item, _CONDITIONAL | {"Item"}),
        "GetItem": JsonOperation(_get_item, frozenset({"TableName", "Key", "ConsistentRead"})),
        "UpdateItem": JsonOperation(_update_item, _CONDITIONAL | {"Key", "UpdateExpression"}),
        "BatchGetItem": JsonOperation(_batch_get_item, frozenset({"RequestItems"})),
        "DeleteItem": JsonOperation(_delete_item, _CONDITIONAL | {"Key"}),
        "Scan": JsonOperation(
            _scan, frozenset({"TableName", "Limit", "ExclusiveStartKey", "ConsistentRead"})
        ),
    },
    errors=fault_errors(
        ServiceError("InternalServerError", "Internal server error", status=500),
        ServiceError("ThrottlingException", "Rate of requests exceeds limit"),
    ),
)
