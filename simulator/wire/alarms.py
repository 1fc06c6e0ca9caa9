"""CloudWatch's DescribeAlarms, for the alarms of scaling policies."""

from typing import Any

from simulator.autoscaling.alarms import AlarmKind, alarm_name, policy_alarm
from simulator.autoscaling.resources import ScalableId
from simulator.autoscaling.tracking import TrackingPolicy
from simulator.cloud import Cloud
from simulator.wire.json_rpc import Parameters

_ARN = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm"


def describe_alarms(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """The alarms with the given names; those of a missing table or index are left out."""
    names = parameters["AlarmNames"]
    found = [
        _described(scalable, target.policy, kind, resource.capacity(cloud.now))
        for scalable, target in cloud.autoscaling.targets.items()
        if target.policy is not None
        and (resource := cloud.autoscaling.resource(scalable)) is not None
        for kind in AlarmKind
        if alarm_name(scalable, target.policy, kind) in names
    ]
    return {"MetricAlarms": found, "CompositeAlarms": []}


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
