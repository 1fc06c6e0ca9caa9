"""The simulated account, in a process of its own: 30 ms an answer, every call counted.

It prints its URL. For each instant on standard input it prints the calls since the line before, as
JSON, and moves its clock there.
"""

import json
import sys
from collections import Counter
from datetime import datetime

from benchmarks.prescaler.scenario import (
    DIMENSIONS,
    INDEXES,
    LATENCY_S,
    LEASE_TABLE,
    LOW,
    MAXIMUM,
    OPENS,
    first_tables,
    tables,
)
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Call
from simulator.server import serve


def main() -> None:
    """Serve until standard input ends."""
    cloud = Cloud(Clock(OPENS))
    cloud.add_table(LEASE_TABLE, key="lease")
    for name in tables():
        cloud.add_table(name, read=LOW, write=LOW, indexes=dict.fromkeys(INDEXES, (LOW, LOW)))
        for dimension in DIMENSIONS:
            cloud.register(name, dimension, minimum=LOW, maximum=MAXIMUM)
    with serve(cloud, latency=LATENCY_S) as url:
        print(url, flush=True)
        for line in sys.stdin:
            with cloud.lock:
                counts = _counts(list(cloud.calls))
                cloud.calls.clear()
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
