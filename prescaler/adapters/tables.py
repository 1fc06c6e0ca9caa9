"""DescribeTable and UpdateTable."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from kickoff.aws.clients import Clients
from kickoff.outcome import Failure, Outcome
from prescaler.model import Resource

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TableDescriptionTypeDef, UpdateTableInputTypeDef

Throughput = dict[str, dict[str, int]]
"""Parameters of one part of an UpdateTable, such as `ProvisionedThroughput`."""


def table_name(resource: Resource) -> str:
    """The name of a table."""
    return resource.name.partition("/")[2]


def describe(clients: Clients, table: Resource) -> "TableDescriptionTypeDef | Outcome":
    """Describe a table with its indexes; return the failure if it cannot be read."""
    name = table_name(table)
    try:
        with clients.calling(table.place, f"dynamodb:DescribeTable of {name}"):
            return clients.dynamodb(table.place).describe_table(TableName=name)["Table"]
    except Failure as failure:
        return failure.outcome


def update(
    clients: Clients, table: Resource, parts: Mapping[str | None, Throughput]
) -> Outcome | None:
    """Update the table (None) and its indexes in one call; return the failure."""
    name = table_name(table)
    indexes = [
        {"Update": {"IndexName": index, **throughput}}
        for index, throughput in parts.items()
        if index is not None
    ]
    request: dict[str, object] = {"TableName": name, **parts.get(None, {})}
    if indexes:
        request["GlobalSecondaryIndexUpdates"] = indexes
    try:
        with clients.calling(table.place, f"dynamodb:UpdateTable of {name}"):
            client = clients.dynamodb(table.place)
            client.update_table(**cast("UpdateTableInputTypeDef", request))
    except Failure as failure:
        return failure.outcome
    return None
