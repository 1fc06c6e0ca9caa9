"""Lambda's control plane: routing of a request to its operation."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.faults import Call
from simulator.wire.arrival import HttpResponse, arrive, fault_errors
from simulator.wire.lambda_ import aliases, concurrency, functions, provisioned
from simulator.wire.lambda_.operation import LambdaOperation
from simulator.wire.lambda_.refusals import FAILED, error_response

PREFIX = "/2015-03-31/functions"
"""The beginning of the path of every POST."""

_THROTTLED = ServiceError("TooManyRequestsException", "Rate exceeded", status=429)
_ERRORS = fault_errors(FAILED, _THROTTLED, 403)
_OPERATIONS: Mapping[str, LambdaOperation] = {
    **concurrency.OPERATIONS,
    **functions.OPERATIONS,
    **aliases.OPERATIONS,
    **provisioned.OPERATIONS,
}
_FUNCTIONS = "2015-03-31/functions"
_OF_FUNCTION = f"{_FUNCTIONS}/{{FunctionName}}"
_RESERVED = "2017-10-31/functions/{FunctionName}/concurrency"
_PROVISIONED = "2019-09-30/functions/{FunctionName}/provisioned-concurrency"
_PATHS = {
    "GetAccountSettings": ("GET", "2016-08-19/account-settings"),
    "CreateFunction": ("POST", _FUNCTIONS),
    "DeleteFunction": ("DELETE", _OF_FUNCTION),
    "GetFunctionConfiguration": ("GET", f"{_OF_FUNCTION}/configuration"),
    "UpdateFunctionConfiguration": ("PUT", f"{_OF_FUNCTION}/configuration"),
    "PublishVersion": ("POST", f"{_OF_FUNCTION}/versions"),
    "CreateAlias": ("POST", f"{_OF_FUNCTION}/aliases"),
    "ListAliases": ("GET", f"{_OF_FUNCTION}/aliases"),
    "GetAlias": ("GET", f"{_OF_FUNCTION}/aliases/{{Name}}"),
    "UpdateAlias": ("PUT", f"{_OF_FUNCTION}/aliases/{{Name}}"),
    "DeleteAlias": ("DELETE", f"{_OF_FUNCTION}/aliases/{{Name}}"),
    "GetFunctionConcurrency": ("GET", "2019-09-30/functions/{FunctionName}/concurrency"),
    "PutFunctionConcurrency": ("PUT", _RESERVED),
    "DeleteFunctionConcurrency": ("DELETE", _RESERVED),
    "GetProvisionedConcurrencyConfig": ("GET", _PROVISIONED),
    "PutProvisionedConcurrencyConfig": ("PUT", _PROVISIONED),
    "DeleteProvisionedConcurrencyConfig": ("DELETE", _PROVISIONED),
}
_ROUTES = [
    (method, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)), name)
    for name, (method, path) in _PATHS.items()
]


def answer(cloud: Cloud, method: str, raw_path: str, body: bytes) -> HttpResponse:
    """The response to any request but Invoke."""
    path, _, query = raw_path.partition("?")
    selected = {name: values[-1] for name, values in parse_qs(query).items()}
    try:
        name, in_path = _operation(method, path, selected)
        parameters: dict[str, Any] = selected | (json.loads(body) if body else {}) | in_path
        after = arrive(cloud, Call(f"lambda.{name}", parameters), _ERRORS)
        operation = _OPERATIONS[name]
        operation.check(name, parameters)
        with cloud.lock:
            rate = cloud.functions.control_plane
            if rate is not None and not rate.take(cloud.now):
                raise _THROTTLED
            content = operation.perform(cloud, parameters)
        if isinstance(after, Exception):
            raise after
    except ServiceError as error:
        return error_response(error)
    text = b"" if content is None else json.dumps(content).encode()
    return HttpResponse(operation.status, {"Content-Type": "application/json"}, text)


def _operation(method: str, path: str, selected: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The name of the operation, and the parameters in its path."""
    for each, pattern, name in _ROUTES:
        found = pattern.fullmatch(path.strip("/"))
        if found and each == method:
            in_path = {key: unquote(value) for key, value in found.groupdict().items()}
            lists = name == "GetProvisionedConcurrencyConfig" and selected.get("List") == "ALL"
            return ("ListProvisionedConcurrencyConfigs" if lists else name), in_path
    raise ServiceError("UnknownOperationException", f"the stand-in has no {path}", status=404)
