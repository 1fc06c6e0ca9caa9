"""DescribeTable and DescribeLimits, and the description that other operations return."""

from datetime import datetime
from typing import Any

from simulator.cloud import Cloud
from simulator.dynamodb.part import TablePart
from simulator.dynamodb.status import ResourceStatus
from simulator.dynamodb.table import SimulatedTable
from simulator.wire.json_rpc import Parameters


def describe_table(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """DescribeTable."""
    return {"Table": description(cloud, cloud.table(parameters["TableName"]))}


def describe_limits(cloud: Cloud, _parameters: Parameters) -> dict[str, Any]:
    """DescribeLimits."""
    return {
        "AccountMaxReadCapacityUnits": cloud.quotas.account.read,
        "AccountMaxWriteCapacityUnits": cloud.quotas.account.write,
        "TableMaxReadCapacityUnits": cloud.quotas.table.read,
        "TableMaxWriteCapacityUnits": cloud.quotas.table.write,
    }


def description(cloud: Cloud, table: SimulatedTable) -> dict[str, Any]:
    """A table as it is now."""
    now = cloud.now
    arn = f"arn:aws:dynamodb:{cloud.region}:123456789012:table/{table.name}"
    described: dict[str, Any] = {
        "TableName": table.name,
        "TableArn": arn,
        "TableStatus": table.status(now),
        "CreationDateTime": table.created.timestamp(),
        "DeletionProtectionEnabled": table.protected,
        "KeySchema": _key_schema(cloud.key(table.name)),
        "AttributeDefinitions": _attributes(cloud, table),
        **_throughput(table.parts[None], now),
        **_settings(table, arn),
    }
    if indexes := [_index(table, name, arn, now) for name in table.indexes]:
        described["GlobalSecondaryIndexes"] = indexes
    if table.replicas:
        described["GlobalTableVersion"] = "2019.11.21"
        described["Replicas"] = [
            _replica(region, replica, now) for region, replica in table.replicas.items()
        ]
    return described


def _attributes(cloud: Cloud, table: SimulatedTable) -> list[dict[str, str]]:
    """The definitions of CreateTable; a table made without them has keys that are strings."""
    key = [{"AttributeName": cloud.key(table.name), "AttributeType": "S"}]
    return list(table.settings.get("AttributeDefinitions", key))


def _settings(table: SimulatedTable, arn: str) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    if table.on_demand or table.switched_to_on_demand is not None:
        settings["BillingModeSummary"] = {"BillingMode": table.billing}
        if (switched := table.switched_to_on_demand) is not None:
            instant = {"LastUpdateToPayPerRequestDateTime": switched.timestamp()}
            settings["BillingModeSummary"] |= instant
    if stream := table.settings.get("StreamSpecification"):
        settings["StreamSpecification"] = stream
    if label := table.settings.get("LatestStreamLabel"):
        settings |= {"LatestStreamLabel": label, "LatestStreamArn": f"{arn}/stream/{label}"}
    if table_class := table.settings.get("TableClass"):
        settings["TableClassSummary"] = {"TableClass": table_class}
    return settings


def _index(table: SimulatedTable, name: str, arn: str, now: datetime) -> dict[str, Any]:
    part, status = table.parts[name], table.status(now, name)
    described: dict[str, Any] = {
        "IndexName": name,
        "IndexArn": f"{arn}/index/{name}",
        "IndexStatus": status,
        "KeySchema": _key_schema(name),
        "Projection": {"ProjectionType": "ALL"},
        **part.schema,
        **_throughput(part, now),
    }
    if status is ResourceStatus.CREATING and part.life.allocated is not None:
        described["Backfilling"] = not part.life.allocating(now)
    return described


def _throughput(part: TablePart, now: datetime) -> dict[str, Any]:
    warm = part.warmth.units(now)
    described: dict[str, Any] = {
        "ProvisionedThroughput": _provisioned(part, now),
        "WarmThroughput": {
            "ReadUnitsPerSecond": warm.read,
            "WriteUnitsPerSecond": warm.write,
            "Status": ResourceStatus.UPDATING
            if part.warmth.updating(now)
            else ResourceStatus.ACTIVE,
        },
    }
    shown = part.caps_shown(now)
    caps = {"MaxReadRequestUnits": shown.read, "MaxWriteRequestUnits": shown.write}
    if named := {name: cap for name, cap in caps.items() if cap is not None}:
        described["OnDemandThroughput"] = named
    return described


def _provisioned(part: TablePart, now: datetime) -> dict[str, Any]:
    """Units in force, with instants of updates that may still be under way; 0 for on-demand."""
    throughput = part.throughput
    described: dict[str, Any] = {
        "NumberOfDecreasesToday": part.decreases_shown(now),
        "ReadCapacityUnits": throughput.units.read,
        "WriteCapacityUnits": throughput.units.write,
    }
    if throughput.increased_at is not None:
        described["LastIncreaseDateTime"] = throughput.increased_at.timestamp()
    if throughput.decreased_at is not None:
        described["LastDecreaseDateTime"] = throughput.decreased_at.timestamp()
    return described


def _replica(region: str, replica: SimulatedTable, now: datetime) -> dict[str, Any]:
    """The description of a replica by the other regions: an override for reads of its own."""
    reads = {
        name: {"ProvisionedThroughputOverride": {"ReadCapacityUnits": part.throughput.units.read}}
        for name, part in replica.parts.items()
        if part.own_reads
    }
    described: dict[str, Any] = {
        "RegionName": region,
        "ReplicaStatus": replica.status(now),
        **reads.get(None, {}),
    }
    indexes = [{"IndexName": name, **reads.get(name, {})} for name in replica.indexes]
    return described | ({"GlobalSecondaryIndexes": indexes} if indexes else {})


def _key_schema(attribute: str) -> list[dict[str, str]]:
    return [{"AttributeName": attribute, "KeyType": "HASH"}]
