"""Errors of Lambda as HTTP responses."""

import json

from simulator.errors import ServiceError
from simulator.wire.arrival import HttpResponse

FAILED = ServiceError("ServiceException", "The service failed", status=500)
_CAPITALS = frozenset({"AccessDeniedException", "ResourceNotFoundException", "ServiceException"})
"""Errors whose message has the key `Message`; it is `message` in all others."""


def error_response(error: ServiceError) -> HttpResponse:
    """The response for an error: Lambda puts the code into a header."""
    headers = {"Content-Type": "application/json", "X-Amzn-ErrorType": error.code}
    if error.code == "TooManyRequestsException":
        headers["Retry-After"] = "1"
    key = "Message" if error.code in _CAPITALS else "message"
    content = {"Type": "User", key: error.message, **error.fields}
    return HttpResponse(error.status, headers, json.dumps(content).encode())
