"""A pool of warm containers behind TLS, in a process of its own: what arrives there is what counts.

Arguments: a directory for its certificate, how many containers are warm, and the functions' names.
It prints its URL; for every line it reads it prints, as JSON, what came since the line before.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from simulator import guard
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.containers import Container
from simulator.server import serve
from simulator.wire import lambda_
from tests.unit.simulator.certificates import self_signed

# What each project's guard waits before it answers: lambda-warmer's default, and what the README
# of serverless-plugin-warmup asks for.
LAMBDA_WARMER_MS = 75
PLUGIN_WARMUP_MS = 25


@dataclass(slots=True)
class Seen:
    """What the pool saw of one wave."""

    containers: set[str] = field(default_factory=set)
    arrivals: list[float] = field(default_factory=list)
    holds: list[float] = field(default_factory=list)

    def told(self) -> dict[str, float]:
        """Milliseconds, and container-seconds."""
        spread = max(self.arrivals, default=0) - min(self.arrivals, default=0)
        return {
            "distinct": len(self.containers),
            "spread": 1000 * spread,
            "hold": 1000 * sum(self.holds) / max(1, len(self.holds)),
            "held": sum(self.holds),
        }


def ping_in(event: object) -> guard.Ping | None:
    """A ping in anybody's words: those of other projects are a delay."""
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
    """Serve until there is no more to read."""
    cloud = Cloud(Clock(datetime.now(UTC)), concurrency=10_000)
    for name in functions:
        cloud.add_function(name)
        started = [cloud.functions.begin(name, "live", cloud.now) for _ in range(warm)]
        for container in started:
            cloud.functions[name].pool("live").give_back(container, cloud.now)
    seen = Seen()

    async def respond(
        clock: Clock, container: Container, ping: guard.Ping | None, init: str = ""
    ) -> dict[str, Any]:
        began = time.time()
        seen.containers.add(container.id)
        seen.arrivals.append(began)
        # A container has a processor of its own: its hold ends by its timer, and not when this one
        # loop comes to it after all others.
        until = ping["hold_until"] / 1000 if ping else began
        hold = max(0, min(until - began, guard.HOLD_AT_MOST.total_seconds()))
        after = asyncio.get_running_loop().call_later
        after(hold, lambda: seen.holds.append(time.time() - began))
        return await guard.respond(clock, container, ping, init)

    vars(lambda_).update(ping_in=ping_in, respond=respond)
    with serve(cloud, self_signed(directory)[0]) as url:
        print(url, flush=True)
        for _ in sys.stdin:
            print(json.dumps(seen.told()), flush=True)
            seen = Seen()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
