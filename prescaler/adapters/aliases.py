"""Provisioned concurrency of an alias or a version."""

from typing import TYPE_CHECKING

from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS, error_name
from prescaler.model import Capacity, Code, Failure, Outcome, Resource

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

_NONE = "ProvisionedConcurrencyConfigNotFoundException"
_UNPUBLISHED = Outcome(
    Code.INVALID,
    "provisioned concurrency is of an alias or a published version: "
    "name one as the target's qualifier",
)


class Aliases:
    """Get, Put and DeleteProvisionedConcurrencyConfig."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def capacity(self, alias: Resource) -> Capacity | Outcome:
        """What is available, and what was asked for; none where nothing is configured."""
        function, _, qualifier = alias.name.partition(":")
        if qualifier in {"", "$LATEST"}:
            return _UNPUBLISHED
        try:
            with self._clients.calling(
                alias.place, f"lambda:GetProvisionedConcurrencyConfig of {alias.name}"
            ):
                return _capacity(self._clients.functions(alias.place), function, qualifier)
        except Failure as failure:
            return failure.outcome

    def provide(self, alias: Resource, concurrency: int) -> Outcome | None:
        """Ask for as many execution environments, none for 0; what failed, if it did."""
        function, _, qualifier = alias.name.partition(":")
        operation = "Put" if concurrency else "Delete"
        try:
            with self._clients.calling(
                alias.place, f"lambda:{operation}ProvisionedConcurrencyConfig of {alias.name}"
            ):
                client = self._clients.functions(alias.place)
                if concurrency:
                    client.put_provisioned_concurrency_config(
                        FunctionName=function,
                        Qualifier=qualifier,
                        ProvisionedConcurrentExecutions=concurrency,
                    )
                else:
                    client.delete_provisioned_concurrency_config(
                        FunctionName=function, Qualifier=qualifier
                    )
        except Failure as failure:
            return failure.outcome
        return None


def _capacity(client: "LambdaClient", function: str, qualifier: str) -> Capacity:
    try:
        told = client.get_provisioned_concurrency_config(FunctionName=function, Qualifier=qualifier)
    except AWS_ERRORS as error:
        if error_name(error) == _NONE:
            return Capacity(0, active=True, asked=0)
        raise
    return Capacity(
        told["AvailableProvisionedConcurrentExecutions"],
        active=told["Status"] != "IN_PROGRESS",
        asked=told["RequestedProvisionedConcurrentExecutions"],
        note=told.get("StatusReason", ""),
    )
