"""What is usually written: a thread and a pooled connection of boto3's for each ping."""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

from benchmarks.warming.measure import FUNCTION, measured

# The delay that is usual, where there is no rendezvous.
HOLD_MS = 75


def main(count: int, waves: int) -> None:
    """As many threads as pings, and no retries."""
    config = Config(max_pool_connections=count, retries={"total_max_attempts": 1})
    client = boto3.client("lambda", config=config)

    def ping(index: int) -> None:
        words = {"ping": "boto3", "index": index, "of": count}
        hold = {"hold_until": time.time() * 1000 + HOLD_MS}
        client.invoke(
            FunctionName=FUNCTION, Qualifier="live", Payload=json.dumps({"kickoff": words | hold})
        )["Payload"].read()

    with ThreadPoolExecutor(count) as threads:
        for _ in range(waves):
            with measured():
                list(threads.map(ping, range(count)))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
