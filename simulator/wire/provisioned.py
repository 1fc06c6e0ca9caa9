"""Lambda's provisioned concurrency on the wire."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.function import LATEST, Function
from simulator.provisioning import Config
from simulator.wire.json_rpc import Parameters

STATUS = MappingProxyType(
    {"PutProvisionedConcurrencyConfig": 202, "DeleteProvisionedConcurrencyConfig": 204}
)
_PAGE = 50
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # of what has been there from the beginning


def operation(method: str, asked: Mapping[str, str]) -> str:
    """The operation on `/functions/NAME/provisioned-concurrency`."""
    match method:
        case "PUT":
            return "PutProvisionedConcurrencyConfig"
        case "DELETE":
            return "DeleteProvisionedConcurrencyConfig"
        case _ if asked.get("List") == "ALL":
            return "ListProvisionedConcurrencyConfigs"
        case _:
            return "GetProvisionedConcurrencyConfig"


def perform(
    cloud: Cloud, name: str, function: Function, asked: Parameters
) -> dict[str, Any] | None:
    """Carry out one of the four; a deletion answers with nothing."""
    provisioning, qualifier, now = function.provisioning, asked.get("Qualifier", LATEST), cloud.now
    if name == "ListProvisionedConcurrencyConfigs":
        return _list(function, asked, now)
    function.pool(qualifier)
    match name:
        case "DeleteProvisionedConcurrencyConfig":
            provisioning.delete(qualifier)
            return None
        case "PutProvisionedConcurrencyConfig":
            count = asked["ProvisionedConcurrentExecutions"]
            if count < 1:
                raise ServiceError(
                    "InvalidParameterValueException",
                    "ProvisionedConcurrentExecutions must be greater than or equal to 1",
                )
            cloud.functions.provision(function.name, qualifier, count, now)
    return _described(provisioning.of(qualifier), now)


def _list(function: Function, asked: Parameters, now: datetime) -> dict[str, Any]:
    configs = [
        {"FunctionArn": f"{_arn(function)}:{qualifier}", **_described(config, now)}
        for qualifier, config in function.provisioning.configs.items()
    ]
    start, size = int(asked.get("Marker", "0")), int(asked.get("MaxItems", str(_PAGE)))
    listed: dict[str, Any] = {"ProvisionedConcurrencyConfigs": configs[start : start + size]}
    return listed | ({"NextMarker": str(start + size)} if start + size < len(configs) else {})


def _described(config: Config, now: datetime) -> dict[str, Any]:
    there, status = config.allocated(now), config.status(now)
    described = {
        "RequestedProvisionedConcurrentExecutions": config.requested,
        "AvailableProvisionedConcurrentExecutions": there,
        "AllocatedProvisionedConcurrentExecutions": there,
        "Status": status,
        "LastModified": f"{config.modified or _EPOCH:%Y-%m-%dT%H:%M:%S+0000}",
    }
    if status == "FAILED":
        described["StatusReason"] = "FUNCTION_ERROR_INIT_FAILURE"
    return described


def _arn(function: Function) -> str:
    return f"arn:aws:lambda:eu-west-1:123456789012:function:{function.name}"
