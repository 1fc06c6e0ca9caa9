"""Operations on scheduled actions."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from simulator.autoscaling.resources import ScalableId
from simulator.autoscaling.schedules import BoundsAction
from simulator.cloud import Cloud
from simulator.errors import invalid
from simulator.wire.autoscaling.listing import LIST, TARGET, by_id, matches, page, scalable_in
from simulator.wire.json_rpc import JsonOperation, Parameters

_ARN = "arn:aws:autoscaling:eu-west-1:123456789012:scheduledAction"


def _put(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """An update keeps values that it does not name, except the start and end times."""
    scalable, name = scalable_in(parameters), parameters["ScheduledActionName"]
    known = cloud.autoscaling.registered(scalable).actions.get(name)
    bounds = parameters.get("ScalableTargetAction", {})
    minimum, maximum = bounds.get("MinCapacity"), bounds.get("MaxCapacity")
    if known is not None and not bounds:
        minimum, maximum = known.minimum, known.maximum
    schedule = parameters.get("Schedule", known and known.schedule)
    if schedule is None or (minimum is None and maximum is None):
        raise invalid("A new scheduled action needs a schedule and a ScalableTargetAction")
    action = BoundsAction(
        name,
        schedule,
        parameters.get("Timezone", known and known.zone),
        _instant(parameters, "StartTime"),
        _instant(parameters, "EndTime"),
        minimum,
        maximum,
        created=cloud.now,
    )
    cloud.autoscaling.put_action(scalable, action)
    return {}


def _delete(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    cloud.autoscaling.delete_action(scalable_in(parameters), parameters["ScheduledActionName"])
    return {}


def _describe(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    names = parameters.get("ScheduledActionNames")
    found = [
        _described(scalable, action)
        for scalable, target in cloud.autoscaling.targets.items()
        if matches(scalable, by_id(parameters))
        for action in target.actions.values()
        if not names or action.name in names
    ]
    return page("ScheduledActions", found, parameters)


def _described(scalable: ScalableId, action: BoundsAction) -> dict[str, Any]:
    bounds = {"MinCapacity": action.minimum, "MaxCapacity": action.maximum}
    described: dict[str, Any] = {
        "ScheduledActionName": action.name,
        "ScheduledActionARN": _arn(scalable, action),
        "ServiceNamespace": scalable.namespace,
        "ResourceId": scalable.resource,
        "ScalableDimension": scalable.dimension,
        "Schedule": action.schedule,
        "ScalableTargetAction": {name: each for name, each in bounds.items() if each is not None},
        "CreationTime": action.created.timestamp(),
    }
    if action.zone is not None:
        described["Timezone"] = action.zone
    for name, instant in (("StartTime", action.start), ("EndTime", action.end)):
        if instant is not None:
            described[name] = instant.timestamp()
    return described


def _arn(scalable: ScalableId, action: BoundsAction) -> str:
    number = uuid5(NAMESPACE_URL, f"{scalable} {action.name}")
    resource = f"resource/{scalable.namespace}/{scalable.resource}"
    return f"{_ARN}:{number}:{resource}:scheduledActionName/{action.name}"


def _instant(parameters: Parameters, name: str) -> datetime | None:
    return datetime.fromtimestamp(parameters[name], UTC) if name in parameters else None


SCHEDULED_ACTIONS: Mapping[str, JsonOperation] = {
    "PutScheduledAction": JsonOperation(
        _put,
        TARGET
        | {
            "ScheduledActionName",
            "Schedule",
            "Timezone",
            "StartTime",
            "EndTime",
            "ScalableTargetAction",
        },
    ),
    "DeleteScheduledAction": JsonOperation(_delete, TARGET | {"ScheduledActionName"}),
    "DescribeScheduledActions": JsonOperation(
        _describe, LIST | {"ResourceId", "ScheduledActionNames"}
    ),
}
