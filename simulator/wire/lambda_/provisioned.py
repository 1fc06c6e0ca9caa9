"""Operations on provisioned concurrency."""

from datetime import UTC, datetime
from typing import Any

from simulator.cloud import Cloud
from simulator.errors import invalid
from simulator.lambda_.errors import LATEST, function_arn, invalid_parameter
from simulator.lambda_.function import SimulatedFunction
from simulator.lambda_.provisioned import ProvisionedConfig
from simulator.wire.json_rpc import Parameters
from simulator.wire.lambda_.names import named, qualified
from simulator.wire.lambda_.operation import LambdaOperation

_PAGE = 50
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # LastModified of an initial configuration
_QUALIFIED = frozenset({"FunctionName", "Qualifier"})


def _put(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    name, qualifier = qualified(parameters)
    count = parameters["ProvisionedConcurrentExecutions"]
    if count < 1:
        raise invalid(
            f"1 validation error detected: Value '{count}' at 'provisionedConcurrentExecutions' "
            "failed to satisfy constraint: Member must have value greater than or equal to 1"
        )
    cloud.functions.provision(name, qualifier, count, cloud.now)
    return _described(cloud.functions[name].provisioning.of(qualifier), cloud.now)


def _get(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    function, qualifier = _published(cloud, parameters)
    return _described(function.provisioning.of(qualifier), cloud.now)


def _delete(cloud: Cloud, parameters: Parameters) -> None:
    function, qualifier = _published(cloud, parameters)
    function.provisioning.delete(qualifier)


def _list(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    function = cloud.functions[named(parameters)[0]]
    configs = [
        {
            "FunctionArn": function_arn(function.name, qualifier),
            **_described(config, cloud.now),
        }
        for qualifier, config in function.provisioning.configs.items()
    ]
    start, size = int(parameters.get("Marker", "0")), int(parameters.get("MaxItems", str(_PAGE)))
    listed: dict[str, Any] = {"ProvisionedConcurrencyConfigs": configs[start : start + size]}
    return listed | ({"NextMarker": str(start + size)} if start + size < len(configs) else {})


OPERATIONS = {
    "PutProvisionedConcurrencyConfig": LambdaOperation(
        _put, _QUALIFIED | {"ProvisionedConcurrentExecutions"}, 202
    ),
    "GetProvisionedConcurrencyConfig": LambdaOperation(_get, _QUALIFIED),
    "DeleteProvisionedConcurrencyConfig": LambdaOperation(_delete, _QUALIFIED, 204),
    "ListProvisionedConcurrencyConfigs": LambdaOperation(
        _list, frozenset({"FunctionName", "List", "Marker", "MaxItems"})
    ),
}


def _published(cloud: Cloud, parameters: Parameters) -> tuple[SimulatedFunction, str]:
    """The function and the qualifier, which is an alias or a version."""
    name, qualifier = qualified(parameters)
    if qualifier == LATEST:
        raise invalid_parameter(
            "The function resource provided must be an alias or a published version."
        )
    return cloud.functions.provisionable(name, qualifier), qualifier


def _described(config: ProvisionedConfig, now: datetime) -> dict[str, Any]:
    allocated, status = config.allocated(now), config.status(now)
    described = {
        "RequestedProvisionedConcurrentExecutions": config.requested,
        "AvailableProvisionedConcurrentExecutions": allocated,
        "AllocatedProvisionedConcurrentExecutions": allocated,
        "Status": status,
        "LastModified": f"{config.modified or _EPOCH:%Y-%m-%dT%H:%M:%S+0000}",
    }
    if status == "FAILED":
        described["StatusReason"] = "FUNCTION_ERROR_INIT_FAILURE"
    return described
