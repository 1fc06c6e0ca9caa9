"""Answers that are not from AWS, such as the login page of a proxy, or half an answer.

botocore reads such a body as an empty answer, as a refusal by its status, or fails in its parser.
"""

from typing import Any

from botocore.exceptions import HTTPClientError
from botocore.model import OperationModel

_SHOWN = 40  # characters of a foreign answer
_JSON = frozenset({"json", "rest-json"})
_PAGES = (b"<!doctype html", b"<html")
_SERVER_ERRORS = 500  # a service's own load balancer answers with pages too; they are tried again
_SUCCESS = range(200, 300)


class GarbledAnswerError(HTTPClientError):
    """The answer of an endpoint is not AWS's."""

    fmt = "the answer is not AWS's, it begins with {begin!r}: check the proxy and AWS_ENDPOINT_URL"


def refuse_garbled(**call: Any) -> None:  # noqa: ANN401 (botocore's)
    """Raise GarbledAnswerError for a page in place of an answer, or for a part of JSON.

    botocore calls it before it parses an answer.
    """
    model: OperationModel = call["operation_model"]
    answer: dict[str, Any] = call["response_dict"]
    status: int = answer["status_code"]
    if status >= _SERVER_ERRORS or _is_content(model):
        return
    body: bytes = answer["body"].strip()
    page = body[:_SHOWN].lower().startswith(_PAGES)
    speaks_json = model.service_model.resolved_protocol in _JSON
    if page or (speaks_json and status in _SUCCESS and body and not _is_json(body)):
        raise GarbledAnswerError(begin=body[:_SHOWN])


def _is_content(model: OperationModel) -> bool:
    """Return whether the body is a stored content, which may be anything."""
    output = model.output_shape
    if model.has_streaming_output or output is None:
        return model.has_streaming_output
    payload = output.serialization.get("payload")
    return payload is not None and output.members[payload].type_name in {"blob", "string"}


def _is_json(body: bytes) -> bool:
    """Return whether a body has the first and the last character of JSON: botocore parses it."""
    return (body[:1], body[-1:]) in {(b"{", b"}"), (b"[", b"]")}
