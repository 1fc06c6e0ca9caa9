"""Reads account limits and function settings from Lambda's control plane."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from kickoff.aws.errors import AWS_ERRORS, is_forbidden
from warmer.model import FunctionRef
from warmer.plan.concurrency import (
    NONE_PROVISIONED,
    AccountConcurrency,
    FunctionInfo,
    FunctionState,
    ProvisionedEnvironments,
    Unsuitable,
)

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

T = TypeVar("T")

_LATEST = "$LATEST"


@dataclass(slots=True)
class _CallSequence:
    """A few calls. After one fails, for another reason than a missing permission, no more are made.

    A missing permission counts as an answer: it will not change soon.
    """

    denied: set[str] = field(default_factory=set)
    complete: bool = True

    def call(self, permission: str, method: Callable[[], T]) -> T | None:
        """Return the answer; None if there is none."""
        if not self.complete:
            return None
        try:
            return method()
        except AWS_ERRORS as error:
            if is_forbidden(error):
                self.denied.add(permission)
            else:
                self.complete = False
            return None


def read_account(client: "LambdaClient") -> AccountConcurrency:
    """Read the limit of the account, and the part that functions without a reservation share."""
    calls = _CallSequence()
    settings = calls.call("lambda:GetAccountSettings", client.get_account_settings)
    if settings is None:
        return AccountConcurrency(denied=frozenset(calls.denied))
    limit = settings["AccountLimit"]
    return AccountConcurrency(
        limit["UnreservedConcurrentExecutions"], limit["ConcurrentExecutions"]
    )


def read_function(client: "LambdaClient", function: FunctionRef) -> FunctionInfo:
    """Read a function's reserved concurrency, provisioned concurrency and state."""
    calls = _CallSequence()
    concurrency = calls.call(
        "lambda:GetFunctionConcurrency",
        lambda: client.get_function_concurrency(FunctionName=function.name),
    )
    settings = calls.call(
        "lambda:GetFunctionConfiguration", lambda: read_settings(client, function)
    )
    settings = settings or FunctionSettings(FunctionState())
    provisioned = calls.call(
        "lambda:ListProvisionedConcurrencyConfigs", lambda: list_provisioned(client, function.name)
    )
    configured = provisioned or {}
    serving = calls.call(
        "lambda:ListAliases",
        lambda: serving_qualifiers(client, function, settings.version, configured),
    )
    return FunctionInfo(
        reserved=concurrency.get("ReservedConcurrentExecutions") if concurrency else None,
        reservation_known=concurrency is not None,
        state=replace(settings.state, provisioned=total_provisioned(configured, serving or ())),
        provisioned=total_provisioned(configured, configured).requested,
        denied=frozenset(calls.denied),
        answered=calls.complete,
    )


@dataclass(frozen=True, slots=True)
class FunctionSettings:
    """A function's state, and the version that its qualifier names; None if unknown."""

    state: FunctionState
    version: str | None = None


def read_settings(client: "LambdaClient", function: FunctionRef) -> FunctionSettings:
    """Read the state of a function, and the version that its qualifier names."""
    # Without a qualifier IAM checks another resource than with $LATEST.
    qualifier = {} if function.qualifier is None else {"Qualifier": function.qualifier}
    found = client.get_function_configuration(FunctionName=function.name, **qualifier)
    state = FunctionState(found.get("State"), found.get("StateReason", ""), _unsuitable(found))
    return FunctionSettings(state, found.get("Version"))


def _unsuitable(configuration: Mapping[str, Any]) -> Unsuitable | None:
    if configuration.get("CapacityProviderConfig"):
        return Unsuitable.MANAGED
    if configuration.get("DurableConfig"):
        return Unsuitable.DURABLE
    if configuration.get("TenancyConfig", {}).get("TenantIsolationMode") == "PER_TENANT":
        return Unsuitable.PER_TENANT
    return None


def list_provisioned(client: "LambdaClient", name: str) -> dict[str, ProvisionedEnvironments]:
    """Read the provisioned concurrency of a function by alias or version."""
    pages = client.get_paginator("list_provisioned_concurrency_configs").paginate(FunctionName=name)
    return {
        config["FunctionArn"].rpartition(":")[2]: _provisioned(config)
        for page in pages
        for config in page["ProvisionedConcurrencyConfigs"]
    }


def _provisioned(config: Mapping[str, Any]) -> ProvisionedEnvironments:
    status, qualifier = config.get("Status"), config["FunctionArn"].rpartition(":")[2]
    failed = status == "FAILED"
    return ProvisionedEnvironments(
        requested=config["RequestedProvisionedConcurrentExecutions"],
        available=config["AvailableProvisionedConcurrentExecutions"] if status == "READY" else 0,
        failure=f"{config.get('StatusReason', 'no reason')} of {qualifier}" if failed else "",
    )


def total_provisioned(
    configured: Mapping[str, ProvisionedEnvironments], qualifiers: Iterable[str]
) -> ProvisionedEnvironments:
    """Return the provisioned concurrency of some qualifiers together."""
    return sum((configured[each] for each in sorted(qualifiers)), NONE_PROVISIONED)


def serving_qualifiers(
    client: "LambdaClient", function: FunctionRef, version: str | None, provisioned: Iterable[str]
) -> set[str]:
    """Return the qualifiers whose provisioned concurrency serves a function's requests.

    Provisioned concurrency of an alias also serves the version it points to, and that of a version
    all its aliases. `$LATEST` has none.
    """
    configured = set(provisioned)
    serving = configured & {function.qualifier, version}
    others = any(not each.isdigit() for each in configured - serving)
    if serving or not others or version in {None, _LATEST}:
        return serving
    pages = client.get_paginator("list_aliases").paginate(
        FunctionName=function.name, FunctionVersion=version
    )
    return configured & {alias["Name"] for page in pages for alias in page["Aliases"]}
