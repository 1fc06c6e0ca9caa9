"""Provisioned concurrency of an alias or a version of a Lambda function."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, of_function
from kickoff.calendar import FunctionTarget
from kickoff.outcome import Code, Failure, Outcome
from kickoff.pricing.prices import prices_of
from kickoff.timeline import Key
from prescaler.model import Capacity, Dimension, RecentConsumption, Resource, ScalingRequest
from prescaler.resources.autoscaled import AutoScaled
from prescaler.resources.base import ResourceKind

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

_AN_HOUR = timedelta(hours=1)
# Recorded: a few environments are not READY after 63 seconds, and are after 127.
_LEAD = timedelta(seconds=130)
_MEMORY_MB = 1024  # for prices, where the function's memory is not known
_SCALABLE = "lambda:function:ProvisionedConcurrency"
_LATEST = "$LATEST"
_UNPUBLISHED = Outcome(
    Code.INVALID,
    "provisioned concurrency needs an alias or a published version: "
    "name one as the target's qualifier",
)


class ProvisionedConcurrency(ResourceKind):
    """Execution environments requested for an alias or a version."""

    scalable = frozenset((_SCALABLE,))
    bill_part = "provisioned concurrency"
    auto_scalable = True
    nouns = "aliases"
    arn_parameter = "ProvisionedArns"
    actions = (
        "lambda:DeleteProvisionedConcurrencyConfig",
        "lambda:GetProvisionedConcurrencyConfig",
        "lambda:PutProvisionedConcurrencyConfig",
    )
    leads = (_LEAD,)
    silent_when_idle = True

    def dimensions(self, name: str, target: object) -> Iterator[Dimension]:
        """One dimension, `provisioned`."""
        if isinstance(target, FunctionTarget) and target.provisioned is not None:
            resource = f"function:{target.function}:{target.qualifier or _LATEST}"
            yield Dimension(Key(name, "provisioned"), target.place, resource, _SCALABLE)

    def lead(
        self, dimension: Dimension, capacity: Capacity, level: int, beside: int | None = None
    ) -> timedelta:
        """The time until requested environments are available."""
        return _LEAD if level > capacity.provisioned else timedelta(0)

    def price_per_hour(self, dimension: Dimension, target: object = None) -> float:
        """The price of one environment for an hour, in dollars."""
        memory = target.memory if isinstance(target, FunctionTarget) else _MEMORY_MB
        prices = prices_of(dimension.place.region)
        return prices.capacity_cost(dimension.key.dimension, _AN_HOUR, memory)

    def metrics(self, dimension: Dimension) -> tuple[Metric, Metric]:
        """Environments in use, and invocations that found none; maxima of a minute."""
        function, qualifier = _names(dimension.group)
        return (
            of_function(function, qualifier, "ProvisionedConcurrentExecutions"),
            of_function(function, qualifier, "ProvisionedConcurrencySpilloverInvocations"),
        )

    def arns(self, resource: Resource) -> tuple[tuple[str, str], ...]:
        """The function with its qualifier, if it has one."""
        return ((resource.service, resource.name.removesuffix(f":{_LATEST}")),)

    def reviewed(self, dimension: Dimension) -> Mapping[str, Metric]:
        """Environments in use, throttled requests, and requests that ran on demand."""
        used, spillover = self.metrics(dimension)
        function, qualifier = _names(dimension.group)
        return {
            "used": used,
            "throttled": of_function(function, _bare(qualifier), "Throttles", "Sum"),
            "spillover": replace(spillover, statistic="Sum"),
        }

    def consumption(self, consumed: Iterable[float], refused: Iterable[float]) -> RecentConsumption:
        """The busiest minute of each."""
        return RecentConsumption(max(consumed, default=0.0), max(refused, default=0.0))

    def read(
        self, clients: Clients, resource: Resource, dimensions: Collection[Dimension]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        """Read the environments that are available and requested."""
        return dict.fromkeys(dimensions, read_alias(clients, resource))

    def change(
        self, clients: Clients, resource: Resource, requests: Sequence[ScalingRequest]
    ) -> Mapping[Dimension, Outcome]:
        """Request environments; 0 deletes the configuration."""
        (request,) = requests
        failed = _request(clients, resource, request.units or 0)
        return {request.dimension: failed} if failed else {}


class AutoScaledConcurrency(AutoScaled, ProvisionedConcurrency):
    """The same under Application Auto Scaling."""


def read_alias(clients: Clients, resource: Resource) -> Capacity | Outcome:
    """Read the provisioned concurrency of an alias; 0 where none is configured."""
    function, qualifier = _names(resource)
    if qualifier in {"", _LATEST}:
        return _UNPUBLISHED
    action = f"lambda:GetProvisionedConcurrencyConfig of {function}:{qualifier}"
    try:
        with clients.calling(resource.place, action):
            client = clients.functions(resource.place)
            try:
                found = client.get_provisioned_concurrency_config(
                    FunctionName=function, Qualifier=qualifier
                )
            except client.exceptions.ProvisionedConcurrencyConfigNotFoundException:
                return Capacity(0, active=True, requested=0)
    except Failure as failure:
        return failure.outcome
    return Capacity(
        found["AvailableProvisionedConcurrentExecutions"],
        active=found["Status"] != "IN_PROGRESS",
        requested=found["RequestedProvisionedConcurrentExecutions"],
        note=found.get("StatusReason", ""),
    )


def _request(clients: Clients, resource: Resource, units: int) -> Outcome | None:
    function, qualifier = _names(resource)
    operation = "Put" if units else "Delete"
    action = f"lambda:{operation}ProvisionedConcurrencyConfig of {function}:{qualifier}"

    def call(client: "LambdaClient") -> None:
        if units:
            client.put_provisioned_concurrency_config(
                FunctionName=function, Qualifier=qualifier, ProvisionedConcurrentExecutions=units
            )
        else:
            client.delete_provisioned_concurrency_config(FunctionName=function, Qualifier=qualifier)

    try:
        clients.change(resource.place, action, call)
    except Failure as failure:
        return failure.outcome
    return None


def _bare(qualifier: str) -> str | None:
    return None if qualifier == _LATEST else qualifier


def _names(resource: Resource) -> tuple[str, str]:
    """Function and qualifier."""
    _, function, qualifier = resource.name.split(":", 2)
    return function, qualifier
