"""A guard answers kickoff's pings: they warm a function and never reach its business code.

Copy this file beside your handler, or use it as a layer, and wrap the handler:

    from kickoff_guard import warmed

    @warmed
    def handler(event, context):
        ...

`@warmed(prime=connect)` also calls `connect(context)` once in each container, at its first ping.
"""

from __future__ import annotations

import functools
import inspect
import logging
import math
import os
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar, cast, overload

try:  # in Lambda's runtimes that have SnapStart
    from snapshot_restore_py import register_after_restore
except ImportError:
    register_after_restore = None

# The longest hold, whatever a ping says: a held container serves no live request.
LONGEST_HOLD_MS = 5_000
# The longest wait for a prime. The warmer waits 25 s for an answer, a start included.
LONGEST_PRIME_MS = 10_000
# A ping is answered this long before the function's timeout, which would end the container.
SPARE_MS = 500
# The most characters of a prime's failure in an answer.
MOST_CHARACTERS = 200

Prime = Callable[[Any], object]
Handler = TypeVar("Handler", bound=Callable[..., Any])


@overload
def warmed(handler: Handler, *, prime: Prime | None = None) -> Handler: ...
@overload
def warmed(handler: None = None, *, prime: Prime | None = None) -> Callable[[Handler], Handler]: ...
def warmed(handler: Handler | None = None, *, prime: Prime | None = None) -> object:
    """Wrap a Lambda handler. The guard answers pings; other calls reach the handler unchanged.

    `prime(context)` runs in a thread of its own. Its failure is logged and reported in the answer.
    """
    if handler is None:
        return functools.partial(warmed, prime=prime)
    if isinstance(handler, (staticmethod, classmethod)):
        return type(handler)(warmed(handler.__func__, prime=prime))
    container = _Container(prime)

    @functools.wraps(handler)
    def guarded(*args: object, **kwargs: object) -> object:
        answer = container.enter(args, kwargs)
        if answer is not None:
            return answer
        try:
            return handler(*args, **kwargs)
        finally:
            container.served = time.time()

    @functools.wraps(handler)
    async def guarded_async(*args: object, **kwargs: object) -> object:
        answer = container.enter(args, kwargs)
        if answer is not None:
            return answer
        try:
            return await handler(*args, **kwargs)
        finally:
            container.served = time.time()

    called = getattr(handler, "__call__", None)  # noqa: B004 (an instance's may be async)
    either = inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(called)
    return cast("Handler", guarded_async if either else guarded)


class _Container:
    """The state of one execution environment."""

    def __init__(self, prime: Prime | None) -> None:
        self.prime = prime
        self.begin()
        if register_after_restore is not None:
            register_after_restore(self.begin)

    def begin(self) -> None:
        """Forget all invocations. SnapStart clones the memory, and calls this in each clone."""
        self.id: str | None = None
        self.entered = self.primed = False
        self.served: float | None = None

    def enter(self, args: tuple[object, ...], kwargs: dict[str, object]) -> dict[str, Any] | None:
        """Record an invocation; return the answer to a ping, or None for another event.

        The event of a method is not its first argument.
        """
        first, self.entered = not self.entered, True
        arguments = [*args, *kwargs.values()]
        ping = next(filter(None, map(_ping, arguments)), None)
        if ping is None:
            return None
        timed = (each for each in arguments if hasattr(each, "get_remaining_time_in_millis"))
        return {"kickoff": self._answer(ping, next(timed, None), first=first)}

    def _answer(self, ping: dict[str, Any], context: Any, *, first: bool) -> dict[str, Any]:  # noqa: ANN401 (Lambda's)
        """Run the prime if it has not run, hold the container, and return the answer."""
        begun = time.time()
        self.id = self.id or uuid.uuid4().hex
        left = math.inf if context is None else context.get_remaining_time_in_millis() - SPARE_MS
        words = {
            "container": self.id,
            "first": first,
            "init": os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            "idle_ms": None if self.served is None else max(0, int((begun - self.served) * 1000)),
        }
        failure = self._run_prime(context, min(LONGEST_PRIME_MS, left))
        if failure is not None:
            words["prime_error"] = failure[:MOST_CHARACTERS]
        words["held_ms"] = _hold(begun, ping.get("hold_until"), left)
        return words

    def _run_prime(self, context: object, limit_ms: float) -> str | None:
        """Run the prime, once in this container. Return its failure in words."""
        if self.prime is None or self.primed:
            return None
        self.primed = True
        failures: list[BaseException] = []
        arguments = (self.prime, context, failures)
        thread = threading.Thread(target=_attempt, args=arguments, daemon=True)
        thread.start()
        thread.join(max(0, limit_ms) / 1000)
        if thread.is_alive():
            failures.append(TimeoutError(f"still running after {limit_ms:.0f} ms"))
        if not failures:
            return None
        failure = f"{type(failures[0]).__name__}: {failures[0]}"
        log = logging.getLogger("kickoff_guard")
        log.error("kickoff: prime failed: %s", failure, exc_info=failures[0])
        return failure


def _attempt(prime: Prime, context: object, failures: list[BaseException]) -> None:
    """Call a prime; add its failure to `failures`."""
    try:
        made = prime(context)
        if inspect.iscoroutine(made):
            made.close()
            failures.append(TypeError("prime is async; pass a function that runs it to its end"))
    except BaseException as failure:  # noqa: BLE001 (reported, never raised)
        failures.append(failure)


def _ping(event: object) -> dict[str, Any] | None:
    """Return the fields of a ping, `{"kickoff": {"ping": "<wave id>", ...}}`, or None."""
    if not isinstance(event, dict) or set(event) != {"kickoff"}:
        return None
    words = event["kickoff"]
    return words if isinstance(words, dict) and isinstance(words.get("ping"), str) else None


def _hold(begun: float, until: object, left_ms: float) -> int:
    """Wait until an instant in epoch ms; return the time held since `begun` in ms."""
    if not isinstance(until, (int, float)):
        return 0
    wait = min(until - int(begun * 1000), LONGEST_HOLD_MS, left_ms)
    if not wait > 0:  # true for NaN as well
        return 0
    rest = wait - (time.time() - begun) * 1000
    if rest > 0:
        time.sleep(rest / 1000)
    return max(0, int(min(wait, (time.time() - begun) * 1000)))
