"""The usual script, for comparison: a loop over all targets that sets those that differ."""

from contextlib import suppress
from datetime import datetime

import boto3
from botocore.exceptions import ClientError

from benchmarks.prescaler.scenario import (
    DIMENSIONS,
    LOW,
    OPENS,
    RAISED,
    SECOND,
    first_tables,
    provisioned_tables,
    second_tables,
    tables,
)
from benchmarks.prescaler.ticks import run_ticks


def main() -> None:
    """One pass over all targets for each instant."""
    client, dynamodb = boto3.client("application-autoscaling"), boto3.client("dynamodb")
    provisioned = set(provisioned_tables())

    def tick(instant: str) -> None:
        at = datetime.fromisoformat(instant)
        high = {
            *(first_tables() if at >= OPENS else ()),
            *(second_tables() if at >= SECOND else ()),
        }
        for name in tables():
            if name in provisioned:
                _set_units(dynamodb, name, RAISED if name in high else LOW)
                continue
            for dimension in DIMENSIONS:
                minimum = RAISED if name in high and dimension == "read" else LOW
                _set_minimum(client, name, dimension, minimum)

    run_ticks(tick)


def _set_units(client, name: str, read: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 (boto3's)
    """Update a table; a throttled update that boto3 gave up is dropped."""
    units = client.describe_table(TableName=name)["Table"]["ProvisionedThroughput"]
    if units["ReadCapacityUnits"] == read:
        return
    throughput = {"ReadCapacityUnits": read, "WriteCapacityUnits": units["WriteCapacityUnits"]}
    with suppress(ClientError):
        client.update_table(TableName=name, ProvisionedThroughput=throughput)


def _set_minimum(client, name: str, dimension: str, minimum: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 (boto3's)
    index, _, kind = dimension.rpartition(".")
    resource_id = f"table/{name}/index/{index}" if index else f"table/{name}"
    scalable = f"dynamodb:{'index' if index else 'table'}:{kind.title()}CapacityUnits"
    [target] = client.describe_scalable_targets(
        ServiceNamespace="dynamodb", ResourceIds=[resource_id], ScalableDimension=scalable
    )["ScalableTargets"]
    if target["MinCapacity"] != minimum:
        client.register_scalable_target(
            ServiceNamespace="dynamodb",
            ResourceId=resource_id,
            ScalableDimension=scalable,
            MinCapacity=minimum,
        )


if __name__ == "__main__":
    main()
