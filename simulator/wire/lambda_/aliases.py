"""Operations on aliases."""

from typing import Any

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.lambda_.errors import alias_not_found, function_arn, invalid_parameter
from simulator.lambda_.function import SimulatedFunction
from simulator.lambda_.versions import Alias
from simulator.wire.json_rpc import Parameters
from simulator.wire.lambda_.names import named
from simulator.wire.lambda_.operation import LambdaOperation

_FIELDS = frozenset({"FunctionName", "Name", "FunctionVersion", "Description", "RoutingConfig"})


def _create(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    function, name = _function(cloud, parameters), parameters["Name"]
    second, share = _weight(parameters)
    alias = Alias(parameters["FunctionVersion"], parameters.get("Description", ""), second, share)
    function.versions.create_alias(name, alias)
    return _described(function, name)


def _update(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    function, name = _function(cloud, parameters), parameters["Name"]
    current = function.versions.aliases.get(name)
    if current is None:
        message = f"Alias not found: {function_arn(function.name, name)}"
        raise ServiceError("ResourceNotFoundException", message, status=404)
    weighted = "RoutingConfig" in parameters
    second, share = _weight(parameters) if weighted else (current.second, current.share)
    alias = Alias(
        parameters.get("FunctionVersion", current.version),
        parameters.get("Description", current.description),
        second,
        share,
    )
    function.update_alias(name, alias, cloud.now)
    return _described(function, name)


def _get(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    function, alias = named(parameters)[0], parameters["Name"]
    found = cloud.functions.provisionable(function, alias)
    if alias not in found.versions.aliases:
        raise alias_not_found(function, alias)
    return _described(found, alias)


def _list(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """All aliases of the function, or of one version."""
    function, version = _function(cloud, parameters), parameters.get("FunctionVersion")
    found = function.versions.aliases.items()
    names = [name for name, alias in found if version in {None, alias.version}]
    return {"Aliases": [_described(function, name) for name in names]}


def _delete(cloud: Cloud, parameters: Parameters) -> None:
    _function(cloud, parameters).delete_alias(parameters["Name"])


OPERATIONS = {
    "CreateAlias": LambdaOperation(_create, _FIELDS, 201),
    "ListAliases": LambdaOperation(_list, frozenset({"FunctionName", "FunctionVersion"})),
    "UpdateAlias": LambdaOperation(_update, _FIELDS),
    "GetAlias": LambdaOperation(_get, frozenset({"FunctionName", "Name"})),
    "DeleteAlias": LambdaOperation(_delete, frozenset({"FunctionName", "Name"}), 204),
}


def _function(cloud: Cloud, parameters: Parameters) -> SimulatedFunction:
    return cloud.functions[named(parameters)[0]]


def _weight(parameters: Parameters) -> tuple[str | None, float]:
    """The second version of a weighted alias and its share; None and 0 without one."""
    weights = parameters.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
    if len(weights) > 1:
        raise invalid_parameter(
            "Number of items in AdditionalVersionWeights cannot be greater than 1"
        )
    return next(iter(weights.items()), (None, 0.0))


def _described(function: SimulatedFunction, name: str) -> dict[str, Any]:
    alias = function.versions.aliases[name]
    weights = {} if alias.second is None else {alias.second: alias.share}
    routing = {"RoutingConfig": {"AdditionalVersionWeights": weights}} if weights else {}
    return {
        **routing,
        "AliasArn": function_arn(function.name, name),
        "Name": name,
        "FunctionVersion": alias.version,
        "Description": alias.description,
    }
