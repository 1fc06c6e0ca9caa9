"""Reads account limits and function settings from Lambda's control plane."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from kickoff.aws.errors import AWS_ERRORS, error_name, is_forbidden
from warmer.model import FunctionRef
from warmer.plan.concurrency import AccountConcurrency, FunctionInfo, FunctionState

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

T = TypeVar("T")

_NOT_PROVISIONED = "ProvisionedConcurrencyConfigNotFoundException"


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
    """Read the concurrency that functions without a reservation share."""
    calls = _CallSequence()
    settings = calls.call("lambda:GetAccountSettings", client.get_account_settings)
    limit = settings["AccountLimit"]["UnreservedConcurrentExecutions"] if settings else None
    return AccountConcurrency(limit, frozenset(calls.denied))


def read_function(client: "LambdaClient", function: FunctionRef) -> FunctionInfo:
    """Read a function's reserved concurrency and state."""
    calls = _CallSequence()
    concurrency = calls.call(
        "lambda:GetFunctionConcurrency",
        lambda: client.get_function_concurrency(FunctionName=function.name),
    )
    state = calls.call("lambda:GetFunctionConfiguration", lambda: _state(client, function))
    provisioned = calls.call(
        "lambda:GetProvisionedConcurrencyConfig", lambda: _is_provisioned(client, function)
    )
    return FunctionInfo(
        reserved=concurrency.get("ReservedConcurrentExecutions") if concurrency else None,
        state=replace(state or FunctionState(), provisioned=bool(provisioned)),
        denied=frozenset(calls.denied),
        complete=calls.complete,
    )


def _state(client: "LambdaClient", function: FunctionRef) -> FunctionState:
    # Without a qualifier IAM checks another resource than with $LATEST.
    qualifier = {} if function.qualifier is None else {"Qualifier": function.qualifier}
    found = client.get_function_configuration(FunctionName=function.name, **qualifier)
    managed = bool(found.get("CapacityProviderConfig"))
    return FunctionState(found.get("State"), found.get("StateReason", ""), managed)


def _is_provisioned(client: "LambdaClient", function: FunctionRef) -> bool:
    """Return whether a qualifier has provisioned concurrency; `$LATEST` never has."""
    if function.qualifier is None:
        return False
    try:
        client.get_provisioned_concurrency_config(
            FunctionName=function.name, Qualifier=function.qualifier
        )
    except AWS_ERRORS as error:
        if error_name(error) == _NOT_PROVISIONED:
            return False
        raise
    return True
