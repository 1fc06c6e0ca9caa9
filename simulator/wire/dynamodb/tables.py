"""DescribeTable, UpdateTable and DescribeLimits."""

from datetime import datetime
from typing import Any

from simulator.cloud import Cloud
from simulator.dynamodb.part import PartUpdate, TablePart
from simulator.dynamodb.table import PartName, SimulatedTable
from simulator.dynamodb.throughput import ProvisionedThroughput, TableUnits
from simulator.errors import invalid
from simulator.wire.json_rpc import Parameters

_UPDATES = frozenset({"ProvisionedThroughput", "WarmThroughput", "OnDemandThroughput"})
_INDEX_UPDATES = _UPDATES | {"IndexName"}
_ON_DEMAND_UNITS = {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0}


def describe_table(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """DescribeTable."""
    return {"Table": _description(cloud, cloud.table(parameters["TableName"]))}


def describe_limits(cloud: Cloud, _parameters: Parameters) -> dict[str, Any]:
    """DescribeLimits."""
    return {
        "AccountMaxReadCapacityUnits": cloud.quotas.account.read,
        "AccountMaxWriteCapacityUnits": cloud.quotas.account.write,
        "TableMaxReadCapacityUnits": cloud.quotas.table.read,
        "TableMaxWriteCapacityUnits": cloud.quotas.table.write,
    }


def update_table(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """UpdateTable of throughput: the table itself and its indexes, in one call."""
    table = cloud.table(parameters["TableName"])
    if parameters.get("BillingMode", _billing_mode(table)) != _billing_mode(table):
        raise invalid("the stand-in does not change the billing mode")
    updates: dict[PartName, PartUpdate] = {}
    if parameters.keys() & _UPDATES:
        updates[None] = _part_update(table, None, parameters, cloud.now)
    for each in parameters.get("GlobalSecondaryIndexUpdates", ()):
        match each:
            case {"Update": {"IndexName": str(index)} as update} if update.keys() <= _INDEX_UPDATES:
                updates[index] = _part_update(table, index, update, cloud.now)
            case _:
                raise invalid("the stand-in updates only the throughput of indexes")
    if not updates:
        raise invalid(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required"
        )
    table.check(updates, cloud.now)
    cloud.control_plane.take(cloud.now)
    table.update(updates, cloud.now)
    return {"TableDescription": _description(cloud, table)}


def _part_update(
    table: SimulatedTable, name: PartName, parameters: Parameters, now: datetime
) -> PartUpdate:
    """The update of one part; a value that is not named stays unchanged."""
    part = table.part(name)
    units = warm = caps = None
    if provisioned := parameters.get("ProvisionedThroughput"):
        units = TableUnits(provisioned["ReadCapacityUnits"], provisioned["WriteCapacityUnits"])
    if warming := parameters.get("WarmThroughput"):
        read, write = part.warmth.units(now)
        warm = TableUnits(
            warming.get("ReadUnitsPerSecond", read), warming.get("WriteUnitsPerSecond", write)
        )
    if capped := parameters.get("OnDemandThroughput"):
        caps = part.caps.updated(
            capped.get("MaxReadRequestUnits"), capped.get("MaxWriteRequestUnits")
        )
    return PartUpdate(units, warm, caps)


def _description(cloud: Cloud, table: SimulatedTable) -> dict[str, Any]:
    now, key = cloud.now, cloud.items(table.name).key
    arn = f"arn:aws:dynamodb:{cloud.region}:123456789012:table/{table.name}"
    described: dict[str, Any] = {
        "TableName": table.name,
        "TableArn": arn,
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
            "IndexName": name,
            "IndexArn": f"{arn}/index/{name}",
            "IndexStatus": _status(busy=name in table.updating(now)),
            "KeySchema": _key_schema(name),
            "Projection": {"ProjectionType": "ALL"},
            **_throughput(part, now),
        }
        for name, part in table.parts.items()
        if name is not None
    ]
    if indexes:
        described["GlobalSecondaryIndexes"] = indexes
    if table.replicas:
        described["GlobalTableVersion"] = "2019.11.21"
        described["Replicas"] = [
            _replica(region, replica, now) for region, replica in table.replicas.items()
        ]
    return described


def _throughput(part: TablePart, now: datetime) -> dict[str, Any]:
    warm = part.warmth.units(now)
    described: dict[str, Any] = {
        "ProvisionedThroughput": dict(_ON_DEMAND_UNITS),
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


def _provisioned(provisioned: ProvisionedThroughput, now: datetime) -> dict[str, Any]:
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


def _replica(region: str, replica: SimulatedTable, now: datetime) -> dict[str, Any]:
    """The description of a replica by the other regions: with its own reads."""
    reads = {
        name: {"ProvisionedThroughputOverride": {"ReadCapacityUnits": part.provisioned.units.read}}
        for name, part in replica.parts.items()
        if part.provisioned is not None
    }
    described: dict[str, Any] = {
        "RegionName": region,
        "ReplicaStatus": _status(busy=not replica.active(now)),
        **reads.get(None, {}),
    }
    indexes = [
        {"IndexName": name, **reads.get(name, {})} for name in replica.parts if name is not None
    ]
    return described | ({"GlobalSecondaryIndexes": indexes} if indexes else {})


def _billing_mode(table: SimulatedTable) -> str:
    return "PAY_PER_REQUEST" if table.on_demand else "PROVISIONED"


def _key_schema(attribute: str) -> list[dict[str, str]]:
    return [{"AttributeName": attribute, "KeyType": "HASH"}]


def _status(*, busy: bool) -> str:
    return "UPDATING" if busy else "ACTIVE"
