"""Lambda's control plane: what can be asked of an account and of a function."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, unquote

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.faults import Call, Fault
from simulator.functions import LATEST, VERSION, Function
from simulator.wire.arrival import Answer, arrive
from simulator.wire.lambda_ import refusal

_ARN = "arn:aws:lambda:eu-west-1:123456789012"
_FAILURE = ServiceError("ServiceException", "The service failed", status=500)
_ERRORS = MappingProxyType(
    {
        Fault.THROTTLED: ServiceError("TooManyRequestsException", "Rate Exceeded.", status=429),
        Fault.DENIED: ServiceError("AccessDeniedException", "User is not authorized", status=403),
        Fault.FAILED: _FAILURE,
        Fault.FAILED_AFTER: _FAILURE,
    }
)


async def answer(cloud: Cloud, raw_path: str) -> Answer:
    """The response to one GET."""
    path, _, query = raw_path.partition("?")
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    try:
        operation, function = _operation(path, asked)
        parameters = {"FunctionName": function, **asked} if function else asked
        call = Call(f"lambda.{operation}", parameters)
        after = await arrive(cloud, call, _ERRORS)
        with cloud.lock:
            content = _perform(cloud, operation, function, asked.get("Qualifier", LATEST))
        if isinstance(after, ServiceError):
            raise after
    except ServiceError as error:
        return refusal(error)
    return Answer(200, {"Content-Type": "application/json"}, json.dumps(content).encode())


def _operation(path: str, asked: Mapping[str, str]) -> tuple[str, str]:
    """The operation and the function's name."""
    match path.strip("/").split("/"):
        case ["2016-08-19", "account-settings"]:
            return "GetAccountSettings", ""
        case ["2019-09-30", "functions", name, "concurrency"]:
            return "GetFunctionConcurrency", unquote(name)
        case ["2015-03-31", "functions", name, "configuration"]:
            return "GetFunctionConfiguration", unquote(name)
        case ["2019-09-30", "functions", name, "provisioned-concurrency"]:
            listed = asked.get("List") == "ALL"
            kind = (
                "ListProvisionedConcurrencyConfigs" if listed else "GetProvisionedConcurrencyConfig"
            )
            return kind, unquote(name)
    raise ServiceError("UnknownOperationException", f"the stand-in has no {path}", status=404)


def _perform(cloud: Cloud, operation: str, name: str, qualifier: str) -> dict[str, Any]:
    functions = cloud.functions
    if operation == "GetAccountSettings":
        return {
            "AccountLimit": {
                "ConcurrentExecutions": functions.concurrency,
                "UnreservedConcurrentExecutions": functions.unreserved,
            },
            "AccountUsage": {},
        }
    function = functions[name]
    match operation:
        case "GetFunctionConcurrency":
            reserved = function.reserved
            return {} if reserved is None else {"ReservedConcurrentExecutions": reserved}
        case "GetFunctionConfiguration":
            return _configuration(cloud, function, qualifier)
        case "GetProvisionedConcurrencyConfig":
            return _provisioned(function, qualifier)
        case _:
            listed = [_provisioned(function, each) for each in function.traits.provisioned]
            return {"ProvisionedConcurrencyConfigs": listed}


def _configuration(cloud: Cloud, function: Function, qualifier: str) -> dict[str, Any]:
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


def _provisioned(function: Function, qualifier: str) -> dict[str, Any]:
    function.pool(qualifier)
    count = function.traits.provisioned.get(qualifier)
    if count is None:
        raise ServiceError(
            "ProvisionedConcurrencyConfigNotFoundException",
            "No Provisioned Concurrency Config found for this function",
            status=404,
        )
    return {
        "RequestedProvisionedConcurrentExecutions": count,
        "AvailableProvisionedConcurrentExecutions": count,
        "AllocatedProvisionedConcurrentExecutions": count,
        "Status": "READY",
    }
