"""DynamoDB's tables on the wire: DescribeTable, UpdateTable, DescribeLimits."""

from datetime import datetime
from typing import Any

from simulator.cloud import Cloud
from simulator.errors import ServiceError, invalid
from simulator.parts import Change, Part
from simulator.tables import Owner, Table
from simulator.throughput import Provisioned, Units
from simulator.wire.json_rpc import Parameters

_ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table"
_CHANGES = frozenset({"ProvisionedThroughput", "WarmThroughput", "OnDemandThroughput"})
_OF_INDEX = _CHANGES | {"IndexName"}
_NOTHING = {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0}


def describe_table(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    """DescribeTable."""
    return {"Table": _description(cloud, cloud.table(asked["TableName"]))}


def describe_limits(cloud: Cloud, _asked: Parameters) -> dict[str, Any]:
    """DescribeLimits."""
    return {
        "AccountMaxReadCapacityUnits": cloud.quotas.account.read,
        "AccountMaxWriteCapacityUnits": cloud.quotas.account.write,
        "TableMaxReadCapacityUnits": cloud.quotas.table.read,
        "TableMaxWriteCapacityUnits": cloud.quotas.table.write,
    }


def update_table(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    """UpdateTable of throughput: of the table itself and of any of its indexes at once."""
    table = cloud.table(asked["TableName"])
    if asked.get("BillingMode", _billing_mode(table)) != _billing_mode(table):
        raise invalid("the stand-in's tables keep their billing mode")
    changes: dict[Owner, Change] = {}
    if asked.keys() & _CHANGES:
        changes[None] = _change(table, None, asked, cloud.now)
    for each in asked.get("GlobalSecondaryIndexUpdates", ()):
        match each:
            case {"Update": {"IndexName": str(index)} as wanted} if wanted.keys() <= _OF_INDEX:
                changes[index] = _change(table, index, wanted, cloud.now)
            case _:
                raise invalid("the stand-in updates the throughput of indexes alone")
    if not changes:
        raise invalid(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
        )
    table.update(changes, cloud.now)
    return {"TableDescription": _description(cloud, table)}


def _change(table: Table, owner: Owner, asked: Parameters, now: datetime) -> Change:
    """What is asked of one part; what of it is not named stays."""
    part = table.parts.get(owner)
    if part is None:
        raise ServiceError(
            "ResourceNotFoundException",
            f"Requested resource not found: Index: {owner} not found for table: {table.name}",
        )
    units = warm = caps = None
    if provisioned := asked.get("ProvisionedThroughput"):
        units = Units(provisioned["ReadCapacityUnits"], provisioned["WriteCapacityUnits"])
    if wanted := asked.get("WarmThroughput"):
        read, write = part.warmth.units(now)
        warm = Units(
            wanted.get("ReadUnitsPerSecond", read), wanted.get("WriteUnitsPerSecond", write)
        )
    if capped := asked.get("OnDemandThroughput"):
        caps = part.caps.changed(
            capped.get("MaxReadRequestUnits"), capped.get("MaxWriteRequestUnits")
        )
    return Change(units, warm, caps)


def _description(cloud: Cloud, table: Table) -> dict[str, Any]:
    now, key = cloud.now, cloud.items(table.name).key
    described: dict[str, Any] = {
        "TableName": table.name,
        "TableArn": f"{_ARN}/{table.name}",
        "TableStatus": _status(busy=not table.active(now)),
        "CreationDateTime": table.created.timestamp(),
        "KeySchema": _key_schema(key),
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"}],
        **_throughput(table.parts[None], now),
    }
    if table.on_demand:
        described["BillingModeSummary"] = {"BillingMode": "PAY_PER_REQUEST"}
    indexes = [
        {
            "IndexName": owner,
            "IndexArn": f"{_ARN}/{table.name}/index/{owner}",
            "IndexStatus": _status(busy=owner in table.updating(now)),
            "KeySchema": _key_schema(owner),
            "Projection": {"ProjectionType": "ALL"},
            **_throughput(part, now),
        }
        for owner, part in table.parts.items()
        if owner is not None
    ]
    if indexes:
        described["GlobalSecondaryIndexes"] = indexes
    if table.replicas:
        described["GlobalTableVersion"] = "2019.11.21"
        described["Replicas"] = [
            _replica(region, replica, now) for region, replica in table.replicas.items()
        ]
    return described


def _throughput(part: Part, now: datetime) -> dict[str, Any]:
    warm = part.warmth.units(now)
    described: dict[str, Any] = {
        "ProvisionedThroughput": dict(_NOTHING),
        "WarmThroughput": {
            "ReadUnitsPerSecond": warm.read,
            "WriteUnitsPerSecond": warm.write,
            "Status": _status(busy=part.warmth.updating(now)),
        },
    }
    if part.provisioned is not None:
        described["ProvisionedThroughput"] = _provisioned(part.provisioned, now)
    caps = {"MaxReadRequestUnits": part.caps.read, "MaxWriteRequestUnits": part.caps.write}
    if named := {name: cap for name, cap in caps.items() if cap is not None}:
        described["OnDemandThroughput"] = named
    return described


def _provisioned(provisioned: Provisioned, now: datetime) -> dict[str, Any]:
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


def _replica(region: str, replica: Table, now: datetime) -> dict[str, Any]:
    """A replica as the others describe it: with the reads that are its own."""
    reads = {
        owner: {"ProvisionedThroughputOverride": {"ReadCapacityUnits": part.provisioned.units.read}}
        for owner, part in replica.parts.items()
        if part.provisioned is not None
    }
    described: dict[str, Any] = {
        "RegionName": region,
        "ReplicaStatus": _status(busy=not replica.active(now)),
        **reads.get(None, {}),
    }
    indexes = [
        {"IndexName": owner, **reads.get(owner, {})} for owner in replica.parts if owner is not None
    ]
    return described | ({"GlobalSecondaryIndexes": indexes} if indexes else {})


def _billing_mode(table: Table) -> str:
    return "PAY_PER_REQUEST" if table.on_demand else "PROVISIONED"


def _key_schema(attribute: str) -> list[dict[str, str]]:
    return [{"AttributeName": attribute, "KeyType": "HASH"}]


def _status(*, busy: bool) -> str:
    return "UPDATING" if busy else "ACTIVE"
