"""DynamoDB: throughput of tables, and the item operations that leases need."""

from datetime import datetime
from types import MappingProxyType
from typing import Any

from simulator.cloud import Cloud
from simulator.conditions import Item, holds
from simulator.errors import ServiceError, invalid
from simulator.faults import Fault
from simulator.items import Condition
from simulator.tables import Table, Units
from simulator.throughput import Provisioned
from simulator.wire.json_rpc import JsonService, Operation, Parameters

_ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table"


def _describe_table(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    return {"Table": _description(cloud, cloud.table(asked["TableName"]))}


def _update_table(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    table = cloud.table(asked["TableName"])
    changes: dict[str | None, Units] = {}
    if "ProvisionedThroughput" in asked:
        changes[None] = _units(asked["ProvisionedThroughput"])
    for each in asked.get("GlobalSecondaryIndexUpdates", ()):
        match each:
            case {"Update": {"IndexName": index, "ProvisionedThroughput": throughput}}:
                changes[index] = _units(throughput)
            case _:
                raise invalid("the stand-in updates the throughput of indexes alone")
    if not changes:
        raise invalid(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
        )
    table.update(changes, cloud.now)
    return {"TableDescription": _description(cloud, table)}


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


def _units(throughput: dict[str, int]) -> Units:
    return Units(throughput["ReadCapacityUnits"], throughput["WriteCapacityUnits"])


def _description(cloud: Cloud, table: Table) -> dict[str, Any]:
    updating = table.updating(cloud.now)
    key = cloud.items(table.name).key
    described: dict[str, Any] = {
        "TableName": table.name,
        "TableArn": f"{_ARN}/{table.name}",
        "TableStatus": _status(busy=bool(updating)),
        "CreationDateTime": table.created.timestamp(),
        "KeySchema": _key_schema(key),
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"}],
        "ProvisionedThroughput": {
            "NumberOfDecreasesToday": 0,
            "ReadCapacityUnits": 0,
            "WriteCapacityUnits": 0,
        },
    }
    if not table.provisioned:
        return described | {"BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"}}
    described["ProvisionedThroughput"] = _throughput(table.provisioned[None], cloud.now)
    indexes = [
        {
            "IndexName": index,
            "IndexArn": f"{_ARN}/{table.name}/index/{index}",
            "IndexStatus": _status(busy=index in updating),
            "KeySchema": _key_schema(index),
            "Projection": {"ProjectionType": "ALL"},
            "ProvisionedThroughput": _throughput(provisioned, cloud.now),
        }
        for index, provisioned in table.provisioned.items()
        if index is not None
    ]
    return described | ({"GlobalSecondaryIndexes": indexes} if indexes else {})


def _throughput(provisioned: Provisioned, now: datetime) -> dict[str, Any]:
    read, write = provisioned.units
    described: dict[str, Any] = {
        "NumberOfDecreasesToday": provisioned.decreases.today(now),
        "ReadCapacityUnits": read,
        "WriteCapacityUnits": write,
    }
    if provisioned.increased_at is not None:
        described["LastIncreaseDateTime"] = provisioned.increased_at.timestamp()
    if provisioned.decreased_at is not None:
        described["LastDecreaseDateTime"] = provisioned.decreased_at.timestamp()
    return described


def _key_schema(attribute: str) -> list[dict[str, str]]:
    return [{"AttributeName": attribute, "KeyType": "HASH"}]


def _status(*, busy: bool) -> str:
    return "UPDATING" if busy else "ACTIVE"


_CONDITIONAL = frozenset(
    {
        "TableName",
        "ConditionExpression",
        "ExpressionAttributeNames",
        "ExpressionAttributeValues",
    }
)
_FAILURE = ServiceError("InternalServerError", "Internal server error", status=500)

DYNAMODB = JsonService(
    name="dynamodb",
    content_type="application/x-amz-json-1.0",
    operations=MappingProxyType(
        {
            "DescribeTable": Operation(_describe_table, frozenset({"TableName"})),
            "UpdateTable": Operation(
                _update_table,
                frozenset({"TableName", "ProvisionedThroughput", "GlobalSecondaryIndexUpdates"}),
            ),
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
