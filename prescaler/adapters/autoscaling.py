"""Application Auto Scaling: bounds of scalable targets, scaling activities, scheduled actions."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, TypedDict, cast

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.outcome import Code, Failure, Outcome
from prescaler.model import PREFIX, Activity, Dimension, Limits, ScheduledAction

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling import ApplicationAutoScalingClient
    from mypy_boto3_application_autoscaling.literals import (
        ScalableDimensionType,
        ServiceNamespaceType,
    )
    from mypy_boto3_application_autoscaling.type_defs import ScalableTargetActionTypeDef

NOT_AUTOSCALED = Outcome(
    Code.NOT_AUTOSCALED,
    "no scalable target is registered: put the resource under auto scaling",
)
_RESOURCES_PER_CALL = 50  # the most that DescribeScalableTargets accepts
_NEWEST = 50  # activities of a place and service, in one call: older ones are not the last change

Batch = tuple[Place, str, tuple[Dimension, ...]]


class _Scalable(TypedDict):
    ServiceNamespace: "ServiceNamespaceType"
    ResourceId: str
    ScalableDimension: "ScalableDimensionType"


def batches(dimensions: Collection[Dimension]) -> Iterator[Batch]:
    """The dimensions of each call of `read_limits`: one place and service, 50 resources."""
    groups: dict[tuple[Place, str], dict[str, list[Dimension]]] = {}
    for each in dimensions:
        by_resource = groups.setdefault((each.place, each.service), defaultdict(list))
        by_resource[each.resource].append(each)
    for (place, service), by_resource in groups.items():
        names = sorted(by_resource)
        for start in range(0, len(names), _RESOURCES_PER_CALL):
            chosen = names[start : start + _RESOURCES_PER_CALL]
            yield place, service, tuple(each for name in chosen for each in by_resource[name])


def read_limits(clients: Clients, batch: Batch) -> dict[Dimension, Limits | Outcome]:
    """Read the bounds of the dimensions of one batch; a failed read leaves its outcome."""
    place, service, dimensions = batch
    where = place.role_arn or place.region or "home"
    found: dict[tuple[str, str], Limits] = {}
    try:
        with clients.calling(place, f"application-autoscaling:DescribeScalableTargets at {where}"):
            pages = clients.autoscaling(place).get_paginator("describe_scalable_targets")
            for page in pages.paginate(
                ServiceNamespace=cast("ServiceNamespaceType", service),
                ResourceIds=list(dict.fromkeys(each.resource for each in dimensions)),
            ):
                for target in page["ScalableTargets"]:
                    name = target["ResourceId"], target["ScalableDimension"]
                    found[name] = Limits(target["MinCapacity"], target["MaxCapacity"])
    except Failure as failure:
        return dict.fromkeys(dimensions, failure.outcome)
    return {each: found.get((each.resource, each.scalable), NOT_AUTOSCALED) for each in dimensions}


def register(
    clients: Clients, dimension: Dimension, minimum: int, maximum: int | None
) -> Outcome | None:
    """Register bounds; None leaves the maximum. Return the failure."""
    bounds: ScalableTargetActionTypeDef = {"MinCapacity": minimum}
    if maximum is not None:
        bounds["MaxCapacity"] = maximum
    action = f"application-autoscaling:RegisterScalableTarget of {dimension.resource}"

    def call(client: "ApplicationAutoScalingClient") -> None:
        client.register_scalable_target(**_scalable(dimension), **bounds)

    try:
        clients.change(dimension.place, action, call)
    except Failure as failure:
        return failure.outcome
    return None


def last_activities(
    clients: Clients, dimensions: Collection[Dimension]
) -> dict[Dimension, Activity]:
    """Read the last scaling activity of each dimension; none where it is unknown."""
    found: dict[tuple[Place, str, str], Activity] = {}
    for place, service in {(each.place, each.service) for each in dimensions}:
        try:
            with clients.calling(place, "application-autoscaling:DescribeScalingActivities"):
                answer = clients.autoscaling(place).describe_scaling_activities(
                    ServiceNamespace=cast("ServiceNamespaceType", service), MaxResults=_NEWEST
                )
        except Failure:  # the read of the bounds reported it already
            continue
        for each in answer["ScalingActivities"]:
            name = place, each["ResourceId"], each["ScalableDimension"]
            said = f"{each['StatusCode'].lower()}: {each['Description'].rstrip('.')}"
            found.setdefault(name, Activity(each["StartTime"], said))
    named = {each: found.get((each.place, each.resource, each.scalable)) for each in dimensions}
    return {each: activity for each, activity in named.items() if activity}


def scheduled_action_names(clients: Clients, dimension: Dimension) -> set[str]:
    """Read the names of kickoff's scheduled actions.

    Raises:
        Failure: They could not be read.
    """
    names: set[str] = set()
    action = f"application-autoscaling:DescribeScheduledActions of {dimension.resource}"
    with clients.calling(dimension.place, action):
        client = clients.autoscaling(dimension.place)
        pages = client.get_paginator("describe_scheduled_actions")
        for page in pages.paginate(**_scalable(dimension)):
            names |= {each["ScheduledActionName"] for each in page["ScheduledActions"]}
    return {name for name in names if name.startswith(PREFIX)}


def replace_scheduled_actions(
    clients: Clients, dimension: Dimension, new: Sequence[ScheduledAction], old: Sequence[str]
) -> None:
    """Create actions, and delete others by name; a deleted one may be gone already.

    Raises:
        Failure: A call failed, or its result is unknown.
    """
    for each in new:
        _put(clients, dimension, each)
    for name in old:
        _delete(clients, dimension, name)


def _put(clients: Clients, dimension: Dimension, scheduled: ScheduledAction) -> None:
    bounds: ScalableTargetActionTypeDef = {"MinCapacity": scheduled.minimum}
    if scheduled.maximum is not None:
        bounds["MaxCapacity"] = scheduled.maximum
    action = f"application-autoscaling:PutScheduledAction of {dimension.resource}"

    def call(client: "ApplicationAutoScalingClient") -> None:
        client.put_scheduled_action(
            **_scalable(dimension),
            ScheduledActionName=scheduled.name,
            Schedule=f"at({scheduled.at:%Y-%m-%dT%H:%M:%S})",
            ScalableTargetAction=bounds,
        )

    clients.change(dimension.place, action, call)


def _delete(clients: Clients, dimension: Dimension, name: str) -> None:
    action = f"application-autoscaling:DeleteScheduledAction of {dimension.resource}"

    def call(client: "ApplicationAutoScalingClient") -> None:
        client.delete_scheduled_action(**_scalable(dimension), ScheduledActionName=name)

    try:
        clients.change(dimension.place, action, call)
    except Failure as failure:
        if failure.outcome.code is not Code.NOT_FOUND:
            raise


def _scalable(dimension: Dimension) -> _Scalable:
    return {
        "ServiceNamespace": cast("ServiceNamespaceType", dimension.service),
        "ResourceId": dimension.resource,
        "ScalableDimension": cast("ScalableDimensionType", dimension.scalable),
    }
