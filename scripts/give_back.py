"""Restore the capacity that a kickoff stack holds, before the stack is deleted.

    .venv/bin/python -m scripts.give_back STACK

Stops the stack, so that it raises nothing meanwhile, then releases everything until no lease is
held. The calendar is not read. Exits with 1 and the reason if capacity is still held after half an
hour; then the stack is still stopped.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from getpass import getuser

from kickoff.aws.sessions import Aws
from operations.cli.prescaler_verbs import connect, print_report
from operations.deployed_stack import StackError, read_stack
from operations.restoration import restore
from prescaler.model import Failure

PATIENCE = timedelta(minutes=30)
PAUSE_S = 5


def main(name: str) -> None:
    """Restore everything, or exit with the reason."""
    try:
        stack = read_stack(name, Aws())
        os.environ.update(stack.environment)
        prescaler = connect(stack.lease_table)
        prescaler.stop(getuser())
    except (StackError, Failure) as error:
        sys.exit(f"kickoff: the stack is not deleted: {error}")
    left = 0
    for attempt in restore(
        prescaler, partial(datetime.now, UTC), partial(time.sleep, PAUSE_S), PATIENCE
    ):
        print_report(attempt.report)
        left = attempt.left
    if left:
        sys.exit(
            f"kickoff: the stack is not deleted, {left} leases are left; the reasons are above. It "
            f"is stopped: run make undeploy again, or kickoff start --stack {name}"
        )
    print("kickoff: nothing is held")


main(*sys.argv[1:])
