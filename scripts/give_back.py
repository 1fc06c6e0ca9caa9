"""Restore the capacity that a kickoff stack holds, before the stack is deleted.

    .venv/bin/python scripts/give_back.py STACK

Runs `kickoff release` until no lease is held. The stack's own ticks lower what cannot be lowered
at once. Exits with 1 and the reason if capacity is still held after half an hour.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

PATIENCE_S = 1_800
PAUSE_S = 5
KICKOFF = Path(sys.executable).with_name("kickoff")


def describe(stack: str) -> dict[str, str]:
    """Return the environment variables that the command needs for a stack."""
    try:
        found = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"kickoff: cannot read the stack {stack}: {error}")
    outputs: dict[str, str] = {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}
    parameters: dict[str, Any] = {
        each["ParameterKey"]: each["ParameterValue"] for each in found["Parameters"]
    }
    return {"KICKOFF_LEASE_TABLE": outputs["Leases"], "KICKOFF_CONFIG": parameters["Calendar"]}


def main(stack: str) -> None:
    """Run `kickoff release` until nothing is held."""
    environment = os.environ | describe(stack)
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        # A fixed command.
        done = subprocess.run(  # noqa: S603
            [KICKOFF, "release", "--yes"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        print(done.stdout, done.stderr, sep="", end="")
        if done.returncode != 0:
            sys.exit("kickoff: the stack is not deleted, some capacity could not be restored")
        if done.stdout.startswith("nothing is held"):
            return
        time.sleep(PAUSE_S)
    sys.exit("kickoff: the stack is not deleted, capacity is still held after half an hour")


main(*sys.argv[1:])
