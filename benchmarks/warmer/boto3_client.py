"""The usual script, for comparison: one thread and one pooled boto3 connection for each ping."""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from benchmarks.warmer.measure import FUNCTION, measured

HOLD_MS = 75  # the usual delay of a warmer without a barrier


def main(count: int, waves: int) -> None:
    """Send waves without retries."""
    config = Config(max_pool_connections=count, retries={"total_max_attempts": 1})
    client = boto3.client("lambda", config=config)

    def ping(index: int) -> None:
        hold_until = time.time() * 1000 + HOLD_MS
        event = {"ping": "boto3", "index": index, "of": count, "hold_until": hold_until}
        with suppress(BotoCoreError):  # a connection that broke
            client.invoke(
                FunctionName=FUNCTION, Qualifier="live", Payload=json.dumps({"kickoff": event})
            )["Payload"].read()

    with ThreadPoolExecutor(count) as threads:
        for _ in range(waves):
            with measured():
                list(threads.map(ping, range(count)))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
