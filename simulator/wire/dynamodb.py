"""DynamoDB: throughput of tables, and the item operations that leases need."""

from types import MappingProxyType
from typing import Any

from simulator.cloud import Cloud
from simulator.conditions import Item, holds
from simulator.errors import ServiceError
from simulator.faults import Fault
from simulator.items import Condition
from simulator.wire.json_rpc import JsonService, Operation, Parameters
from simulator.wire.tables import describe_limits, describe_table, update_table


def _put_item(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    cloud.items(asked["TableName"]).put(asked["Item"], _condition(asked))
    return {}


def _get_item(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    item = cloud.items(asked["TableName"]).get(asked["Key"])
    return {} if item is None else {"Item": item}


def _delete_item(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    cloud.items(asked["TableName"]).delete(asked["Key"], _condition(asked))
    return {}


def _scan(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    items = cloud.items(asked["TableName"])
    page, last = items.scan(asked.get("ExclusiveStartKey"), asked.get("Limit"))
    answer: dict[str, Any] = {"Items": page, "Count": len(page), "ScannedCount": len(page)}
    return answer if last is None else answer | {"LastEvaluatedKey": last}


def _condition(asked: Parameters) -> Condition:
    def condition(item: Item | None) -> bool:
        expression = asked.get("ConditionExpression")
        if expression is None:
            return True
        names = asked.get("ExpressionAttributeNames", {})
        return holds(expression, item, names, asked.get("ExpressionAttributeValues", {}))

    return condition


_CONDITIONAL = frozenset(
    {
        "TableName",
        "ConditionExpression",
        "ExpressionAttributeNames",
        "ExpressionAttributeValues",
    }
)
_UPDATE = frozenset(
    {
        "TableName",
        "BillingMode",
        "ProvisionedThroughput",
        "WarmThroughput",
        "OnDemandThroughput",
        "GlobalSecondaryIndexUpdates",
    }
)
_FAILURE = ServiceError("InternalServerError", "Internal server error", status=500)

DYNAMODB = JsonService(
    name="dynamodb",
    content_type="application/x-amz-json-1.0",
    operations=MappingProxyType(
        {
            "DescribeLimits": Operation(describe_limits, frozenset()),
            "DescribeTable": Operation(describe_table, frozenset({"TableName"})),
            "UpdateTable": Operation(update_table, _UPDATE),
            "PutItem": Operation(_put_item, _CONDITIONAL | {"Item"}),
            "GetItem": Operation(_get_item, frozenset({"TableName", "Key", "ConsistentRead"})),
            "DeleteItem": Operation(_delete_item, _CONDITIONAL | {"Key"}),
            "Scan": Operation(
                _scan, frozenset({"TableName", "Limit", "ExclusiveStartKey", "ConsistentRead"})
            ),
        }
    ),
    errors=MappingProxyType(
        {
            Fault.THROTTLED: ServiceError("ThrottlingException", "Rate of requests exceeds limit"),
            Fault.DENIED: ServiceError("AccessDeniedException", "User is not authorized"),
            Fault.FAILED: _FAILURE,
            Fault.FAILED_AFTER: _FAILURE,
        }
    ),
)
