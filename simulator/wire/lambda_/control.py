"""Lambda's control plane: account settings, function settings, concurrency."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.faults import Call
from simulator.lambda_.function import LATEST, VERSION, SimulatedFunction
from simulator.wire.arrival import HttpResponse, arrive, fault_errors
from simulator.wire.json_rpc import Parameters
from simulator.wire.lambda_ import provisioned
from simulator.wire.lambda_.invoke import FAILED, error_response

_ARN = "arn:aws:lambda:eu-west-1:123456789012"
_ERRORS = fault_errors(
    FAILED, ServiceError("TooManyRequestsException", "Rate Exceeded.", status=429), 403
)


def answer(cloud: Cloud, method: str, raw_path: str, body: bytes) -> HttpResponse:
    """The response to a GET, PUT or DELETE."""
    path, _, query = raw_path.partition("?")
    selected = {name: values[-1] for name, values in parse_qs(query).items()}
    try:
        operation, function = _operation(method, path, selected)
        parameters = selected | (json.loads(body) if body else {})
        if function:
            parameters["FunctionName"] = function
        call = Call(f"lambda.{operation}", parameters)
        after = arrive(cloud, call, _ERRORS)
        with cloud.lock:
            content = _perform(cloud, operation, parameters)
        if isinstance(after, Exception):
            raise after
    except ServiceError as error:
        return error_response(error)
    status = provisioned.STATUS.get(operation, 200)
    text = b"" if content is None else json.dumps(content).encode()
    return HttpResponse(status, {"Content-Type": "application/json"}, text)


def _operation(method: str, path: str, selected: Mapping[str, str]) -> tuple[str, str]:
    """The name of the operation and of the function."""
    match path.strip("/").split("/"):
        case ["2016-08-19", "account-settings"]:
            return "GetAccountSettings", ""
        case ["2019-09-30", "functions", name, "concurrency"]:
            return "GetFunctionConcurrency", unquote(name)
        case ["2015-03-31", "functions", name, "configuration"]:
            return "GetFunctionConfiguration", unquote(name)
        case ["2015-03-31", "functions", name, "aliases"]:
            return "ListAliases", unquote(name)
        case ["2019-09-30", "functions", name, "provisioned-concurrency"]:
            return provisioned.operation(method, selected), unquote(name)
    raise ServiceError("UnknownOperationException", f"the stand-in has no {path}", status=404)


def _perform(cloud: Cloud, operation: str, parameters: Parameters) -> dict[str, Any] | None:
    functions = cloud.functions
    if operation == "GetAccountSettings":
        return {
            "AccountLimit": {
                "ConcurrentExecutions": functions.concurrency,
                "UnreservedConcurrentExecutions": functions.unreserved,
            },
            "AccountUsage": {},
        }
    function = functions[parameters["FunctionName"]]
    match operation:
        case "GetFunctionConcurrency":
            reserved = function.reserved
            return {} if reserved is None else {"ReservedConcurrentExecutions": reserved}
        case "ListAliases":
            return _aliases(function, parameters.get("FunctionVersion", VERSION))
        case "GetFunctionConfiguration":
            return _configuration(cloud, function, parameters.get("Qualifier", LATEST))
        case _:
            return provisioned.perform(cloud, operation, function, parameters)


def _aliases(function: SimulatedFunction, version: str) -> dict[str, Any]:
    """All aliases of a version; version 1 has them all."""
    names = [each for each in function.pools if each not in {LATEST, VERSION}]
    return {
        "Aliases": [
            {
                "AliasArn": f"{_ARN}:function:{function.name}:{name}",
                "Name": name,
                "FunctionVersion": VERSION,
            }
            for name in names
            if version == VERSION
        ]
    }


def _configuration(cloud: Cloud, function: SimulatedFunction, qualifier: str) -> dict[str, Any]:
    function.pool(qualifier)
    traits, state = function.traits, function.state(cloud.now)
    described: dict[str, Any] = {
        "FunctionName": function.name,
        "FunctionArn": f"{_ARN}:function:{function.name}",
        "Runtime": "python3.13",
        "MemorySize": 256,
        "Timeout": 30,
        "Version": LATEST if qualifier == LATEST else VERSION,
        "State": state,
        "LastUpdateStatus": "Successful",
        "SnapStart": {
            "ApplyOn": "PublishedVersions" if traits.snap_start else "None",
            "OptimizationStatus": "On" if traits.snap_start and qualifier != LATEST else "Off",
        },
        "LoggingConfig": {"LogFormat": "JSON" if traits.json_logs else "Text"},
    }
    if state != "Active":
        described |= {"StateReason": f"The function is {state}", "StateReasonCode": "Idle"}
    if traits.managed:
        provider = f"{_ARN}:capacity-provider:shared"
        described["CapacityProviderConfig"] = {
            "LambdaManagedInstancesCapacityProviderConfig": {"CapacityProviderArn": provider}
        }
    return described
