"""Application Auto Scaling: the bounds of scalable targets."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from prescaler.model import Code, Dimension, Failure, Limits, Outcome

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling.literals import (
        ScalableDimensionType,
        ServiceNamespaceType,
    )
    from mypy_boto3_application_autoscaling.type_defs import RegisterScalableTargetRequestTypeDef

_DESCRIBING = "application-autoscaling:DescribeScalableTargets at {}"
_RESOURCES_A_CALL = 50  # DescribeScalableTargets takes no more
_NOT_AUTOSCALED = Outcome(
    Code.NOT_AUTOSCALED,
    "no scalable target is registered: put the table, index or alias under auto scaling",
)

Asked = tuple[Place, str, tuple[Dimension, ...]]


class AutoScaling:
    """DescribeScalableTargets and RegisterScalableTarget."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    @staticmethod
    def calls(dimensions: Collection[Dimension]) -> Iterator[Asked]:
        """What to ask of `limits`: of each place and service, 50 resources a call."""
        asked: dict[tuple[Place, str], dict[str, list[Dimension]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for each in dimensions:
            asked[each.place, each.service][each.resource].append(each)
        for (place, service), by_resource in asked.items():
            for resources in _batches(sorted(by_resource)):
                of_call = (each for resource in resources for each in by_resource[resource])
                yield place, service, tuple(of_call)

    def limits(self, asked: Asked) -> dict[Dimension, Limits | Outcome]:
        """The bounds of each dimension of one call; what failed, where it did."""
        place, service, dimensions = asked
        found: dict[tuple[str, str], Limits] = {}
        try:
            with self._clients.calling(place, _DESCRIBING.format(_name(place))):
                pages = self._clients.autoscaling(place).get_paginator("describe_scalable_targets")
                for page in pages.paginate(
                    ServiceNamespace=cast("ServiceNamespaceType", service),
                    ResourceIds=list(dict.fromkeys(each.resource for each in dimensions)),
                ):
                    for target in page["ScalableTargets"]:
                        name = target["ResourceId"], target["ScalableDimension"]
                        found[name] = Limits(target["MinCapacity"], target["MaxCapacity"])
        except Failure as failure:
            return dict.fromkeys(dimensions, failure.outcome)
        return {
            each: found.get((each.resource, each.scalable), _NOT_AUTOSCALED) for each in dimensions
        }

    def register(
        self, dimension: Dimension, minimum: int, maximum: int | None = None
    ) -> Outcome | None:
        """RegisterScalableTarget; a maximum that is not passed stays as it is.

        Returns what failed, if it did.
        """
        request: RegisterScalableTargetRequestTypeDef = {
            "ServiceNamespace": cast("ServiceNamespaceType", dimension.service),
            "ResourceId": dimension.resource,
            "ScalableDimension": cast("ScalableDimensionType", dimension.scalable),
            "MinCapacity": minimum,
        }
        if maximum is not None:
            request["MaxCapacity"] = maximum
        doing = f"application-autoscaling:RegisterScalableTarget of {dimension.resource}"
        try:
            with self._clients.calling(dimension.place, doing):
                self._clients.autoscaling(dimension.place).register_scalable_target(**request)
        except Failure as failure:
            return failure.outcome
        return None


def _batches(resources: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(resources), _RESOURCES_A_CALL):
        yield resources[start : start + _RESOURCES_A_CALL]


def _name(place: Place) -> str:
    return place.role_arn or place.region or "home"
