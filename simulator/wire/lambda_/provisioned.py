"""Operations on provisioned concurrency."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.lambda_.function import LATEST, SimulatedFunction
from simulator.lambda_.provisioned import ProvisionedConfig
from simulator.wire.json_rpc import Parameters

STATUS = {"PutProvisionedConcurrencyConfig": 202, "DeleteProvisionedConcurrencyConfig": 204}
_PAGE = 50
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # LastModified of an initial configuration


def operation(method: str, parameters: Mapping[str, str]) -> str:
    """The operation on `/functions/NAME/provisioned-concurrency`."""
    match method:
        case "PUT":
            return "PutProvisionedConcurrencyConfig"
        case "DELETE":
            return "DeleteProvisionedConcurrencyConfig"
        case _ if parameters.get("List") == "ALL":
            return "ListProvisionedConcurrencyConfigs"
        case _:
            return "GetProvisionedConcurrencyConfig"


def perform(
    cloud: Cloud, name: str, function: SimulatedFunction, parameters: Parameters
) -> dict[str, Any] | None:
    """Perform one of the four operations; a deletion returns None."""
    provisioning, qualifier, now = (
        function.provisioning,
        parameters.get("Qualifier", LATEST),
        cloud.now,
    )
    if name == "ListProvisionedConcurrencyConfigs":
        return _list(function, parameters, now)
    function.pool(qualifier)
    match name:
        case "DeleteProvisionedConcurrencyConfig":
            provisioning.delete(qualifier)
            return None
        case "PutProvisionedConcurrencyConfig":
            count = parameters["ProvisionedConcurrentExecutions"]
            if count < 1:
                raise ServiceError(
                    "InvalidParameterValueException",
                    "ProvisionedConcurrentExecutions must be greater than or equal to 1",
                )
            cloud.functions.provision(function.name, qualifier, count, now)
    return _described(provisioning.of(qualifier), now)


def _list(function: SimulatedFunction, parameters: Parameters, now: datetime) -> dict[str, Any]:
    configs = [
        {"FunctionArn": f"{_arn(function)}:{qualifier}", **_described(config, now)}
        for qualifier, config in function.provisioning.configs.items()
    ]
    start, size = int(parameters.get("Marker", "0")), int(parameters.get("MaxItems", str(_PAGE)))
    listed: dict[str, Any] = {"ProvisionedConcurrencyConfigs": configs[start : start + size]}
    return listed | ({"NextMarker": str(start + size)} if start + size < len(configs) else {})


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


def _arn(function: SimulatedFunction) -> str:
    return f"arn:aws:lambda:eu-west-1:123456789012:function:{function.name}"
