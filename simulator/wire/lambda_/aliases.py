"""Operations on aliases."""

from typing import Any

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.lambda_.errors import function_arn, invalid_parameter
from simulator.lambda_.function import SimulatedFunction
from simulator.wire.json_rpc import Parameters
from simulator.wire.lambda_.names import named
from simulator.wire.lambda_.operation import LambdaOperation

_FIELDS = frozenset({"FunctionName", "Name", "FunctionVersion", "Description", "RoutingConfig"})


def _create(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    function, alias = _function(cloud, parameters), parameters["Name"]
    _check_weights(parameters)
    function.versions.create_alias(alias, parameters["FunctionVersion"])
    return _described(function, alias)


def _update(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    function, alias = _function(cloud, parameters), parameters["Name"]
    if alias not in function.versions.aliases:
        message = f"Alias not found: {function_arn(function.name, alias)}"
        raise ServiceError("ResourceNotFoundException", message, status=404)
    _check_weights(parameters)
    version = parameters.get("FunctionVersion", function.versions.aliases[alias])
    function.move_alias(alias, version, cloud.now)
    return _described(function, alias)


def _get(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    name, _ = named(parameters)
    return _described(cloud.functions.provisionable(name, parameters["Name"]), parameters["Name"])


def _delete(cloud: Cloud, parameters: Parameters) -> None:
    _function(cloud, parameters).delete_alias(parameters["Name"])


OPERATIONS = {
    "CreateAlias": LambdaOperation(_create, _FIELDS, 201),
    "UpdateAlias": LambdaOperation(_update, _FIELDS),
    "GetAlias": LambdaOperation(_get, frozenset({"FunctionName", "Name"})),
    "DeleteAlias": LambdaOperation(_delete, frozenset({"FunctionName", "Name"}), 204),
}


def _function(cloud: Cloud, parameters: Parameters) -> SimulatedFunction:
    return cloud.functions[named(parameters)[0]]


def _check_weights(parameters: Parameters) -> None:
    weights = parameters.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
    if len(weights) > 1:
        raise invalid_parameter(
            "Number of items in AdditionalVersionWeights cannot be greater than 1"
        )
    if weights:
        raise invalid_parameter("the stand-in's aliases do not support weights")


def _described(function: SimulatedFunction, alias: str) -> dict[str, Any]:
    return {
        "AliasArn": function_arn(function.name, alias),
        "Name": alias,
        "FunctionVersion": function.versions.aliases[alias],
        "Description": "",
    }
