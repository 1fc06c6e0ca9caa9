"""A pool of containers behind TLS, in a process of its own, which reports each tick.

Arguments: a directory for its certificate, the number of warm containers, the functions' names. It
prints its URL. For every line on standard input it prints, as JSON, what arrived since the line
before.
"""

import argparse
import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.containers import Container
from simulator.lambda_ import guard
from simulator.server import IdleDeath, serve
from simulator.traits import Placement, Traits
from simulator.wire.lambda_ import invoke
from tests.unit.simulator.certificates import self_signed

# Delays of each project's guard before it answers: the default of lambda-warmer, and the value that
# the README of serverless-plugin-warmup recommends.
LAMBDA_WARMER_MS = 75
PLUGIN_WARMUP_MS = 25
# Connections die after this time without a request. The client pauses for twice that.
IDLE_DEATH_S = 1.0


@dataclass(slots=True)
class TickSeen:
    """Containers pinged in a tick, arrivals of the pings of each wave, seconds of each hold."""

    containers: set[str] = field(default_factory=set)
    arrivals: dict[str, list[float]] = field(default_factory=dict)
    holds: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Spread of the last wave and mean hold in milliseconds; `held` in container-seconds."""
        last = next(reversed(self.arrivals.values()), [0.0])
        return {
            "distinct": len(self.containers),
            "waves": len(self.arrivals),
            "spread": 1000 * (max(last) - min(last)),
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
    return {"ping": "", "delay": delay}


def main(arguments: argparse.Namespace) -> None:
    """Serve until standard input ends."""
    cloud = Cloud(Clock(datetime.now(UTC)), concurrency=10_000)
    placement, start = Placement(arguments.placement), timedelta(milliseconds=arguments.start_ms)
    traits = Traits(starts=start, starts_vary=start, placement=placement)
    for name in arguments.functions:
        cloud.add_function(name, traits=traits)
        started = [cloud.functions.begin(name, "live", cloud.now) for _ in range(arguments.warm)]
        for container in started:
            cloud.functions[name].pool("live").give_back(container, cloud.now)
    seen = TickSeen()

    async def respond(
        clock: Clock, container: Container, ping: guard.Ping | None, init: str = ""
    ) -> dict[str, Any]:
        began = time.time()
        if ping is not None and "delay" in ping:  # from its arrival in the container
            ping = {"ping": "", "hold_until": began * 1000 + ping["delay"]}
        seen.containers.add(container.id)
        seen.arrivals.setdefault(ping["ping"] if ping else "", []).append(began)
        # A real container has its own processor. Its hold ends by a timer, not when this loop has
        # served all others.
        until = ping["hold_until"] / 1000 if ping else began
        hold = max(0, min(until - began, guard.HOLD_AT_MOST.total_seconds()))
        after = asyncio.get_running_loop().call_later
        after(hold, lambda: seen.holds.append(time.time() - began))
        return await guard.respond(clock, container, ping, init)

    vars(invoke).update(ping_in=ping_in, respond=respond)
    death = IdleDeath(IDLE_DEATH_S, silent=arguments.idle_death == "silent")
    idle_death = death if arguments.idle_death else None
    made = 0
    with serve(cloud, self_signed(arguments.directory)[0], idle_death=idle_death) as url:
        print(url, flush=True)
        for _ in sys.stdin:
            before, made = made, cloud.containers_made(arguments.functions[0], "live")
            print(json.dumps(seen.figures() | {"started": made - before}), flush=True)
            seen = TickSeen()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("warm", type=int)
    parser.add_argument("functions", nargs="+")
    parser.add_argument("--placement", choices=list(Placement), default=Placement.BOUND)
    parser.add_argument("--start-ms", type=float, default=0, help="up to twice that")
    parser.add_argument("--idle-death", choices=["reset", "silent"])
    return parser.parse_args()


if __name__ == "__main__":
    main(_arguments())
