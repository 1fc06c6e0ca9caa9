"""Application Auto Scaling: the dimensions that no scaling policy scales."""

from collections.abc import Collection

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.outcome import Failure, Outcome
from prescaler.model import Dimension

_ACTION = "application-autoscaling:DescribeScalingPolicies"


def without_policy(
    clients: Clients, dimensions: Collection[Dimension]
) -> tuple[tuple[Dimension, ...], tuple[tuple[Dimension, Outcome], ...]]:
    """Return the dimensions without a policy, and those whose policies could not be read."""
    by_service: dict[tuple[Place, str], list[Dimension]] = {}
    for each in dimensions:
        by_service.setdefault((each.place, each.service), []).append(each)
    missing: list[Dimension] = []
    unread: list[tuple[Dimension, Outcome]] = []
    for (place, service), own in by_service.items():
        try:
            named = _with_policy(clients, place, service)
        except Failure as failure:
            unread += [(each, failure.outcome) for each in own]
            continue
        missing += [each for each in own if (each.resource, each.scalable) not in named]
    return tuple(missing), tuple(unread)


def _with_policy(clients: Clients, place: Place, service: str) -> set[tuple[str, str]]:
    with clients.calling(place, f"{_ACTION} of {service}"):
        client = clients.client("application-autoscaling", place)
        pages = client.get_paginator("describe_scaling_policies")
        return {
            (each["ResourceId"], each["ScalableDimension"])
            for page in pages.paginate(ServiceNamespace=service)
            for each in page["ScalingPolicies"]
        }
