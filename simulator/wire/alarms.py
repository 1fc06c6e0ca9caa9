"""CloudWatch's DescribeAlarms: alarms of scaling policies, and those that somebody created."""

from typing import Any

from simulator.autoscaling.alarms import AlarmKind, alarm_name, policy_alarm
from simulator.autoscaling.resources import ScalableId
from simulator.autoscaling.tracking import TrackingPolicy
from simulator.cloud import Cloud
from simulator.errors import invalid
from simulator.side_services import SimulatedAlarm
from simulator.wire.json_rpc import Parameters

_ARN = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm"
_MOST_NAMES = 100


def describe_alarms(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """The alarms with the given names; a missing one is left out.

    So are the alarms of a missing table or index.
    """
    names, created = parameters["AlarmNames"], cloud.side.alarms
    if len(names) > _MOST_NAMES:
        raise invalid(
            "1 validation error detected: Value at 'alarmNames' failed to satisfy constraint: "
            f"Member must have length less than or equal to {_MOST_NAMES}"
        )
    found = [
        _described(scalable, target.policy, kind, resource.capacity(cloud.now))
        for scalable, target in cloud.autoscaling.targets.items()
        if target.policy is not None
        and (resource := cloud.autoscaling.resource(scalable)) is not None
        for kind in AlarmKind
        if alarm_name(scalable, target.policy, kind) in names
    ]
    found += [_created(name, created[name]) for name in names if name in created]
    return {"MetricAlarms": found, "CompositeAlarms": []}


def _created(name: str, alarm: SimulatedAlarm) -> dict[str, Any]:
    return {
        "AlarmName": name,
        "AlarmArn": f"{_ARN}:{name}",
        "ActionsEnabled": alarm.enabled,
        "AlarmActions": list(alarm.actions),
        "StateValue": alarm.state,
    }


def _described(
    scalable: ScalableId, policy: TrackingPolicy, kind: AlarmKind, capacity: int
) -> dict[str, Any]:
    name, alarm = alarm_name(scalable, policy, kind), policy_alarm(scalable, policy, kind, capacity)
    parts = ("TableName", "GlobalSecondaryIndexName")
    return {
        "AlarmName": name,
        "AlarmArn": f"{_ARN}:{name}",
        "Namespace": "AWS/DynamoDB",
        "MetricName": alarm.metric,
        "Dimensions": [
            {"Name": part, "Value": value}
            for part, value in zip(parts, scalable.resource.split("/")[1::2], strict=False)
        ],
        "Statistic": alarm.statistic,
        "ComparisonOperator": "GreaterThanThreshold" if alarm.above else "LessThanThreshold",
        "Threshold": alarm.threshold,
        "EvaluationPeriods": alarm.periods,
        "Period": alarm.period,
    }
