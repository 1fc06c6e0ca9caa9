"""Operations on scalable targets, scaling policies and scaling activities."""

from typing import Any

from simulator.autoscaling.activities import ScalingActivity
from simulator.autoscaling.resources import ScalableId
from simulator.autoscaling.service import ScalableTarget
from simulator.autoscaling.tracking import TrackingPolicy
from simulator.cloud import Cloud
from simulator.errors import ServiceError, invalid
from simulator.wire.arrival import fault_errors
from simulator.wire.autoscaling.listing import LIST, TARGET, by_id, matches, page, scalable_in
from simulator.wire.autoscaling.scheduled_actions import SCHEDULED_ACTIONS
from simulator.wire.json_rpc import JsonOperation, JsonService, Parameters

_ARN = "arn:aws:application-autoscaling:eu-west-1:123456789012"
_ROLE = "arn:aws:iam::123456789012:role/aws-service-role/application-autoscaling"
_METRICS = ("DynamoDBReadCapacityUtilization", "DynamoDBWriteCapacityUtilization")


def _register(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    scalable = scalable_in(parameters)
    cloud.autoscaling.register(
        scalable, parameters.get("MinCapacity"), parameters.get("MaxCapacity"), cloud.now
    )
    return {"ScalableTargetARN": _arn(scalable)}


def _deregister(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    cloud.autoscaling.deregister(scalable_in(parameters))
    return {}


def _describe_targets(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    found = [
        _described_target(scalable, target)
        for scalable, target in cloud.autoscaling.targets.items()
        if matches(scalable, parameters)
    ]
    return page("ScalableTargets", found, parameters)


def _put_policy(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    scalable = scalable_in(parameters)
    if scalable.namespace != "dynamodb":
        raise invalid("the stand-in supports policies for tables only")
    match parameters:
        case {
            "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": target,
                "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
            },
        } if metric in _METRICS:
            policy = TrackingPolicy(parameters["PolicyName"], float(target))
        case _:
            raise invalid("the stand-in supports only target tracking of a table's utilisation")
    cloud.autoscaling.put_policy(scalable, policy)
    return {"PolicyARN": _policy_arn(scalable, policy), "Alarms": []}


def _describe_policies(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    found = [
        _described_policy(scalable, target.policy, target)
        for scalable, target in cloud.autoscaling.targets.items()
        if target.policy is not None and matches(scalable, by_id(parameters))
    ]
    return page("ScalingPolicies", found, parameters)


def _describe_activities(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    found = [
        _described_activity(each)
        for each in cloud.autoscaling.activities.newest_first()
        if matches(each.scalable, by_id(parameters))
    ]
    return page("ScalingActivities", found, parameters)


def _described_target(scalable: ScalableId, target: ScalableTarget) -> dict[str, Any]:
    return {
        "ServiceNamespace": scalable.namespace,
        "ResourceId": scalable.resource,
        "ScalableDimension": scalable.dimension,
        "MinCapacity": target.minimum,
        "MaxCapacity": target.maximum,
        "RoleARN": _ROLE,
        "CreationTime": target.created.timestamp(),
        "SuspendedState": {
            "DynamicScalingInSuspended": False,
            "DynamicScalingOutSuspended": False,
            "ScheduledScalingSuspended": False,
        },
        "ScalableTargetARN": _arn(scalable),
    }


def _described_policy(
    scalable: ScalableId, policy: TrackingPolicy, target: ScalableTarget
) -> dict[str, Any]:
    metric = _METRICS["Write" in scalable.dimension]
    return {
        "PolicyARN": _policy_arn(scalable, policy),
        "PolicyName": policy.name,
        "ServiceNamespace": scalable.namespace,
        "ResourceId": scalable.resource,
        "ScalableDimension": scalable.dimension,
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": policy.target,
            "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
        },
        "Alarms": [],
        "CreationTime": target.created.timestamp(),
    }


def _described_activity(activity: ScalingActivity) -> dict[str, Any]:
    scalable = activity.scalable
    return {
        "ActivityId": activity.id,
        "ServiceNamespace": scalable.namespace,
        "ResourceId": scalable.resource,
        "ScalableDimension": scalable.dimension,
        "Description": activity.description,
        "Cause": activity.cause,
        "StartTime": activity.at.timestamp(),
        "EndTime": activity.at.timestamp(),
        "StatusCode": activity.status,
        "StatusMessage": activity.message,
    }


def _arn(scalable: ScalableId) -> str:
    return f"{_ARN}:scalable-target/{scalable.resource}/{scalable.dimension}"


def _policy_arn(scalable: ScalableId, policy: TrackingPolicy) -> str:
    return f"{_ARN}:scalingPolicy:{scalable.resource}:policyName/{policy.name}"


AUTOSCALING = JsonService(
    name="autoscaling",
    content_type="application/x-amz-json-1.1",
    operations={
        "RegisterScalableTarget": JsonOperation(_register, TARGET | {"MinCapacity", "MaxCapacity"}),
        "DeregisterScalableTarget": JsonOperation(_deregister, TARGET),
        "DescribeScalableTargets": JsonOperation(_describe_targets, LIST | {"ResourceIds"}),
        "PutScalingPolicy": JsonOperation(
            _put_policy,
            TARGET | {"PolicyName", "PolicyType", "TargetTrackingScalingPolicyConfiguration"},
        ),
        "DescribeScalingPolicies": JsonOperation(_describe_policies, LIST | {"ResourceId"}),
        "DescribeScalingActivities": JsonOperation(
            _describe_activities, LIST | {"ResourceId", "IncludeNotScaledActivities"}
        ),
        **SCHEDULED_ACTIONS,
    },
    errors=fault_errors(
        ServiceError("InternalServiceException", "The service failed", status=500),
        ServiceError("ThrottlingException", "Rate exceeded"),
    ),
)
