"""Services that are registered with Application Auto Scaling, as targets of a calendar."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.place import Place
from operations.discovery.resources import DimensionUsage
from prescaler.model import Resource
from prescaler.resources.registry import KINDS

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling import ApplicationAutoScalingClient
    from mypy_boto3_application_autoscaling.literals import ServiceNamespaceType
    from mypy_boto3_application_autoscaling.type_defs import ScalableTargetTypeDef


@dataclass(frozen=True, slots=True)
class DiscoveredService:
    """A service by the key and the name of its target, with the bounds of each level.

    `arns`: the service and the name in each of its ARNs, such as `ecs` and `service/prod/web`.
    """

    noun: str
    name: str
    levels: Mapping[str, DimensionUsage] = field(default_factory=dict)
    arns: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """The service in a list: `ecs prod/web`."""
        return f"{self.noun} {self.name}"

    @property
    def resource(self) -> str:
        """The resource as YAML: its name, or its names in auto scaling."""
        if self.noun != "scalable":
            return self.name
        resource, dimension = self.name.split(" ")
        namespace = dimension.partition(":")[0]
        return f"{{namespace: {namespace}, resource: '{resource}', dimension: '{dimension}'}}"

    def is_among(self, arns: Collection[str]) -> bool:
        """Return whether an ARN names it."""
        parts = (arn.split(":", 5) for arn in arns)
        return any((service, name) in self.arns for _, _, service, _, _, name in parts)


def _targets(
    client: "ApplicationAutoScalingClient", namespace: str
) -> Iterator["ScalableTargetTypeDef"]:
    """Yield the scalable targets of a service; none where the region does not know it."""
    pages = client.get_paginator("describe_scalable_targets").paginate(
        ServiceNamespace=cast("ServiceNamespaceType", namespace)
    )
    try:
        for page in pages:
            yield from page["ScalableTargets"]
    except client.exceptions.ValidationException:
        return


def registered_services(client: "ApplicationAutoScalingClient") -> list[DiscoveredService]:
    """List the scalable targets of the kinds that auto scaling alone raises, by label."""
    kinds = {
        scalable: kind
        for kind in reversed(KINDS.all_kinds)  # a specific kind replaces the general one
        if not kind.has_own_call
        for scalable in kind.scalable
    }
    found: dict[tuple[str, str], DiscoveredService] = {}
    for namespace in sorted({scalable.partition(":")[0] for scalable in kinds}):
        for each in _targets(client, namespace):
            kind = kinds.get(each["ScalableDimension"])
            if kind is None:
                continue
            named = kind.target_of(each["ResourceId"], each["ScalableDimension"])
            if named is None:
                continue
            least = each["MinCapacity"]
            usage = DimensionUsage(least, minimum=least, maximum=each["MaxCapacity"])
            known = found.get((named.noun, named.name), DiscoveredService(named.noun, named.name))
            resource = Resource(Place(), namespace, each["ResourceId"])
            found[named.noun, named.name] = replace(
                known, levels={**known.levels, named.level: usage}, arns=kind.arns(resource)
            )
    return sorted(found.values(), key=lambda each: each.label)


def other_resources(clients: Clients, place: Place) -> tuple[list[DiscoveredService], list[str]]:
    """List the resources that kinds find by themselves, such as streams, by label.

    Also return a sentence for each kind that could not be read.
    """
    found, unread = [], []
    for kind in KINDS.all_kinds:
        try:
            resources = list(kind.discovered(clients, place))
        except AWS_ERRORS as error:
            unread.append(f"{kind.nouns} are left out: {error}")
            continue
        for named, count in resources:
            arns = kind.arns(Resource(place, kind.service, f"{named.noun}/{named.name}"))
            levels = {named.level: DimensionUsage(count, minimum=count)}
            found.append(DiscoveredService(named.noun, named.name, levels, arns))
    return sorted(found, key=lambda each: each.label), unread
