"""5,000 containers warmed from zero by shards of the warmer: `python -m benchmarks.shards`.

This process stands in for Lambda, without TLS: one machine cannot do 5,000 handshakes in seconds.
Its pool starts at most 1,000 containers in ten seconds. It runs each asynchronous invocation of the
warmer's unmodified handler in a process of its own. `--write` puts the table into
docs/warming-benchmark.md. `--count` measures another number of containers.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.tables import markdown, publish
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays, StartRate
from simulator.lambda_ import guard
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from simulator.traits import Placement, Traits
from simulator.wire.lambda_ import invoke
from warmer.plan.shards import shard_of

START = timedelta(seconds=0.5)
CALENDAR = """
version: 1
timezone: UTC
targets:
  pricing:
    function: pricing
    qualifier: live
    warm: {{baseline: {count}, max: {count}, every: 5m}}
profiles: {{}}
fixtures: []
"""
HEADER = (
    "placement",
    "wave",
    "shards",
    "pings",
    "answered",
    "spread ms",
    "mean hold ms",
    "containers",
)


@dataclass(slots=True)
class InvocationProcess:
    """One invocation of the warmer's handler; `event` is None for the tick."""

    event: dict[str, Any] | None
    process: "subprocess.Popen[str]"

    @classmethod
    def start(cls, event: dict[str, Any] | None) -> "InvocationProcess":
        """Start it beside the others."""
        text = json.dumps(event or {"at": "2026-12-05T12:00:00Z"})
        command = [sys.executable, "-m", "benchmarks.shards.invocation", text]
        return cls(event, subprocess.Popen(command, stdout=subprocess.PIPE, text=True))  # noqa: S603 (fixed)

    def answer(self) -> dict[str, Any]:
        """Wait for its end and return its answer."""
        lines = self.process.communicate()[0].splitlines()
        answer: dict[str, Any] = json.loads(lines[-1])
        return answer


def main() -> None:
    """Run one tick for each placement and print the waves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--write", action="store_true", help="into docs/warming-benchmark.md")
    arguments = parser.parse_args()
    rows = [row for placement in Placement for row in _rows(placement, arguments.count)]
    table = markdown(list(HEADER), rows)
    publish(table, "warming-benchmark.md", "shards", write=arguments.write)


def _rows(placement: Placement, count: int) -> Iterator[list[str]]:
    """Yield a row for each wave. Only the last one counts its containers."""
    cloud = Cloud(
        Clock(datetime.now(UTC)),
        delays=Delays(idle_life=timedelta(hours=1), start_rate=StartRate()),
        concurrency=2 * count,
    )
    cloud.add_function(
        "pricing", traits=Traits(starts=START, starts_vary=START, placement=placement)
    )
    cloud.add_function("warmer")
    invocations: list[InvocationProcess] = []

    def ping_in(event: object) -> guard.Ping | None:
        if isinstance(event, dict) and "kickoff_shard" in event:
            invocations.append(InvocationProcess.start(event))
        return guard.ping_in(event)

    vars(invoke).update(ping_in=ping_in)
    with tempfile.TemporaryDirectory() as directory, serve(cloud) as url:
        calendar = Path(directory) / "config.yaml"
        calendar.write_text(CALENDAR.format(count=count))
        with aws_environment(
            AWS_ENDPOINT_URL=url,
            AWS_LAMBDA_FUNCTION_NAME="warmer",
            KICKOFF_CONFIG=str(calendar),
            PYTHONPATH=os.pathsep.join(sys.path),
        ):
            tick = InvocationProcess.start(None).answer()["functions"][0]
            waves: dict[int, list[dict[str, Any]]] = {}
            for invocation in invocations:
                shard = shard_of(invocation.event or {})
                if shard is not None:
                    waves.setdefault(shard.hold_until, []).append(invocation.answer())
    print(f"{placement}: {tick['outcome']}, {tick['reason']}", file=sys.stderr)
    for number, instant in enumerate(sorted(waves), start=1):
        wave = waves[instant]
        last = number == len(waves)
        distinct = sum(answer["distinct"] for answer in wave)
        yield [
            str(placement),
            str(number),
            str(len(wave)),
            str(sum(answer["requested"] for answer in wave)),
            str(sum(answer["answered"] for answer in wave)),
            str(max(answer["spread_ms"] for answer in wave)),
            f"{sum(answer['hold_ms'] for answer in wave) / len(wave):.0f}",
            f"{distinct} of {cloud.containers_made('pricing', 'live')} started" if last else "",
        ]


if __name__ == "__main__":
    main()
