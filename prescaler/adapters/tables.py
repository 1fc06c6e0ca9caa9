"""DescribeTable and UpdateTable."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from kickoff.aws.clients import Clients
from kickoff.outcome import Failure, Outcome
from prescaler.model import Dimension, Resource, ScalingRequest

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        ProvisionedThroughputDescriptionTypeDef,
        ReplicaDescriptionTypeDef,
        TableDescriptionTypeDef,
        UpdateTableInputTypeDef,
    )

UNITS = {"read": "ReadCapacityUnits", "write": "WriteCapacityUnits"}
Throughput = dict[str, dict[str, int]]
"""Parameters of one part of an UpdateTable, such as `ProvisionedThroughput`."""


def is_read(dimension: Dimension) -> bool:
    """Return whether it is read capacity; otherwise it is write capacity."""
    return dimension.scalable.endswith(UNITS["read"])


def index_name(dimension: Dimension) -> str | None:
    """The name of the index; None for the table itself."""
    _, _, index = dimension.resource.partition("/index/")
    return index or None


def table_name(resource: Resource) -> str:
    """The name of a table."""
    return resource.name.partition("/")[2]


def by_index(requests: Sequence[ScalingRequest]) -> dict[str | None, list[ScalingRequest]]:
    """The requests of the table itself (None) and of each index."""
    parts: dict[str | None, list[ScalingRequest]] = {}
    for each in requests:
        parts.setdefault(index_name(each.dimension), []).append(each)
    return parts


def provisioned(
    table: "TableDescriptionTypeDef", index: str | None
) -> "ProvisionedThroughputDescriptionTypeDef | None":
    """The provisioned units in the description of a table, or of one of its indexes."""
    if index is None:
        return table["ProvisionedThroughput"]
    found = (each for each in table.get("GlobalSecondaryIndexes", ()))
    return next((e["ProvisionedThroughput"] for e in found if e["IndexName"] == index), None)


def other_replicas(table: "TableDescriptionTypeDef") -> list["ReplicaDescriptionTypeDef"]:
    """The replicas of a global table in other regions than the described one."""
    home = table.get("TableArn", "").split(":")[3:4]
    return [each for each in table.get("Replicas", ()) if each["RegionName"] not in home]


def has_own_reads(replica: "ReplicaDescriptionTypeDef", index: str | None) -> bool:
    """Return whether a replica's table, or an index of it, overrides the common read capacity."""
    if index is None:
        return "ProvisionedThroughputOverride" in replica
    indexes = replica.get("GlobalSecondaryIndexes", ())
    return any(
        each["IndexName"] == index and "ProvisionedThroughputOverride" in each for each in indexes
    )


def describe(clients: Clients, table: Resource) -> "TableDescriptionTypeDef | Outcome":
    """Describe a table with its indexes; return the failure if it cannot be read."""
    name = table_name(table)
    try:
        with clients.calling(table.place, f"dynamodb:DescribeTable of {name}"):
            return clients.dynamodb(table.place).describe_table(TableName=name)["Table"]
    except Failure as failure:
        return failure.outcome


def update(
    clients: Clients,
    table: Resource,
    parts: Mapping[str | None, Throughput],
    *,
    while_busy: int = 0,
) -> "TableDescriptionTypeDef | Outcome":
    """Update the table (None) and its indexes in one call; return the failure.

    AWS answers with the units that the update replaces. `while_busy`: see `Clients.change`.
    """
    name = table_name(table)
    indexes = [
        {"Update": {"IndexName": index, **throughput}}
        for index, throughput in parts.items()
        if index is not None
    ]
    request: dict[str, object] = {"TableName": name, **parts.get(None, {})}
    if indexes:
        request["GlobalSecondaryIndexUpdates"] = indexes
    named = cast("UpdateTableInputTypeDef", request)

    def call(client: "DynamoDBClient") -> "TableDescriptionTypeDef":
        return client.update_table(**named)["TableDescription"]

    try:
        action = f"dynamodb:UpdateTable of {name}"
        return clients.change(table.place, action, call, while_busy=while_busy)
    except Failure as failure:
        return failure.outcome
