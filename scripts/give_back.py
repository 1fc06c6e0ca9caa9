"""Gives back the capacity that a stack of kickoff holds, as must be before it is deleted.

    .venv/bin/python scripts/give_back.py STACK

`kickoff release` until nothing is held: what cannot come down at once comes down with the stack's
own ticks. Exits with 1, and says why, where that does not happen within half an hour.
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
    """What the command needs to know of a stack, as its environment."""
    try:
        found = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"kickoff: the stack {stack} cannot be read: {error}")
    outputs: dict[str, str] = {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}
    parameters: dict[str, Any] = {
        each["ParameterKey"]: each["ParameterValue"] for each in found["Parameters"]
    }
    return {"KICKOFF_LEASE_TABLE": outputs["Leases"], "KICKOFF_CONFIG": parameters["Calendar"]}


def main(stack: str) -> None:
    """Release until nothing is held."""
    environment = os.environ | describe(stack)
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        # The project's own command.
        done = subprocess.run(  # noqa: S603
            [KICKOFF, "release"], env=environment, capture_output=True, text=True, check=False
        )
        print(done.stdout, done.stderr, sep="", end="")
        if done.returncode != 0:
            sys.exit("kickoff: not all was given back, so the stack is not deleted")
        if done.stdout.startswith("nothing is held"):
            return
        time.sleep(PAUSE_S)
    sys.exit("kickoff: capacity is still held after half an hour, so the stack is not deleted")


main(*sys.argv[1:])
