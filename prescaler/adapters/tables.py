"""Tables: one description and one update for a table with all its indexes."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from kickoff.aws.clients import Clients
from prescaler.model import Capacity, Failure, Move, Outcome, Resource

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import (
        ProvisionedThroughputTypeDef,
        TableDescriptionTypeDef,
        UpdateTableInputTypeDef,
        WarmThroughputTypeDef,
    )

    Throughput = dict[str, ProvisionedThroughputTypeDef | WarmThroughputTypeDef]


class Tables:
    """DescribeTable and UpdateTable."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def describe(self, table: Resource) -> "TableDescriptionTypeDef | Outcome":
        """The table and its indexes, or what failed."""
        try:
            with self._clients.calling(table.place, f"dynamodb:DescribeTable of {table.name}"):
                client = self._clients.dynamodb(table.place)
                return client.describe_table(TableName=table.name)["Table"]
        except Failure as failure:
            return failure.outcome

    def provision(self, table: Resource, moves: Sequence[Move]) -> Outcome | None:
        """Bring the capacity that moves ask for, all in one UpdateTable; what failed, if it did."""
        return self._update(
            table,
            {
                index: {"ProvisionedThroughput": _throughput(of_part)}
                for index, of_part in _by_part(moves).items()
            },
        )

    def warm(self, table: Resource, moves: Sequence[Move]) -> Outcome | None:
        """Raise warm throughput, all in one UpdateTable; what failed, if it did."""
        return self._update(
            table,
            {
                index: {"WarmThroughput": _warmth(of_part)}
                for index, of_part in _by_part(moves).items()
            },
        )

    def _update(self, table: Resource, parts: "dict[str | None, Throughput]") -> Outcome | None:
        indexes = [
            {"Update": {"IndexName": index, **asked}}
            for index, asked in parts.items()
            if index is not None
        ]
        request: dict[str, object] = {"TableName": table.name, **parts.get(None, {})}
        if indexes:
            request["GlobalSecondaryIndexUpdates"] = indexes
        try:
            with self._clients.calling(table.place, f"dynamodb:UpdateTable of {table.name}"):
                client = self._clients.dynamodb(table.place)
                client.update_table(**cast("UpdateTableInputTypeDef", request))
        except Failure as failure:
            return failure.outcome
        return None


def _by_part(moves: Sequence[Move]) -> dict[str | None, list[Move]]:
    """Moves by the index they are of; None for the table itself."""
    parts: dict[str | None, list[Move]] = defaultdict(list)
    for move in moves:
        parts[move.dimension.index].append(move)
    return parts


def _throughput(moves: Sequence[Move]) -> "ProvisionedThroughputTypeDef":
    """Both halves must be named: the one that does not move stays as it was read."""
    halves = {move.dimension.reads: move.units for move in moves}
    capacity = moves[0].observed.capacity
    assert isinstance(capacity, Capacity)  # noqa: S101 (units move only where they were read)
    other = capacity.other
    halves.setdefault(not moves[0].dimension.reads, other)
    return {
        "ReadCapacityUnits": halves[True] or 1,
        "WriteCapacityUnits": halves[False] or 1,
    }


def _warmth(moves: Sequence[Move]) -> "WarmThroughputTypeDef":
    names = {True: "ReadUnitsPerSecond", False: "WriteUnitsPerSecond"}
    asked = {names[move.dimension.reads]: move.warm for move in moves}
    return cast("WarmThroughputTypeDef", asked)
