"""Reads what Lambda answered to an invocation."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from warmer.model import GuardAnswer, PingCode
from warmer.plan import ping_format

# Characters of an error that are kept: it goes into log lines.
MOST_WORDS = 200

_SERVER_ERROR = 500
# Lambda's words where the function's own timeout ended it.
_TIMED_OUT = "Task timed out after"
# Pending, Inactive (the first invocation wakes it, and fails), or without its first snapshot.
_NOT_READY = frozenset(
    {"ResourceNotReadyException", "ResourceConflictException", "SnapStartNotReadyException"}
)


def read(
    status: int, headers: Mapping[str, str], body: bytes
) -> tuple[PingCode, str, GuardAnswer | None]:
    """What an HTTP response means: a code, words for it, and the guard's answer if there is one.

    Header names are in lower case. HTTP 200 says nothing of the handler: X-Amz-Function-Error does.
    """
    content = _parsed(body)
    fields = content if isinstance(content, dict) else {}
    if status != HTTPStatus.OK:
        kind = headers.get("x-amzn-errortype", "").split(":")[0]
        return *_refusal(status, kind, fields), None
    if (failure := headers.get("x-amz-function-error")) is None:
        return PingCode.OK, "", ping_format.answer(fields)
    words = str(fields.get("errorMessage", failure))[:MOST_WORDS]
    ended = _TIMED_OUT in words or fields.get("errorType") == "Sandbox.Timedout"
    return PingCode.FUNCTION_TIMEOUT if ended else PingCode.FUNCTION_ERROR, words, None


def _refusal(status: int, kind: str, fields: Mapping[str, object]) -> tuple[PingCode, str]:
    words = str(fields.get("message") or fields.get("Message") or "no message")[:MOST_WORDS]
    match status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return PingCode.THROTTLED, str(fields.get("Reason") or kind or "no reason")
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return PingCode.DENIED, f"{kind}: {words}"
        case HTTPStatus.NOT_FOUND:
            return PingCode.MISSING, f"{kind}: {words}"
        case _ if kind in _NOT_READY:
            return PingCode.NOT_READY, f"{kind}: {words}"
        case _:
            code = PingCode.SERVICE_ERROR if status >= _SERVER_ERROR else PingCode.REFUSED
            return code, f"HTTP {status} {kind}: {words}"


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
