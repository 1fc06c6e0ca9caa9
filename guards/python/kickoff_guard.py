"""A guard answers kickoff's pings: they warm a function and never reach its business code.

Copy this file beside your handler, or use it as a layer, and wrap the handler:

    from kickoff_guard import warmed

    @warmed
    def handler(event, context):
        ...
"""

from __future__ import annotations

import functools
import os
import time
import uuid
from collections.abc import Callable
from typing import Any

# The longest hold, whatever a ping says: a held container serves no live request.
LONGEST_HOLD_MS = 5_000
# A hold ends this long before the function's timeout, which would end the container.
SPARE_MS = 500

Handler = Callable[[Any, Any], Any]


def warmed(handler: Handler) -> Handler:
    """Wrap a Lambda handler. The guard answers pings; other events reach the handler unchanged."""
    container = _Container()

    @functools.wraps(handler)
    def guarded(event: object, context: object) -> object:
        first = container.enter()
        ping = _ping(event)
        if ping is not None:
            return container.answer(first=first, hold_until=ping.get("hold_until"), context=context)
        try:
            return handler(event, context)
        finally:
            container.served = time.time()

    return guarded


class _Container:
    """The state of one execution environment."""

    def __init__(self) -> None:
        # Empty until the first invocation: SnapStart clones the memory from before it.
        self.id: str | None = None
        self.served: float | None = None

    def enter(self) -> bool:
        """Record an invocation; return True for the first."""
        first = self.id is None
        if first:
            self.id = uuid.uuid4().hex
        return first

    def answer(self, *, first: bool, hold_until: object, context: object) -> dict[str, Any]:
        """Hold the container, then return the answer to a ping."""
        idle = None if self.served is None else max(0, int((time.time() - self.served) * 1000))
        return {
            "kickoff": {
                "container": self.id,
                "first": first,
                "init": os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
                "idle_ms": idle,
                "held_ms": _hold(hold_until, context),
            }
        }


def _ping(event: object) -> dict[str, Any] | None:
    """Return the fields of a ping, `{"kickoff": {"ping": "<wave id>", ...}}`, or None."""
    if not isinstance(event, dict) or set(event) != {"kickoff"}:
        return None
    words = event["kickoff"]
    return words if isinstance(words, dict) and isinstance(words.get("ping"), str) else None


def _hold(until: object, context: object) -> int:
    """Wait until an instant in epoch ms, at most LONGEST_HOLD_MS; return the time held in ms."""
    if not isinstance(until, (int, float)):
        return 0
    begun = time.time()
    wait = min(until - int(begun * 1000), LONGEST_HOLD_MS)
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    if remaining is not None:
        wait = min(wait, remaining() - SPARE_MS)
    if not wait > 0:  # true for NaN as well
        return 0
    time.sleep(wait / 1000)
    return int((time.time() - begun) * 1000)
