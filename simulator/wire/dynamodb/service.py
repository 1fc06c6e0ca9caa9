"""DynamoDB's operations: throughput of tables, and the item operations that leases use."""

from typing import Any

from simulator.cloud import Cloud
from simulator.dynamodb.conditions import Item, holds
from simulator.dynamodb.items import Condition
from simulator.errors import ServiceError
from simulator.wire.arrival import fault_errors
from simulator.wire.dynamodb.creation import create_table, delete_table
from simulator.wire.dynamodb.descriptions import describe_limits, describe_table
from simulator.wire.dynamodb.updates import update_table
from simulator.wire.json_rpc import JsonOperation, JsonService, Parameters


def _put_item(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    cloud.items(parameters["TableName"]).put(parameters["Item"], _condition(parameters))
    return {}


def _get_item(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    items = cloud.items(parameters["TableName"])
    items.check_key(parameters["Key"])
    item = items.get(parameters["Key"])
    return {} if item is None else {"Item": item}


def _delete_item(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    items = cloud.items(parameters["TableName"])
    items.check_key(parameters["Key"])
    items.delete(parameters["Key"], _condition(parameters))
    return {}


def _scan(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    items = cloud.items(parameters["TableName"])
    page, last = items.scan(parameters.get("ExclusiveStartKey"), parameters.get("Limit"))
    answer: dict[str, Any] = {"Items": page, "Count": len(page), "ScannedCount": len(page)}
    return answer if last is None else answer | {"LastEvaluatedKey": last}


def _condition(parameters: Parameters) -> Condition:
    def condition(item: Item | None) -> bool:
        expression = parameters.get("ConditionExpression")
        if expression is None:
            return True
        names = parameters.get("ExpressionAttributeNames", {})
        return holds(expression, item, names, parameters.get("ExpressionAttributeValues", {}))

    return condition


_CONDITIONAL = frozenset(
    {"TableName", "ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues"}
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
        "UpdateTable": JsonOperation(update_table, _TABLE | {"GlobalSecondaryIndexUpdates"}),
        "PutItem": JsonOperation(_put_item, _CONDITIONAL | {"Item"}),
        "GetItem": JsonOperation(_get_item, frozenset({"TableName", "Key", "ConsistentRead"})),
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
