"""Operations on the account's and a function's concurrency."""

from typing import Any

from simulator.cloud import Cloud
from simulator.lambda_.errors import invalid_parameter
from simulator.lambda_.function import SimulatedFunction
from simulator.wire.json_rpc import Parameters
from simulator.wire.lambda_.names import named
from simulator.wire.lambda_.operation import LambdaOperation

_MB = 2**20
_NAME = frozenset({"FunctionName"})
_CODE_BYTES = 1024  # of each function


def _account(cloud: Cloud, _: Parameters) -> dict[str, Any]:
    functions = cloud.functions
    return {
        "AccountLimit": {
            "TotalCodeSize": 75 * 1024 * _MB,
            "CodeSizeUnzipped": 250 * _MB,
            "CodeSizeZipped": 50 * _MB,
            "ConcurrentExecutions": functions.concurrency,
            "UnreservedConcurrentExecutions": functions.unreserved,
        },
        "AccountUsage": {
            "TotalCodeSize": _CODE_BYTES * len(functions),
            "FunctionCount": len(functions),
        },
    }


def _get(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    reserved = _function(cloud, parameters).reserved
    return {} if reserved is None else {"ReservedConcurrentExecutions": reserved}


def _put(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    function, count = _function(cloud, parameters), parameters["ReservedConcurrentExecutions"]
    cloud.functions.reserve(function.name, count)
    return {"ReservedConcurrentExecutions": count}


def _delete(cloud: Cloud, parameters: Parameters) -> None:
    _function(cloud, parameters).reserved = None


OPERATIONS = {
    "GetAccountSettings": LambdaOperation(_account, frozenset()),
    "GetFunctionConcurrency": LambdaOperation(_get, _NAME),
    "PutFunctionConcurrency": LambdaOperation(_put, _NAME | {"ReservedConcurrentExecutions"}),
    "DeleteFunctionConcurrency": LambdaOperation(_delete, _NAME, 204),
}


def _function(cloud: Cloud, parameters: Parameters) -> SimulatedFunction:
    name, qualifier = named(parameters)
    if qualifier:
        raise invalid_parameter(
            "This operation is permitted on Lambda functions only. Aliases and versions do not "
            "support this operation. Please specify either a function name or an unqualified "
            "function ARN."
        )
    return cloud.functions[name]
