"""Operations on scalable targets and scaling activities."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from simulator.autoscaling.activities import ScalingActivity
from simulator.autoscaling.resources import ScalableId
from simulator.autoscaling.service import ScalableTarget
from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.wire.arrival import fault_errors
from simulator.wire.autoscaling.listing import LIST, TARGET, by_id, matches, page, scalable_in
from simulator.wire.autoscaling.policies import POLICIES
from simulator.wire.autoscaling.scheduled_actions import SCHEDULED_ACTIONS
from simulator.wire.json_rpc import JsonOperation, JsonService, Parameters

_ARN = "arn:aws:application-autoscaling:eu-west-1:123456789012"
_ROLES = "arn:aws:iam::123456789012:role/aws-service-role"
_ROLE_NAMES = {
    "dynamodb": "dynamodb.application-autoscaling.amazonaws.com/"
    "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
    "lambda": "lambda.application-autoscaling.amazonaws.com/"
    "AWSServiceRoleForApplicationAutoScaling_LambdaConcurrency",
}


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
        "RoleARN": f"{_ROLES}/{_ROLE_NAMES.get(scalable.namespace, scalable.namespace)}",
        "CreationTime": target.created.timestamp(),
        "SuspendedState": {
            "DynamicScalingInSuspended": False,
            "DynamicScalingOutSuspended": False,
            "ScheduledScalingSuspended": False,
        },
        "ScalableTargetARN": _arn(scalable),
    }


def _described_activity(activity: ScalingActivity) -> dict[str, Any]:
    scalable = activity.scalable
    return {
        "ActivityId": activity.id,
        "ServiceNamespace": scalable.namespace,
        "ResourceId": scalable.resource,
        "ScalableDimension": scalable.dimension,
        "Description": f"{activity.description}.",
        "Cause": activity.cause,
        "StartTime": activity.at.timestamp(),
        "EndTime": activity.at.timestamp(),
        "StatusCode": activity.status,
        "StatusMessage": activity.message,
    }


def _arn(scalable: ScalableId) -> str:
    return f"{_ARN}:scalable-target/{uuid5(NAMESPACE_URL, str(scalable)).hex}"


AUTOSCALING = JsonService(
    name="autoscaling",
    content_type="application/x-amz-json-1.1",
    operations={
        "RegisterScalableTarget": JsonOperation(_register, TARGET | {"MinCapacity", "MaxCapacity"}),
        "DeregisterScalableTarget": JsonOperation(_deregister, TARGET),
        "DescribeScalableTargets": JsonOperation(_describe_targets, LIST | {"ResourceIds"}),
        "DescribeScalingActivities": JsonOperation(
            _describe_activities, LIST | {"ResourceId", "IncludeNotScaledActivities"}
        ),
        **POLICIES,
        **SCHEDULED_ACTIONS,
    },
    errors=fault_errors(
        ServiceError("InternalServiceException", "The service failed", status=500),
        ServiceError("ThrottlingException", "Rate exceeded"),
    ),
)
