"""Parameters of AWS calls, made from the short forms of steps."""

from collections.abc import Iterable
from typing import Any

from tests.recorded.steps import Call, Index, Pair, Register, Request, Table, Track, Update

_DIMENSIONS = {
    "read": "dynamodb:table:ReadCapacityUnits",
    "write": "dynamodb:table:WriteCapacityUnits",
}
_METRICS = {
    "read": "DynamoDBReadCapacityUtilization",
    "write": "DynamoDBWriteCapacityUtilization",
}
USUAL = {
    "TableName": "$table",
    "FunctionName": "$function",
    "Qualifier": "live",
    "ServiceNamespace": "dynamodb",
    "ResourceId": "table/$table",
    "ScalableDimension": _DIMENSIONS["read"],
}
"""Required parameters that a call may omit."""


def to_call(request: Request) -> Call:
    """The call of a step."""
    match request:
        case Update():
            return Call(service="dynamodb", operation="UpdateTable", parameters=_update(request))
        case Register():
            return Call(
                service="application-autoscaling",
                operation="RegisterScalableTarget",
                parameters={
                    "ScalableDimension": _DIMENSIONS[request.dimension],
                    "MinCapacity": request.minimum,
                    "MaxCapacity": request.maximum,
                },
            )
        case Track():
            return Call(
                service="application-autoscaling",
                operation="PutScalingPolicy",
                parameters={
                    "ScalableDimension": _DIMENSIONS[request.dimension],
                    "PolicyName": f"track-{request.dimension}",
                    "PolicyType": "TargetTrackingScaling",
                    "TargetTrackingScalingPolicyConfiguration": {
                        "TargetValue": request.target,
                        "PredefinedMetricSpecification": {
                            "PredefinedMetricType": _METRICS[request.dimension]
                        },
                    },
                },
            )
        case Call():
            return request


def table_parameters(table: Table) -> dict[str, Any]:
    """The parameters of CreateTable."""
    parameters: dict[str, Any] = {
        "TableName": table.name,
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": _attributes(["id", *(index.name for index in table.indexes)]),
    }
    parameters |= _throughput(table.units, table.warm, None)
    if table.units is None:
        parameters["BillingMode"] = "PAY_PER_REQUEST"
    if table.indexes:
        parameters["GlobalSecondaryIndexes"] = [_new_index(index) for index in table.indexes]
    return parameters


def _update(update: Update) -> dict[str, Any]:
    parameters: dict[str, Any] = {"TableName": update.table}
    parameters |= _throughput(update.units, update.warm, update.caps)
    if update.billing:
        parameters["BillingMode"] = update.billing
    if update.indexes is not None:
        parameters["GlobalSecondaryIndexUpdates"] = [
            {"Update": {"IndexName": each.name} | _throughput(each.units, each.warm, each.caps)}
            for each in update.indexes
        ]
    if update.creates:
        parameters["AttributeDefinitions"] = _attributes(["id", update.creates.name])
        parameters["GlobalSecondaryIndexUpdates"] = [{"Create": _new_index(update.creates)}]
    return parameters


def _throughput(units: Pair | None, warm: Pair | None, caps: Pair | None) -> dict[str, Any]:
    parts = {
        "ProvisionedThroughput": _pair(units, "ReadCapacityUnits", "WriteCapacityUnits"),
        "WarmThroughput": _pair(warm, "ReadUnitsPerSecond", "WriteUnitsPerSecond"),
        "OnDemandThroughput": _pair(caps, "MaxReadRequestUnits", "MaxWriteRequestUnits"),
    }
    return {name: part for name, part in parts.items() if part}


def _pair(pair: Pair | None, *names: str) -> dict[str, int]:
    return {
        name: value for name, value in zip(names, pair or (), strict=False) if value is not None
    }


def _new_index(index: Index) -> dict[str, Any]:
    return {
        "IndexName": index.name,
        "KeySchema": [{"AttributeName": index.name, "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
        **_throughput(index.units, index.warm, index.caps),
    }


def _attributes(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"AttributeName": name, "AttributeType": "S"} for name in names]
