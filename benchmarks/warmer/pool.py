"""A pool of warm containers behind TLS, in a process of its own, which reports each wave.

Arguments: a directory for its certificate, the number of warm containers, the functions' names. It
prints its URL. For every line on standard input it prints, as JSON, what arrived since the line
before.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.containers import Container
from simulator.lambda_ import guard
from simulator.server import serve
from simulator.wire.lambda_ import invoke
from tests.unit.simulator.certificates import self_signed

# Delays of each project's guard before it answers: the default of lambda-warmer, and the value that
# the README of serverless-plugin-warmup recommends.
LAMBDA_WARMER_MS = 75
PLUGIN_WARMUP_MS = 25


@dataclass(slots=True)
class WaveSeen:
    """Containers pinged in a wave, arrivals of its pings, and seconds that each was held."""

    containers: set[str] = field(default_factory=set)
    arrivals: list[float] = field(default_factory=list)
    holds: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Spread and mean hold in milliseconds; `held` in container-seconds."""
        spread = max(self.arrivals, default=0) - min(self.arrivals, default=0)
        return {
            "distinct": len(self.containers),
            "spread": 1000 * spread,
            "hold": 1000 * sum(self.holds) / max(1, len(self.holds)),
            "held": sum(self.holds),
        }


def ping_in(event: object) -> guard.Ping | None:
    """The ping in an event of any project; another project's ping becomes a delay."""
    delay = None
    match event:
        case {"warmer": True, **ping}:  # its first invocation answers at once
            delay = LAMBDA_WARMER_MS if "__WARMER_INVOCATION__" in ping else 0
        case {"source": "serverless-plugin-warmup"}:
            delay = PLUGIN_WARMUP_MS
    if delay is None:
        return guard.ping_in(event)
    return {"ping": "", "hold_until": time.time() * 1000 + delay}


def main(directory: Path, warm: int, functions: list[str]) -> None:
    """Serve until standard input ends."""
    cloud = Cloud(Clock(datetime.now(UTC)), concurrency=10_000)
    for name in functions:
        cloud.add_function(name)
        started = [cloud.functions.begin(name, "live", cloud.now) for _ in range(warm)]
        for container in started:
            cloud.functions[name].pool("live").give_back(container, cloud.now)
    seen = WaveSeen()

    async def respond(
        clock: Clock, container: Container, ping: guard.Ping | None, init: str = ""
    ) -> dict[str, Any]:
        began = time.time()
        seen.containers.add(container.id)
        seen.arrivals.append(began)
        # A real container has its own processor. Its hold ends by a timer, not when this loop has
        # served all others.
        until = ping["hold_until"] / 1000 if ping else began
        hold = max(0, min(until - began, guard.HOLD_AT_MOST.total_seconds()))
        after = asyncio.get_running_loop().call_later
        after(hold, lambda: seen.holds.append(time.time() - began))
        return await guard.respond(clock, container, ping, init)

    vars(invoke).update(ping_in=ping_in, respond=respond)
    with serve(cloud, self_signed(directory)[0]) as url:
        print(url, flush=True)
        for _ in sys.stdin:
            print(json.dumps(seen.figures()), flush=True)
            seen = WaveSeen()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
