"""AWS Lambda: the account's concurrency, and the settings of functions."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.outcome import Outcome
from operations.preflight.adapters.calls import call
from operations.preflight.facts import FunctionFacts, QuotaScope
from warmer.adapters.function_settings import (
    list_provisioned,
    read_settings,
    serving_qualifiers,
    total_provisioned,
)
from warmer.model import FunctionRef
from warmer.plan.concurrency import ProvisionedEnvironments


class FunctionReader:
    """Makes three or four calls for a function and one for an account."""

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
        place = function.place
        within = partial(self._clients.calling, place)
        action = f"lambda:GetFunctionConfiguration of {function.label}"
        settings = call(
            action, lambda: read_settings(self._clients.functions(place), function), within
        )
        if isinstance(settings, Outcome):
            return FunctionFacts(settings)
        action = f"lambda:GetFunctionConcurrency of {function.name}"
        reserved = call(action, partial(self._reserved, function), within)
        provisioned, serving = self._provisioned(function, settings.version)
        state = replace(settings.state, provisioned=total_provisioned(provisioned, serving))
        requested = {qualifier: each.requested for qualifier, each in provisioned.items()}
        return FunctionFacts(state, reserved, requested)

    def _reserved(self, function: FunctionRef) -> int | None:
        client = self._clients.functions(function.place)
        found = client.get_function_concurrency(FunctionName=function.name)
        return found.get("ReservedConcurrentExecutions")

    def _provisioned(
        self, function: FunctionRef, version: str | None
    ) -> tuple[Mapping[str, ProvisionedEnvironments], Collection[str]]:
        """Read the provisioned concurrency, and what of it serves a version.

        Both are empty if a read fails.
        """
        within = partial(self._clients.calling, function.place)
        client = self._clients.functions(function.place)
        provisioned = call(
            f"lambda:ListProvisionedConcurrencyConfigs of {function.name}",
            lambda: list_provisioned(client, function.name),
            within,
        )
        if isinstance(provisioned, Outcome):
            return {}, ()
        serving = call(
            f"lambda:ListAliases of {function.name}",
            lambda: serving_qualifiers(client, function, version, provisioned),
            within,
        )
        return provisioned, () if isinstance(serving, Outcome) else serving
