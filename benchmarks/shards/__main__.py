"""5,000 containers warmed from zero by shards of the warmer: `python -m benchmarks.shards`.

This process stands in for Lambda. Its pool starts at most 1,000 containers in ten seconds. It runs
each asynchronous invocation of the warmer's unmodified handler in a process of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays, StartRate
from simulator.lambda_ import guard
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from simulator.wire.lambda_ import invoke

COUNT = 5_000
CALENDAR = f"""
version: 1
timezone: UTC
targets:
  pricing:
    function: pricing
    qualifier: live
    warm: {{baseline: {COUNT}, max: {COUNT}, every: 5m}}
profiles: {{}}
fixtures: []
"""


class InvocationProcesses:
    """Processes that run the warmer's handler."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[str]] = []

    def start(self, event: object) -> None:
        """Start one invocation beside the others."""
        command = [sys.executable, "-m", "benchmarks.shards.invocation", json.dumps(event)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 (fixed)
        self._processes.append(process)

    def lines(self) -> list[dict[str, object]]:
        """Wait for all invocations, also those started meanwhile; return their output."""
        return [
            json.loads(line)
            for process in self._processes
            for line in process.communicate()[0].splitlines()
        ]


def main() -> None:
    """Run one tick and print its result."""
    invocations = InvocationProcesses()

    def ping_in(event: object) -> guard.Ping | None:
        if isinstance(event, dict) and "kickoff_shard" in event:
            invocations.start(event)
        return guard.ping_in(event)

    vars(invoke).update(ping_in=ping_in)
    delays = Delays(idle_life=timedelta(hours=1), start_rate=StartRate())
    cloud = Cloud(Clock(datetime.now(UTC)), delays=delays, concurrency=2 * COUNT)
    cloud.add_function("pricing")
    cloud.add_function("warmer")
    with tempfile.TemporaryDirectory() as directory, serve(cloud) as url:
        calendar = Path(directory) / "config.yaml"
        calendar.write_text(CALENDAR)
        with aws_environment(
            AWS_ENDPOINT_URL=url,
            AWS_LAMBDA_FUNCTION_NAME="warmer",
            KICKOFF_CONFIG=str(calendar),
            PYTHONPATH=os.pathsep.join(sys.path),
        ):
            invocations.start({"at": "2026-12-05T12:00:00Z"})
            lines = invocations.lines()
    sums: Counter[str] = Counter()
    for line in lines:
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):  # type: ignore[attr-defined]  # JSON
            for metric in directive["Metrics"]:
                sums[metric["Name"]] += line[metric["Name"]][0]  # type: ignore[index]  # JSON
    for line in lines:
        if line.get("message") == "shard" and line["outcome"] != "ok":
            print(line["timestamp"], line["shard"], line["reason"])
    shards = sum(line.get("message") == "shard" for line in lines)
    metrics = " ".join(f"{name}={sums[name]:.0f}" for name in sorted(sums) if name[0] in "WCP")
    print(f"{shards} shards; {cloud.warm('pricing', 'live')} of {COUNT} containers warm; {metrics}")


if __name__ == "__main__":
    main()
