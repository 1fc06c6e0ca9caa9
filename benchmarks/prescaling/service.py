"""The account of the benchmark, in a process of its own: 30 ms an answer, every call counted.

It prints its URL. For a line with an instant it moves there and prints, as JSON, the calls that
came since the line before.
"""

import json
import sys
from collections import Counter
from datetime import datetime

from benchmarks.prescaling.setting import (
    DIMENSIONS,
    FOUND,
    INDEXES,
    LATENCY,
    LEASES,
    MAXIMUM,
    OPENS,
    tables,
    watched,
)
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Call
from simulator.server import serve


def main() -> None:
    """Serve until there is no more to read."""
    cloud = Cloud(Clock(OPENS))
    cloud.add_table(LEASES, key="lease")
    for name in tables():
        cloud.add_table(name, read=FOUND, write=FOUND, indexes=dict.fromkeys(INDEXES, (FOUND,) * 2))
        for dimension in DIMENSIONS:
            cloud.register(name, dimension, minimum=FOUND, maximum=MAXIMUM)
    with serve(cloud, latency=LATENCY) as url:
        print(url, flush=True)
        for line in sys.stdin:
            with cloud.lock:
                told = _told(list(cloud.calls))
                cloud.calls.clear()
                cloud.advance(max(cloud.now, datetime.fromisoformat(line.strip())))
            print(json.dumps(told), flush=True)


def _told(calls: list[Call]) -> dict[str, int]:
    """Calls by operation; `audit` are those about tables outside the window alone."""
    counted = Counter(call.operation for call in calls)
    return dict(counted) | {"calls": len(calls), "audit": sum(map(_is_audit, calls))}


def _is_audit(call: Call) -> bool:
    named = call.parameters.get("TableName")
    about = call.parameters.get("ResourceIds", [f"table/{named}"] if named else [])
    names = {each.split("/")[1] for each in about}
    return bool(names) and not names & {*watched(), LEASES}


if __name__ == "__main__":
    main()
