"""The payload of a ping for each known guard, the time that the guard holds, and its answer.

Most guards' answers prove only that the function returned. The answers of kickoff's and OpenNext's
guards name the container.
"""

import json
import math
from base64 import b64encode
from collections.abc import Mapping
from typing import assert_never

from kickoff.calendar import FunctionTarget, Guard
from warmer.model import GuardAnswer, Ping, PingFormat

# These guards hold for a fixed time. A payload cannot change it.
_FIXED_HOLD_MS = {
    Guard.LAMBDA_WARMER: 75,
    Guard.LAMBDA_WARMER_PY: 75,
    Guard.SERVERLESS_PLUGIN_WARMUP: 25,  # each user writes this guard: its documentation's example
}
# The hold of a custom payload is unknown: the shortest known hold is used.
_UNKNOWN_HOLD_MS = 25
# Guards that name the container in their answer. Nothing is known about the others.
_NAMING = frozenset({Guard.KICKOFF, Guard.OPEN_NEXT})
# Thundra's guard holds this long, and then for the requested wait.
_THUNDRA_HOLD_MS = 90

_WARMUP_PLUGIN_EVENT = {"source": "serverless-plugin-warmup"}


def ping_format(target: FunctionTarget) -> PingFormat:
    """Return the ping format of a function of the calendar."""
    if target.payload is None:
        return PingFormat(target.guard)
    context = target.client_context
    return PingFormat(
        payload=_json(target.payload), client_context=None if context is None else _json(context)
    )


def names_container(ping_format: PingFormat) -> bool:
    """Return whether the answer to a ping names its container."""
    return ping_format.payload is None and ping_format.guard in _NAMING


def hold_ms(ping_format: PingFormat, desired: int) -> int:
    """Return how long a pinged container holds if `desired` milliseconds would be best."""
    if ping_format.payload is not None:
        return _UNKNOWN_HOLD_MS
    if ping_format.guard is Guard.THUNDRA:
        return max(desired, _THUNDRA_HOLD_MS)
    return _FIXED_HOLD_MS.get(ping_format.guard, desired)


def payload(ping_format: PingFormat, ping: Ping, hold_ms: int) -> bytes:
    """Return the payload of a ping. Guards hold until its instant, or for `hold_ms`."""
    if ping_format.payload is not None:
        return ping_format.payload.encode()
    return _json(_event(ping_format.guard, ping, hold_ms)).encode()


def client_context(ping_format: PingFormat) -> str | None:
    """Return the value of X-Amz-Client-Context, in base64."""
    context = ping_format.client_context
    if ping_format.guard is Guard.SERVERLESS_PLUGIN_WARMUP:
        context = _json({"custom": _WARMUP_PLUGIN_EVENT})
    return None if context is None else b64encode(context.encode()).decode()


def guard_answer(content: Mapping[str, object]) -> GuardAnswer | None:
    """Return a guard's answer; None if the content does not name a container.

    A field that is null, absent or of the wrong type is None: serializers drop nulls, and write
    whole numbers as `1.0`.
    """
    match content:
        case {"kickoff": {"container": str(container), "first": bool(first), **optional}}:
            return GuardAnswer(
                container,
                first,
                _text(optional.get("init")),
                _milliseconds(optional.get("idle_ms")),
                _milliseconds(optional.get("held_ms")),
                _text(optional.get("prime_error")),
            )
        # Without the type it is SST's guard, whose serverId is random.
        case {"type": "warmer", "serverId": str(container)}:
            return GuardAnswer(container)
        case _:
            return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _milliseconds(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value) if math.isfinite(value) else None


def _event(guard: Guard, ping: Ping, hold_ms: int) -> object:
    match guard:
        case Guard.KICKOFF:
            event = {"ping": ping.wave, "index": ping.index, "of": ping.of}
            return {"kickoff": event | {"hold_until": ping.hold_until}}
        case Guard.LAMBDA_WARMER:
            return _later_invocation(ping) | {"__WARMER_CORRELATIONID__": ping.wave}
        case Guard.LAMBDA_WARMER_PY:
            return _later_invocation(ping) | {"__WARMER_CORRELATION_ID__": ping.wave}
        case Guard.SERVERLESS_PLUGIN_WARMUP:
            return _WARMUP_PLUGIN_EVENT
        case Guard.OPEN_NEXT | Guard.SST:
            event = {"type": "warmer", "warmerId": ping.wave, "index": ping.index}
            return event | {"concurrency": ping.of, "delay": hold_ms}
        case Guard.THUNDRA:
            return f"#warmup wait={max(0, hold_ms - _THUNDRA_HOLD_MS)}"
        case _:
            assert_never(guard)


def _later_invocation(ping: Ping) -> dict[str, object]:
    """Return an event numbered from 2: number 1 does not hold and invokes others itself."""
    return {
        "warmer": True,
        "__WARMER_INVOCATION__": ping.index + 2,
        "__WARMER_CONCURRENCY__": ping.of,
    }


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
