"""What is usually written: a loop over all targets that sets those that differ."""

import json
import resource
import sys
import time
from datetime import datetime

import boto3

from benchmarks.prescaling.setting import (
    DIMENSIONS,
    FOUND,
    OPENS,
    RAISED,
    SECOND,
    raised,
    tables,
    watched,
)


def main() -> None:
    """A pass over all targets for each instant that is read."""
    client = boto3.client("application-autoscaling")
    for line in sys.stdin:
        began, cpu = time.monotonic(), time.process_time()
        at = datetime.fromisoformat(line.strip())
        high = {*(watched() if at >= OPENS else ()), *(raised() if at >= SECOND else ())}
        for name in tables():
            for dimension in DIMENSIONS:
                wanted = RAISED if name in high and dimension == "read" else FOUND
                _keep(client, name, dimension, wanted)
        took = {
            "wall": time.monotonic() - began,
            "cpu": time.process_time() - cpu,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(took), flush=True)


def _keep(client, name: str, dimension: str, wanted: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 (boto3's)
    index, _, kind = dimension.rpartition(".")
    resource_id = f"table/{name}/index/{index}" if index else f"table/{name}"
    scalable = f"dynamodb:{'index' if index else 'table'}:{kind.title()}CapacityUnits"
    [target] = client.describe_scalable_targets(
        ServiceNamespace="dynamodb", ResourceIds=[resource_id], ScalableDimension=scalable
    )["ScalableTargets"]
    if target["MinCapacity"] != wanted:
        client.register_scalable_target(
            ServiceNamespace="dynamodb",
            ResourceId=resource_id,
            ScalableDimension=scalable,
            MinCapacity=wanted,
        )


if __name__ == "__main__":
    main()
