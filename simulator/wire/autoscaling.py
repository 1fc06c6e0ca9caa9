"""Application Auto Scaling on the wire: scalable targets, their policies, what became of them."""

from types import MappingProxyType
from typing import Any

from simulator.activities import Activity
from simulator.autoscaling import ScalableTarget
from simulator.cloud import Cloud
from simulator.errors import ServiceError, invalid
from simulator.faults import Fault
from simulator.scalables import Scalable
from simulator.tracking import Policy
from simulator.wire.json_rpc import JsonService, Operation, Parameters
from simulator.wire.listing import LIST, TARGET, by_id, is_asked, page, scalable_in
from simulator.wire.scheduled_actions import SCHEDULED_ACTIONS

_ARN = "arn:aws:application-autoscaling:eu-west-1:123456789012"
_ROLE = "arn:aws:iam::123456789012:role/aws-service-role/application-autoscaling"
_METRICS = ("DynamoDBReadCapacityUtilization", "DynamoDBWriteCapacityUtilization")


def _register(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    scalable = scalable_in(asked)
    cloud.autoscaling.register(
        scalable, asked.get("MinCapacity"), asked.get("MaxCapacity"), cloud.now
    )
    return {"ScalableTargetARN": _arn(scalable)}


def _deregister(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    cloud.autoscaling.deregister(scalable_in(asked))
    return {}


def _describe_targets(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    found = [
        _described_target(scalable, target)
        for scalable, target in cloud.autoscaling.targets.items()
        if is_asked(scalable, asked)
    ]
    return page("ScalableTargets", found, asked)


def _put_policy(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    scalable = scalable_in(asked)
    if scalable.namespace != "dynamodb":
        raise invalid("the stand-in tracks the utilisation of tables alone")
    match asked:
        case {
            "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": target,
                "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
            },
        } if metric in _METRICS:
            policy = Policy(asked["PolicyName"], float(target))
        case _:
            raise invalid("the stand-in knows target tracking of a table's utilisation alone")
    cloud.autoscaling.put_policy(scalable, policy)
    return {"PolicyARN": _policy_arn(scalable, policy), "Alarms": []}


def _describe_policies(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    found = [
        _described_policy(scalable, target.policy, target)
        for scalable, target in cloud.autoscaling.targets.items()
        if target.policy is not None and is_asked(scalable, by_id(asked))
    ]
    return page("ScalingPolicies", found, asked)


def _describe_activities(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    found = [
        _described_activity(each)
        for each in cloud.autoscaling.activities.newest_first()
        if is_asked(each.scalable, by_id(asked))
    ]
    return page("ScalingActivities", found, asked)


def _described_target(scalable: Scalable, target: ScalableTarget) -> dict[str, Any]:
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


def _described_policy(scalable: Scalable, policy: Policy, target: ScalableTarget) -> dict[str, Any]:
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


def _described_activity(activity: Activity) -> dict[str, Any]:
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


def _arn(scalable: Scalable) -> str:
    return f"{_ARN}:scalable-target/{scalable.resource}/{scalable.dimension}"


def _policy_arn(scalable: Scalable, policy: Policy) -> str:
    return f"{_ARN}:scalingPolicy:{scalable.resource}:policyName/{policy.name}"


_FAILURE = ServiceError("InternalServiceException", "The service failed", status=500)

AUTOSCALING = JsonService(
    name="autoscaling",
    content_type="application/x-amz-json-1.1",
    operations=MappingProxyType(
        {
            "RegisterScalableTarget": Operation(_register, TARGET | {"MinCapacity", "MaxCapacity"}),
            "DeregisterScalableTarget": Operation(_deregister, TARGET),
            "DescribeScalableTargets": Operation(_describe_targets, LIST | {"ResourceIds"}),
            "PutScalingPolicy": Operation(
                _put_policy,
                TARGET | {"PolicyName", "PolicyType", "TargetTrackingScalingPolicyConfiguration"},
            ),
            "DescribeScalingPolicies": Operation(_describe_policies, LIST | {"ResourceId"}),
            "DescribeScalingActivities": Operation(
                _describe_activities, LIST | {"ResourceId", "IncludeNotScaledActivities"}
            ),
            **SCHEDULED_ACTIONS,
        }
    ),
    errors=MappingProxyType(
        {
            Fault.THROTTLED: ServiceError("ThrottlingException", "Rate exceeded"),
            Fault.DENIED: ServiceError("AccessDeniedException", "User is not authorized"),
            Fault.FAILED: _FAILURE,
            Fault.FAILED_AFTER: _FAILURE,
        }
    ),
)
