"""Tables and their auto scaling, over boto3; the face is `reconcile.ports.Scaling`."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, cast

from kickoff.aws import Aws
from kickoff.place import Place
from prescaler.adapters.descriptions import capacity
from prescaler.adapters.failures import translated
from prescaler.model import Code, Dimension, Failure, Limits, Observed, Outcome

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling.literals import ScalableDimensionType
    from mypy_boto3_application_autoscaling.type_defs import RegisterScalableTargetRequestTypeDef
    from mypy_boto3_dynamodb.type_defs import TableDescriptionTypeDef

_RESOURCES_A_CALL = 50  # DescribeScalableTargets takes no more
_NOT_AUTOSCALED = Outcome(
    Code.NOT_AUTOSCALED,
    "no scalable target is registered: put the table or index under auto scaling",
)


class AwsScaling:
    """Application Auto Scaling and DescribeTable, wherever the targets live."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def observe(self, dimensions: Collection[Dimension]) -> dict[Dimension, Observed]:
        """One call for each 50 resources of a place, and one for each table."""
        limits = self._limits(dimensions)
        tables = {
            (place, table): self._description(place, table)
            for place, table in {(each.place, each.table) for each in dimensions}
        }
        return {
            each: Observed(limits[each], capacity(tables[each.place, each.table], each))
            for each in dimensions
        }

    def register(self, dimension: Dimension, minimum: int, maximum: int | None = None) -> None:
        """RegisterScalableTarget; a maximum that is not passed stays as it is.

        Raises:
            Failure: If it was not accepted, or nobody can tell.
        """
        request: RegisterScalableTargetRequestTypeDef = {
            "ServiceNamespace": "dynamodb",
            "ResourceId": dimension.resource,
            "ScalableDimension": cast("ScalableDimensionType", dimension.scalable),
            "MinCapacity": minimum,
        }
        if maximum is not None:
            request["MaxCapacity"] = maximum
        with translated(f"application-autoscaling:RegisterScalableTarget of {dimension.resource}"):
            self._aws.autoscaling(dimension.place).register_scalable_target(**request)

    def _limits(self, dimensions: Collection[Dimension]) -> dict[Dimension, Limits | Outcome]:
        by_place: dict[Place, dict[str, list[Dimension]]] = defaultdict(lambda: defaultdict(list))
        for each in dimensions:
            by_place[each.place][each.resource].append(each)
        read: dict[Dimension, Limits | Outcome] = {}
        for place, by_resource in by_place.items():
            for resources in _batches(sorted(by_resource)):
                asked = [each for resource in resources for each in by_resource[resource]]
                read |= self._registered(place, resources, asked)
        return read

    def _registered(
        self, place: Place, resources: list[str], asked: list[Dimension]
    ) -> dict[Dimension, Limits | Outcome]:
        found: dict[tuple[str, str], Limits] = {}
        try:
            with translated(f"application-autoscaling:DescribeScalableTargets at {_name(place)}"):
                pages = self._aws.autoscaling(place).get_paginator("describe_scalable_targets")
                for page in pages.paginate(ServiceNamespace="dynamodb", ResourceIds=resources):
                    for target in page["ScalableTargets"]:
                        name = target["ResourceId"], target["ScalableDimension"]
                        found[name] = Limits(target["MinCapacity"], target["MaxCapacity"])
        except Failure as failure:
            return dict.fromkeys(asked, failure.outcome)
        return {each: found.get((each.resource, each.scalable), _NOT_AUTOSCALED) for each in asked}

    def _description(self, place: Place, table: str) -> "TableDescriptionTypeDef | Outcome":
        try:
            with translated(f"dynamodb:DescribeTable of {table}"):
                return self._aws.dynamodb(place).describe_table(TableName=table)["Table"]
        except Failure as failure:
            return failure.outcome


def _batches(resources: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(resources), _RESOURCES_A_CALL):
        yield resources[start : start + _RESOURCES_A_CALL]


def _name(place: Place) -> str:
    return place.role_arn or place.region or "home"
