"""Parses Lambda's response to an invocation."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from warmer.model import GuardAnswer, PingCode
from warmer.plan.invoke_errors import INVOKE_ERRORS
from warmer.plan.ping_format import guard_answer

# The most characters of an error that are kept, because it goes into log lines.
MOST_CHARACTERS = 200

_SERVER_ERROR = 500
# Lambda's message if the function's own timeout ended it.
_TIMED_OUT = "Task timed out after"


def parse_response(
    status: int, headers: Mapping[str, str], body: bytes
) -> tuple[PingCode, str, GuardAnswer | None]:
    """Return the code of a response, its reason in words, and the guard's answer if it has one.

    Header names are in lower case. Status 200 says nothing about the handler:
    X-Amz-Function-Error does.
    """
    content = _parsed(body)
    fields = content if isinstance(content, dict) else {}
    if status != HTTPStatus.OK:
        kind = headers.get("x-amzn-errortype", "").split(":")[0]
        return *_service_error(status, kind, fields), None
    if (failure := headers.get("x-amz-function-error")) is None:
        return PingCode.OK, "", guard_answer(fields)
    message = str(fields.get("errorMessage", failure))[:MOST_CHARACTERS]
    timed_out = _TIMED_OUT in message or fields.get("errorType") == "Sandbox.Timedout"
    return PingCode.FUNCTION_TIMEOUT if timed_out else PingCode.FUNCTION_ERROR, message, None


def _service_error(status: int, kind: str, fields: Mapping[str, object]) -> tuple[PingCode, str]:
    message = str(fields.get("message") or fields.get("Message") or "no message")[:MOST_CHARACTERS]
    known = INVOKE_ERRORS.get(kind)
    match status:
        case _ if known is not None:
            return known.code, f"{kind}: {message}; {known.advice}"
        case HTTPStatus.TOO_MANY_REQUESTS:
            return PingCode.THROTTLED, str(fields.get("Reason") or kind or "no reason")
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return PingCode.DENIED, f"{kind}: {message}"
        case HTTPStatus.NOT_FOUND:
            return PingCode.MISSING, f"{kind}: {message}"
        case _:
            code = PingCode.SERVICE_ERROR if status >= _SERVER_ERROR else PingCode.REFUSED
            return code, f"HTTP {status} {kind}: {message}"


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
