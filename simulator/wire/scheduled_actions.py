"""Application Auto Scaling's scheduled actions on the wire."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from simulator.cloud import Cloud
from simulator.errors import invalid
from simulator.scalables import Scalable
from simulator.schedules import ScheduledAction
from simulator.wire.json_rpc import Operation, Parameters
from simulator.wire.listing import LIST, TARGET, by_id, is_asked, page, scalable_in

_ARN = "arn:aws:autoscaling:eu-west-1:123456789012:scheduledAction:00000000"


def _put(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    """An update keeps what it does not name, but for the start and end times."""
    scalable, name = scalable_in(asked), asked["ScheduledActionName"]
    known = cloud.autoscaling.registered(scalable).actions.get(name)
    bounds = asked.get("ScalableTargetAction", {})
    minimum, maximum = bounds.get("MinCapacity"), bounds.get("MaxCapacity")
    if known is not None and not bounds:
        minimum, maximum = known.minimum, known.maximum
    schedule = asked.get("Schedule", known and known.schedule)
    if schedule is None or (minimum is None and maximum is None):
        raise invalid("A new scheduled action needs a schedule and a ScalableTargetAction")
    action = ScheduledAction(
        name,
        schedule,
        asked.get("Timezone", known and known.zone),
        _instant(asked, "StartTime"),
        _instant(asked, "EndTime"),
        minimum,
        maximum,
        created=cloud.now,
    )
    cloud.autoscaling.put_action(scalable, action)
    return {}


def _delete(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    cloud.autoscaling.delete_action(scalable_in(asked), asked["ScheduledActionName"])
    return {}


def _describe(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    names = asked.get("ScheduledActionNames")
    found = [
        _described(scalable, action)
        for scalable, target in cloud.autoscaling.targets.items()
        if is_asked(scalable, by_id(asked))
        for action in target.actions.values()
        if not names or action.name in names
    ]
    return page("ScheduledActions", found, asked)


def _described(scalable: Scalable, action: ScheduledAction) -> dict[str, Any]:
    bounds = {"MinCapacity": action.minimum, "MaxCapacity": action.maximum}
    described: dict[str, Any] = {
        "ScheduledActionName": action.name,
        "ScheduledActionARN": f"{_ARN}:resource/{scalable.resource}:scheduledActionName/"
        f"{action.name}",
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


def _instant(asked: Parameters, name: str) -> datetime | None:
    return datetime.fromtimestamp(asked[name], UTC) if name in asked else None


SCHEDULED_ACTIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "PutScheduledAction": Operation(
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
        "DeleteScheduledAction": Operation(_delete, TARGET | {"ScheduledActionName"}),
        "DescribeScheduledActions": Operation(
            _describe, LIST | {"ResourceId", "ScheduledActionNames"}
        ),
    }
)
