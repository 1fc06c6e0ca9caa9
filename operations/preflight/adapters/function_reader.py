"""AWS Lambda: the account's concurrency, and the settings of functions."""

from functools import partial

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.outcome import Outcome
from operations.preflight.adapters.calls import call
from operations.preflight.facts import FunctionFacts, QuotaScope
from prescaler.model import Capacity, Resource
from prescaler.resources.provisioned_concurrency import read_alias
from warmer.model import FunctionRef
from warmer.plan.concurrency import FunctionState


class FunctionReader:
    """Makes three calls for a function and one for an account."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def unreserved(self, place: Place, scope: QuotaScope) -> int | Outcome:
        """Read the concurrency that functions without a reservation share."""

        def read() -> int:
            found = self._clients.functions(place).get_account_settings()
            return found["AccountLimit"]["UnreservedConcurrentExecutions"]

        within = partial(self._clients.calling, place)
        return call(f"lambda:GetAccountSettings of {scope}", read, within)

    def read(self, function: FunctionRef) -> FunctionFacts:
        """Read a function's state; also its concurrency settings, if it exists."""
        within = partial(self._clients.calling, function.place)
        action = f"lambda:GetFunctionConfiguration of {function.label}"
        state = call(action, partial(self._state, function), within)
        if isinstance(state, Outcome):
            return FunctionFacts(state)
        action = f"lambda:GetFunctionConcurrency of {function.name}"
        reserved = call(action, partial(self._reserved, function), within)
        return FunctionFacts(state, reserved, self._provisioned(function))

    def _state(self, function: FunctionRef) -> FunctionState:
        # IAM treats a call without a qualifier and one with $LATEST as different resources.
        qualifier = {} if function.qualifier is None else {"Qualifier": function.qualifier}
        client = self._clients.functions(function.place)
        found = client.get_function_configuration(FunctionName=function.name, **qualifier)
        managed = bool(found.get("CapacityProviderConfig"))
        return FunctionState(found.get("State"), found.get("StateReason", ""), managed)

    def _reserved(self, function: FunctionRef) -> int | None:
        client = self._clients.functions(function.place)
        found = client.get_function_concurrency(FunctionName=function.name)
        return found.get("ReservedConcurrentExecutions")

    def _provisioned(self, function: FunctionRef) -> int:
        """Read the provisioned concurrency; 0 if the read fails."""
        if function.qualifier in {None, "$LATEST"}:
            return 0
        alias = Resource(function.place, "lambda", f"function:{function.label}")
        capacity = read_alias(self._clients, alias)
        return (capacity.requested or 0) if isinstance(capacity, Capacity) else 0
