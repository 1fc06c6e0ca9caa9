"""The simulated account, in a process of its own: 30 ms an answer, every call counted.

It prints its URL. For each instant on standard input it prints the calls since the line before, as
JSON, and moves its clock there. From there the clock runs on, so that the rate of changes that the
account accepts is one of real time.
"""

import json
import sys
import time
from collections import Counter
from datetime import datetime, timedelta

from benchmarks.prescaler.scenario import (
    DIMENSIONS,
    INDEXES,
    LATENCY_S,
    LEASE_TABLE,
    LOW,
    MAXIMUM,
    OPENS,
    first_tables,
    provisioned_tables,
    tables,
)
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.control_plane import ControlPlaneRate
from simulator.faults import Call
from simulator.server import serve


class RunningClock(Clock):
    """A clock that runs on in real time from the instant it was moved to."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self._moved = time.monotonic()

    @property
    def now(self) -> datetime:
        """The instant."""
        return self._now + timedelta(seconds=time.monotonic() - self._moved)

    def move(self, to: datetime) -> None:
        """Move to an instant, unless it is past."""
        if to > self.now:
            self._now, self._moved = to, time.monotonic()


class CountedRate(ControlPlaneRate):
    """The rate of changes, with the number of changes that it refused."""

    refused = 0

    def take(self, now: datetime) -> bool:
        """Count a change or a refusal."""
        accepted = super().take(now)
        self.refused += not accepted
        return accepted


def build_account(clock: Clock) -> Cloud:
    """Build the account: its tables, their auto scaling, and the lease table."""
    cloud = Cloud(clock)
    cloud.add_table(LEASE_TABLE, key="lease")
    provisioned = set(provisioned_tables())
    for name in tables():
        cloud.add_table(name, read=LOW, write=LOW, indexes=dict.fromkeys(INDEXES, (LOW, LOW)))
        for dimension in DIMENSIONS if name not in provisioned else ():
            cloud.register(name, dimension, minimum=LOW, maximum=MAXIMUM)
    return cloud


def main() -> None:
    """Serve until standard input ends."""
    cloud = build_account(RunningClock(OPENS))
    cloud.control_plane = rate = CountedRate()
    with serve(cloud, latency=LATENCY_S) as url:
        print(url, flush=True)
        for line in sys.stdin:
            with cloud.lock:
                counts = _counts(list(cloud.calls)) | {"throttled": rate.refused}
                cloud.calls.clear()
                rate.refused = 0
                cloud.advance(max(cloud.now, datetime.fromisoformat(line.strip())))
            print(json.dumps(counts), flush=True)


def _counts(calls: list[Call]) -> dict[str, int]:
    """Calls by operation; `audit` counts those that concern only tables outside the window."""
    counted = Counter(call.operation for call in calls)
    return dict(counted) | {"calls": len(calls), "audit": sum(map(_is_audit, calls))}


def _is_audit(call: Call) -> bool:
    table = call.parameters.get("TableName")
    resources = call.parameters.get("ResourceIds", [f"table/{table}"] if table else [])
    names = {each.split("/")[1] for each in resources}
    return bool(names) and not names & {*first_tables(), LEASE_TABLE}


if __name__ == "__main__":
    main()
