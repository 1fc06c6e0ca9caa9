"""Asks Lambda's control plane what an account and a function are like."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from kickoff.aws.errors import AWS_ERRORS, error_name, is_forbidden
from warmer.model import Function
from warmer.plan.headroom import FunctionState
from warmer.plan.survey import Account, FunctionInfo

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

T = TypeVar("T")

_NOT_PROVISIONED = "ProvisionedConcurrencyConfigNotFoundException"


@dataclass(slots=True)
class _Asking:
    """A few questions, of which some may not be answered; after a failure no more are asked."""

    denied: set[str] = field(default_factory=set)
    whole: bool = True

    def ask(self, permission: str, question: Callable[[], T]) -> T | None:
        """The answer, or None; a missing permission is an answer that will not change soon."""
        if not self.whole:
            return None
        try:
            return question()
        except AWS_ERRORS as error:
            if is_forbidden(error):
                self.denied.add(permission)
            else:
                self.whole = False
            return None


def account(client: "LambdaClient") -> Account:
    """The limit that functions without a reservation share."""
    asking = _Asking()
    found = asking.ask("lambda:GetAccountSettings", client.get_account_settings)
    limit = found["AccountLimit"]["UnreservedConcurrentExecutions"] if found else None
    return Account(limit, frozenset(asking.denied))


def about(client: "LambdaClient", function: Function) -> FunctionInfo:
    """What a function is like."""
    asking = _Asking()
    concurrency = asking.ask(
        "lambda:GetFunctionConcurrency",
        lambda: client.get_function_concurrency(FunctionName=function.name),
    )
    facts = asking.ask("lambda:GetFunctionConfiguration", lambda: _facts(client, function))
    provisioned = asking.ask(
        "lambda:GetProvisionedConcurrencyConfig", lambda: _is_provisioned(client, function)
    )
    known = facts or FunctionState()
    return FunctionInfo(
        reserved=concurrency.get("ReservedConcurrentExecutions") if concurrency else None,
        facts=FunctionState(known.state, known.why, known.managed, provisioned=bool(provisioned)),
        denied=frozenset(asking.denied),
        whole=asking.whole,
    )


def _facts(client: "LambdaClient", function: Function) -> FunctionState:
    if function.qualifier is None:
        told = client.get_function_configuration(FunctionName=function.name)
    else:
        told = client.get_function_configuration(
            FunctionName=function.name, Qualifier=function.qualifier
        )
    managed = bool(told.get("CapacityProviderConfig"))
    return FunctionState(told.get("State"), told.get("StateReason", ""), managed)


def _is_provisioned(client: "LambdaClient", function: Function) -> bool:
    """`$LATEST` never is."""
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
