"""Reads what Lambda answered to an invocation."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from warmer.model import Answer, Code

# Characters of an error that are kept: it goes into log lines.
MOST_WORDS = 200


def read(status: int, headers: Mapping[str, str], body: bytes) -> tuple[Code, str, Answer | None]:
    """What an HTTP response means: a code, words for it, and the guard's answer if there is one.

    Header names are in lower case. HTTP 200 says nothing of the handler: X-Amz-Function-Error does.
    """
    content = _parsed(body)
    fields = content if isinstance(content, dict) else {}
    if status == HTTPStatus.OK:
        if (kind := headers.get("x-amz-function-error")) is not None:
            return Code.FUNCTION_ERROR, str(fields.get("errorMessage", kind))[:MOST_WORDS], None
        return Code.OK, "", _answer(fields)
    kind = headers.get("x-amzn-errortype", "").split(":")[0]
    words = str(fields.get("message") or fields.get("Message") or "no message")[:MOST_WORDS]
    match status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return Code.THROTTLED, str(fields.get("Reason") or kind or "no reason"), None
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return Code.DENIED, f"{kind}: {words}", None
        case HTTPStatus.NOT_FOUND:
            return Code.MISSING, f"{kind}: {words}", None
        case _:
            return Code.REFUSED, f"HTTP {status} {kind}: {words}", None


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _answer(fields: Mapping[str, object]) -> Answer | None:
    """The guard's answer, or None if it is not one."""
    match fields.get("kickoff"):
        case {
            "container": str(container),
            "first": bool(first),
            "init": str(init),
            "idle_ms": int() | None as idle_ms,
            "held_ms": int(held_ms),
        }:
            return Answer(container, first, init, idle_ms, held_ms)
        case _:
            return None
