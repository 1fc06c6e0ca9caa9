"""Operations on functions and their versions."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from simulator.cloud import Cloud
from simulator.lambda_.errors import LATEST, conflict, function_arn
from simulator.lambda_.function import SimulatedFunction
from simulator.lambda_.settings import FunctionConfiguration
from simulator.traits import Traits
from simulator.wire.json_rpc import Parameters
from simulator.wire.lambda_.names import named
from simulator.wire.lambda_.operation import LambdaOperation

FAILS_TO_INIT = "FAILS_TO_INIT"
"""Environment variable of a function whose initialisation fails."""

_SETTINGS = {
    "Runtime": "runtime",
    "Handler": "handler",
    "Role": "role",
    "Description": "description",
    "MemorySize": "memory_mb",
    "Timeout": "timeout_s",
}
_ORDINARY = {"FunctionName", "Environment", *_SETTINGS}


def _create(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    settings = _settings(FunctionConfiguration(memory_mb=128, timeout_s=3), parameters)
    traits = Traits(
        snap_start=parameters.get("SnapStart", {}).get("ApplyOn") == "PublishedVersions",
        json_logs=parameters.get("LoggingConfig", {}).get("LogFormat") == "JSON",
        fails=FAILS_TO_INIT in settings.variables,
    )
    name, _ = named(parameters)
    function = cloud.functions.create(name, settings, traits, cloud.now)
    version = function.versions.publish() if parameters.get("Publish") else None
    return _described(function, version, cloud.now)


def _update(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    function = _unqualified(cloud, parameters)
    _require_created(function, cloud.now)
    current = function.versions.settings[LATEST]
    function.versions.settings[LATEST] = _settings(current, parameters)
    function.modified = cloud.now
    return _described(function, None, cloud.now)


def _publish(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    function = _unqualified(cloud, parameters)
    _require_created(function, cloud.now)
    version = function.versions.publish(parameters.get("Description", ""))
    return _described(function, version, cloud.now)


def _get(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    name, qualifier = named(parameters)
    return _described(cloud.functions.qualified(name, qualifier), qualifier, cloud.now)


def _delete(cloud: Cloud, parameters: Parameters) -> None:
    cloud.functions.delete(named(parameters)[0])


OPERATIONS = {
    "CreateFunction": LambdaOperation(
        _create,
        frozenset(_ORDINARY | {"Code", "Publish", "SnapStart", "LoggingConfig"}),
        201,
    ),
    "DeleteFunction": LambdaOperation(_delete, frozenset({"FunctionName"}), 204),
    "GetFunctionConfiguration": LambdaOperation(_get, frozenset({"FunctionName", "Qualifier"})),
    "PublishVersion": LambdaOperation(_publish, frozenset({"FunctionName", "Description"}), 201),
    "UpdateFunctionConfiguration": LambdaOperation(_update, frozenset(_ORDINARY)),
}


def _unqualified(cloud: Cloud, parameters: Parameters) -> SimulatedFunction:
    return cloud.functions[named(parameters)[0]]


def _require_created(function: SimulatedFunction, now: datetime) -> None:
    if function.state(now) == "Pending":
        raise conflict(
            "The operation cannot be performed at this time. The function is currently in the "
            "following state: Pending"
        )


def _settings(current: FunctionConfiguration, parameters: Parameters) -> FunctionConfiguration:
    """The settings with those that a request names."""
    changes = {name: parameters[key] for key, name in _SETTINGS.items() if key in parameters}
    if "Environment" in parameters:
        changes["variables"] = parameters["Environment"].get("Variables", {})
    return replace(current, **changes)


def _described(function: SimulatedFunction, qualifier: str | None, now: datetime) -> dict[str, Any]:
    version = function.versions.version_of(qualifier or LATEST)
    settings, traits = function.versions.settings[version], function.traits
    state = function.state(now)
    described: dict[str, Any] = {key: getattr(settings, name) for key, name in _SETTINGS.items()}
    described |= {
        "FunctionName": function.name,
        "FunctionArn": function_arn(function.name, qualifier),
        "Version": version,
        "LastModified": f"{function.modified:%Y-%m-%dT%H:%M:%S.000+0000}",
        "PackageType": "Zip",
        "State": state,
        **function.state_reason(now),
        "SnapStart": {
            "ApplyOn": "PublishedVersions" if traits.snap_start else "None",
            "OptimizationStatus": "On" if traits.snap_start and version != LATEST else "Off",
        },
        "LoggingConfig": {
            "LogFormat": "JSON" if traits.json_logs else "Text",
            "LogGroup": f"/aws/lambda/{function.name}",
        },
    }
    if state == "Active":
        described["LastUpdateStatus"] = "Successful"
    if settings.variables:
        described["Environment"] = {"Variables": dict(settings.variables)}
    if traits.durable:
        described["DurableConfig"] = {"RetentionPeriodInDays": 14, "ExecutionTimeout": 900}
    if traits.per_tenant:
        described["TenancyConfig"] = {"TenantIsolationMode": "PER_TENANT"}
    if traits.managed:
        provider = f"{function_arn('')[: -len(':function:')]}:capacity-provider:shared"
        described["CapacityProviderConfig"] = {
            "LambdaManagedInstancesCapacityProviderConfig": {"CapacityProviderArn": provider}
        }
    return described
