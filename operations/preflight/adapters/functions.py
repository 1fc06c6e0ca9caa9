"""Lambda: the account's concurrency, and what a function is like."""

from functools import partial
from typing import TYPE_CHECKING

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from operations.preflight.adapters.asked import asked
from operations.preflight.facts import About, Site
from prescaler.model import Capacity, Outcome, Resource
from prescaler.resources.provisioned_concurrency import read_alias
from warmer.model import FunctionRef
from warmer.plan.concurrency import FunctionState

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class Functions:
    """Three calls a function, one an account."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def unreserved(self, place: Place, site: Site) -> int | Outcome:
        """What all functions without a reservation share."""

        def settings() -> int:
            told = self._clients.functions(place).get_account_settings()
            return told["AccountLimit"]["UnreservedConcurrentExecutions"]

        within = partial(self._clients.calling, place)
        return asked(f"lambda:GetAccountSettings of {site}", settings, within)

    def about(self, function: FunctionRef) -> About:
        """What callers invoke; the rest is not asked where it is not there."""
        within = partial(self._clients.calling, function.place)
        state = asked(
            f"lambda:GetFunctionConfiguration of {function.label}",
            lambda: _state(self._clients.functions(function.place), function),
            within,
        )
        if isinstance(state, Outcome):
            return About(state)
        reserved = asked(
            f"lambda:GetFunctionConcurrency of {function.name}",
            lambda: _reserved(self._clients.functions(function.place), function),
            within,
        )
        return About(state, reserved, self._provisioned(function))

    def _provisioned(self, function: FunctionRef) -> int:
        """Only a contradiction rests on it: where it cannot be read there is none to tell."""
        if function.qualifier in {None, "$LATEST"}:
            return 0
        alias = Resource(function.place, "lambda", f"function:{function.label}")
        capacity = read_alias(self._clients, alias)
        return (capacity.requested or 0) if isinstance(capacity, Capacity) else 0


def _state(client: "LambdaClient", function: FunctionRef) -> FunctionState:
    # Without a qualifier it is another resource to IAM than with $LATEST.
    named = {} if function.qualifier is None else {"Qualifier": function.qualifier}
    told = client.get_function_configuration(FunctionName=function.name, **named)
    managed = bool(told.get("CapacityProviderConfig"))
    return FunctionState(told.get("State"), told.get("StateReason", ""), managed)


def _reserved(client: "LambdaClient", function: FunctionRef) -> int | None:
    told = client.get_function_concurrency(FunctionName=function.name)
    return told.get("ReservedConcurrentExecutions")
