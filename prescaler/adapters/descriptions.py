"""What DescribeTable says of one dimension."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from prescaler.model import Capacity, Code, Dimension, Outcome

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import (
        GlobalSecondaryIndexDescriptionTypeDef,
        TableDescriptionTypeDef,
    )

    Part = TableDescriptionTypeDef | GlobalSecondaryIndexDescriptionTypeDef

_ACTIVE = "ACTIVE"


def capacity(
    table: "TableDescriptionTypeDef | Outcome", dimension: Dimension
) -> Capacity | Outcome:
    """A dimension's capacity; the outcome of the read where that failed."""
    if isinstance(table, Outcome):
        return table
    part: Part = table
    active = table["TableStatus"] == _ACTIVE
    if dimension.index is not None:
        index = _index(table.get("GlobalSecondaryIndexes", ()), dimension.index)
        if index is None:
            return Outcome(
                Code.NOT_FOUND, f"table {dimension.table} has no index {dimension.index}"
            )
        part, active = index, active and index["IndexStatus"] == _ACTIVE
    if not dimension.reads:  # write settings are of all replicas, reads of each alone
        replicas = table.get("Replicas", ())
        active = active and all(each.get("ReplicaStatus", _ACTIVE) == _ACTIVE for each in replicas)
    if table.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST":
        return _on_demand(part, dimension, active=active)
    return _provisioned(part, table, dimension, active=active)


def _index(
    indexes: "Sequence[GlobalSecondaryIndexDescriptionTypeDef]", name: str
) -> "GlobalSecondaryIndexDescriptionTypeDef | None":
    return next((index for index in indexes if index["IndexName"] == name), None)


def _provisioned(
    part: "Part", table: "TableDescriptionTypeDef", dimension: Dimension, *, active: bool
) -> Capacity:
    units = part["ProvisionedThroughput"]
    halves = units["ReadCapacityUnits"], units["WriteCapacityUnits"]
    own, other = halves if dimension.reads else halves[::-1]
    return Capacity(
        own,
        active,
        other=other,
        decreases=units.get("NumberOfDecreasesToday", 0),
        decreased=units.get("LastDecreaseDateTime"),
        warm=_warm(part, dimension),
        replicas=tuple(each["RegionName"] for each in table.get("Replicas", ())),
        arn=table.get("TableArn"),
    )


def _on_demand(part: "Part", dimension: Dimension, *, active: bool) -> Capacity:
    warm = _warm(part, dimension)
    if "WarmThroughput" in part:
        active = active and part["WarmThroughput"].get("Status", _ACTIVE) == _ACTIVE
    return Capacity(warm or 0, active, warm=warm, cap=_cap(part, dimension), on_demand=True)


def _warm(part: "Part", dimension: Dimension) -> int | None:
    if "WarmThroughput" not in part:
        return None
    warm = part["WarmThroughput"]
    return warm.get("ReadUnitsPerSecond") if dimension.reads else warm.get("WriteUnitsPerSecond")


def _cap(part: "Part", dimension: Dimension) -> int | None:
    if "OnDemandThroughput" not in part:
        return None
    caps = part["OnDemandThroughput"]
    cap = caps.get("MaxReadRequestUnits") if dimension.reads else caps.get("MaxWriteRequestUnits")
    return cap if cap and cap > 0 else None  # -1 is how a cap is taken away
