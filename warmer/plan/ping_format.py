"""How a ping is worded for each guard in use, how long that holds, and what an answer proves.

Of most guards an answer proves nothing but that the function returned. kickoff's names its
container and more; OpenNext's names its container.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import assert_never

from kickoff.calendar import FunctionTarget, Guard
from warmer.model import GuardAnswer, Ping, PingFormat

# What these guards hold by themselves; a payload says nothing of it.
_FIXED_HOLD_MS = {
    Guard.LAMBDA_WARMER: 75,
    Guard.LAMBDA_WARMER_PY: 75,
    Guard.SERVERLESS_PLUGIN_WARMUP: 25,  # written by each user: its documentation's example
}
# Nothing is known of a guard of one's own: as little as the shortest.
_UNKNOWN_HOLD_MS = 25
# Thundra's holds so long, and then for as long as it is told to wait.
_THUNDRA_HOLD_MS = 90

_SOURCE = {"source": "serverless-plugin-warmup"}


def dialect(target: FunctionTarget) -> PingFormat:
    """How a function of the calendar is pinged."""
    if target.payload is None:
        return PingFormat(target.guard)
    context = target.client_context
    words = None if context is None else _json(context)
    return PingFormat(payload=_json(target.payload), client_context=words)


def hold_ms(dialect: PingFormat, wished: int) -> int:
    """How long a pinged container is held, where `wished` milliseconds would be right."""
    if dialect.payload is not None:
        return _UNKNOWN_HOLD_MS
    if dialect.guard is Guard.THUNDRA:
        return max(wished, _THUNDRA_HOLD_MS)
    return _FIXED_HOLD_MS.get(dialect.guard, wished)


def payload(dialect: PingFormat, ping: Ping, hold_ms: int) -> bytes:
    """One ping; kickoff's guards hold until its instant, others for `hold_ms` if they can."""
    if dialect.payload is not None:
        return dialect.payload.encode()
    return _json(_words(dialect.guard, ping, hold_ms)).encode()


def client_context(dialect: PingFormat) -> str | None:
    """What goes into X-Amz-Client-Context, in base64."""
    words = dialect.client_context
    if dialect.guard is Guard.SERVERLESS_PLUGIN_WARMUP:
        words = _json({"custom": _SOURCE})
    return None if words is None else b64encode(words.encode()).decode()


def answer(content: Mapping[str, object]) -> GuardAnswer | None:
    """What a function returned, if it is a guard's answer that names its container."""
    match content:
        case {
            "kickoff": {
                "container": str(container),
                "first": bool(first),
                "init": str(init),
                "idle_ms": int() | None as idle_ms,
                "held_ms": int(held_ms),
            }
        }:
            return GuardAnswer(container, first, init, idle_ms, held_ms)
        case {"type": "warmer", "serverId": str(container)}:  # without type it is SST's, and random
            return GuardAnswer(container)
        case _:
            return None


def _words(guard: Guard, ping: Ping, hold_ms: int) -> object:
    match guard:
        case Guard.KICKOFF:
            words = {"ping": ping.wave, "index": ping.index, "of": ping.of}
            return {"kickoff": words | {"hold_until": ping.hold_until}}
        case Guard.LAMBDA_WARMER:
            return _one_of_many(ping) | {"__WARMER_CORRELATIONID__": ping.wave}
        case Guard.LAMBDA_WARMER_PY:
            return _one_of_many(ping) | {"__WARMER_CORRELATION_ID__": ping.wave}
        case Guard.SERVERLESS_PLUGIN_WARMUP:
            return _SOURCE
        case Guard.OPEN_NEXT | Guard.SST:
            words = {"type": "warmer", "warmerId": ping.wave, "index": ping.index}
            return words | {"concurrency": ping.of, "delay": hold_ms}
        case Guard.THUNDRA:
            return f"#warmup wait={max(0, hold_ms - _THUNDRA_HOLD_MS)}"
        case _:
            assert_never(guard)


def _one_of_many(ping: Ping) -> dict[str, object]:
    """Not the first, for that one does not hold; and it does not send any on by itself."""
    return {
        "warmer": True,
        "__WARMER_INVOCATION__": ping.index + 2,
        "__WARMER_CONCURRENCY__": ping.of,
    }


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
