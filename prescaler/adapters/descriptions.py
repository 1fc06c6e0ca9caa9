"""What DescribeTable says of one dimension."""

from typing import TYPE_CHECKING

from prescaler.model import Capacity, Code, Dimension, Outcome

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import (
        GlobalSecondaryIndexDescriptionTypeDef,
        ProvisionedThroughputDescriptionTypeDef,
        TableDescriptionTypeDef,
    )


def capacity(
    table: "TableDescriptionTypeDef | Outcome", dimension: Dimension
) -> Capacity | Outcome:
    """A dimension's capacity; the outcome of the read where that failed."""
    if isinstance(table, Outcome):
        return table
    if table.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST":
        return Outcome(
            Code.ON_DEMAND,
            f"table {dimension.table} is on-demand and has no provisioned capacity to raise: "
            "take the target out of the calendar, or put the table in provisioned mode",
        )
    active = table["TableStatus"] == "ACTIVE"
    if dimension.index is None:
        return _capacity(table["ProvisionedThroughput"], dimension, active=active)
    index = _index(table, dimension.index)
    if index is None:
        return Outcome(Code.NOT_FOUND, f"table {dimension.table} has no index {dimension.index}")
    active = active and index["IndexStatus"] == "ACTIVE"
    return _capacity(index["ProvisionedThroughput"], dimension, active=active)


def _index(
    table: "TableDescriptionTypeDef", name: str
) -> "GlobalSecondaryIndexDescriptionTypeDef | None":
    indexes = table.get("GlobalSecondaryIndexes", [])
    return next((index for index in indexes if index["IndexName"] == name), None)


def _capacity(
    throughput: "ProvisionedThroughputDescriptionTypeDef", dimension: Dimension, *, active: bool
) -> Capacity:
    reads = dimension.scalable.endswith("ReadCapacityUnits")
    units = throughput["ReadCapacityUnits"] if reads else throughput["WriteCapacityUnits"]
    return Capacity(units, active, throughput["NumberOfDecreasesToday"])
