"""A function with a guard, in a simulated container."""

import asyncio
import time
from datetime import timedelta
from typing import Any

from simulator.clock import Clock
from simulator.containers import Container

HOLD_AT_MOST = timedelta(seconds=5)

Ping = dict[str, Any]


def ping_in(event: object) -> Ping | None:
    """The ping in an event such as `{"kickoff": {"ping": "<wave id>", ...}}`, or None."""
    match event:
        case {"kickoff": {"ping": str()} as ping, **others} if not others:
            return dict(ping)
        case _:
            return None


async def respond(
    clock: Clock, container: Container, ping: Ping | None, init: str = "on-demand"
) -> dict[str, Any]:
    """The function's answer: a ping is held, any other event is a normal request.

    The hold is in real time, because senders measure real time; `idle_ms` is in simulated time.
    """
    now = clock.now
    if ping is None:
        container.served = now
        return {"ok": True}
    idle = None if container.served is None else now - container.served
    held = await _hold(ping.get("hold_until"))
    return {
        "kickoff": {
            "container": container.id,
            "first": container.requests == 0,
            "init": init,
            "idle_ms": None if idle is None else idle // timedelta(milliseconds=1),
            "held_ms": held,
        }
    }


async def _hold(until: object) -> int:
    """Wait until an instant in epoch milliseconds, within the cap; return the milliseconds."""
    if not isinstance(until, int | float):
        return 0
    start = time.monotonic()
    wait = min(until / 1000 - time.time(), HOLD_AT_MOST.total_seconds())
    if wait > 0:
        await asyncio.sleep(wait)
    return round((time.monotonic() - start) * 1000)
