"""Operations on scaling policies."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from simulator.autoscaling.alarms import AlarmKind, alarm_name
from simulator.autoscaling.resources import ScalableId
from simulator.autoscaling.service import ScalableTarget
from simulator.autoscaling.tracking import TrackingPolicy
from simulator.cloud import Cloud
from simulator.errors import ServiceError, invalid
from simulator.wire.autoscaling.listing import LIST, TARGET, by_id, matches, page, scalable_in
from simulator.wire.json_rpc import JsonOperation, Parameters

_ARN = "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy"
_ALARM_ARN = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm"
_METRICS = ("DynamoDBReadCapacityUtilization", "DynamoDBWriteCapacityUtilization")
_TYPES = ("PredictiveScaling", "StepScaling", "TargetTrackingScaling")
_SPECIFICATION = frozenset({"TargetValue", "PredefinedMetricSpecification"})


def _put(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    scalable, kind = scalable_in(parameters), parameters["PolicyType"]
    if kind not in _TYPES:
        raise invalid(
            f"1 validation error detected: Value '{kind}' at 'policyType' failed to satisfy "
            f"constraint: Member must satisfy enum value set: [{', '.join(_TYPES)}]"
        )
    if scalable.namespace != "dynamodb":
        raise invalid("the stand-in supports policies for tables only")
    if kind == "StepScaling":
        raise ServiceError("AccessDeniedException", "Step scaling of a table is not allowed")
    match parameters:
        case {
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": target,
                "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
            } as configuration,
        } if metric in _METRICS and configuration.keys() <= _SPECIFICATION:
            policy = TrackingPolicy(parameters["PolicyName"], float(target))
        case _:
            raise invalid("the stand-in supports only target tracking of a table's utilisation")
    cloud.autoscaling.put_policy(scalable, policy)
    return {"PolicyARN": _arn(scalable, policy), "Alarms": _alarms(scalable, policy)}


def _delete(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    cloud.autoscaling.delete_policy(scalable_in(parameters), parameters["PolicyName"])
    return {}


def _describe(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    names = parameters.get("PolicyNames")
    found = [
        _described(scalable, target.policy, target)
        for scalable, target in cloud.autoscaling.targets.items()
        if target.policy is not None
        and matches(scalable, by_id(parameters))
        and (not names or target.policy.name in names)
    ]
    return page("ScalingPolicies", found, parameters)


def _described(
    scalable: ScalableId, policy: TrackingPolicy, target: ScalableTarget
) -> dict[str, Any]:
    metric = _metric(scalable)
    return {
        "PolicyARN": _arn(scalable, policy),
        "PolicyName": policy.name,
        "ServiceNamespace": scalable.namespace,
        "ResourceId": scalable.resource,
        "ScalableDimension": scalable.dimension,
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": policy.target,
            "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
        },
        "Alarms": _alarms(scalable, policy),
        "CreationTime": target.created.timestamp(),
    }


def _metric(scalable: ScalableId) -> str:
    if scalable.namespace == "ecs":
        return "ECSServiceAverageCPUUtilization"
    return _METRICS["Write" in scalable.dimension]


def _arn(scalable: ScalableId, policy: TrackingPolicy) -> str:
    number = uuid5(NAMESPACE_URL, f"{scalable} {policy.name}")
    resource = f"resource/{scalable.namespace}/{scalable.resource}"
    return f"{_ARN}:{number}:{resource}:policyName/{policy.name}"


def _alarms(scalable: ScalableId, policy: TrackingPolicy) -> list[dict[str, str]]:
    names = [alarm_name(scalable, policy, kind) for kind in AlarmKind]
    return [{"AlarmName": name, "AlarmARN": f"{_ALARM_ARN}:{name}"} for name in names]


POLICIES: Mapping[str, JsonOperation] = {
    "PutScalingPolicy": JsonOperation(
        _put,
        TARGET
        | {
            "PolicyName",
            "PolicyType",
            "TargetTrackingScalingPolicyConfiguration",
            "StepScalingPolicyConfiguration",
        },
    ),
    "DeleteScalingPolicy": JsonOperation(_delete, TARGET | {"PolicyName"}),
    "DescribeScalingPolicies": JsonOperation(_describe, LIST | {"ResourceId", "PolicyNames"}),
}
