"""Application Auto Scaling: scalable targets of tables and their policies."""

from types import MappingProxyType
from typing import Any

from simulator.autoscaling import Scalable, ScalableTarget
from simulator.cloud import Cloud
from simulator.errors import ServiceError, invalid
from simulator.faults import Fault
from simulator.tracking import Policy
from simulator.wire.json_rpc import JsonService, Operation, Parameters

_ARN = "arn:aws:application-autoscaling:eu-west-1:123456789012"
_ROLE = "arn:aws:iam::123456789012:role/aws-service-role/dynamodb.application-autoscaling"
_PAGE = 50
_METRICS = ("DynamoDBReadCapacityUtilization", "DynamoDBWriteCapacityUtilization")


def _register(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    scalable = _scalable(asked)
    cloud.autoscaling.register(
        scalable, asked.get("MinCapacity"), asked.get("MaxCapacity"), cloud.now
    )
    return {"ScalableTargetARN": _arn(scalable)}


def _deregister(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    cloud.autoscaling.deregister(_scalable(asked))
    return {}


def _describe_targets(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    found = [
        _described_target(scalable, target)
        for scalable, target in cloud.autoscaling.targets.items()
        if _is_asked(scalable, asked)
    ]
    return _page("ScalableTargets", found, asked)


def _put_policy(cloud: Cloud, asked: Parameters) -> dict[str, Any]:
    scalable = _scalable(asked)
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
    asked_ids = {"ResourceIds": [asked["ResourceId"]]} if "ResourceId" in asked else {}
    found = [
        _described_policy(scalable, target.policy, target)
        for scalable, target in cloud.autoscaling.targets.items()
        if target.policy is not None and _is_asked(scalable, {**asked, **asked_ids})
    ]
    return _page("ScalingPolicies", found, asked)


def _scalable(asked: Parameters) -> Scalable:
    _require_dynamodb(asked)
    return Scalable(asked["ResourceId"], asked["ScalableDimension"])


def _is_asked(scalable: Scalable, asked: Parameters) -> bool:
    resources = asked.get("ResourceIds", (scalable.resource,))
    dimension = asked.get("ScalableDimension", scalable.dimension)
    return scalable.resource in resources and scalable.dimension == dimension


def _page(name: str, found: list[dict[str, Any]], asked: Parameters) -> dict[str, Any]:
    """A page of at most 50; the token is the place to go on from."""
    _require_dynamodb(asked)
    ids, size = asked.get("ResourceIds", ()), asked.get("MaxResults", _PAGE)
    if len(ids) > _PAGE:
        raise invalid(
            "1 validation error detected: Value at 'resourceIds' failed to satisfy constraint: "
            f"Member must have length less than or equal to {_PAGE}"
        )
    if not 1 <= size <= _PAGE:
        raise invalid(f"maxResults must be between 1 and {_PAGE}")
    start = int(asked.get("NextToken", "0"))
    answer: dict[str, Any] = {name: found[start : start + size]}
    return answer | ({"NextToken": str(start + size)} if start + size < len(found) else {})


def _require_dynamodb(asked: Parameters) -> None:
    if asked["ServiceNamespace"] != "dynamodb":
        raise invalid("the stand-in scales DynamoDB alone")


def _described_target(scalable: Scalable, target: ScalableTarget) -> dict[str, Any]:
    return {
        "ServiceNamespace": "dynamodb",
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
        "ServiceNamespace": "dynamodb",
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


def _arn(scalable: Scalable) -> str:
    return f"{_ARN}:scalable-target/{scalable.resource}/{scalable.dimension}"


def _policy_arn(scalable: Scalable, policy: Policy) -> str:
    return f"{_ARN}:scalingPolicy:{scalable.resource}:policyName/{policy.name}"


_TARGET = frozenset({"ServiceNamespace", "ResourceId", "ScalableDimension"})
_LIST = frozenset({"ServiceNamespace", "ScalableDimension", "MaxResults", "NextToken"})
_FAILURE = ServiceError("InternalServiceException", "The service failed", status=500)

AUTOSCALING = JsonService(
    name="autoscaling",
    content_type="application/x-amz-json-1.1",
    operations=MappingProxyType(
        {
            "RegisterScalableTarget": Operation(
                _register, _TARGET | {"MinCapacity", "MaxCapacity"}
            ),
            "DeregisterScalableTarget": Operation(_deregister, _TARGET),
            "DescribeScalableTargets": Operation(_describe_targets, _LIST | {"ResourceIds"}),
            "PutScalingPolicy": Operation(
                _put_policy,
                _TARGET | {"PolicyName", "PolicyType", "TargetTrackingScalingPolicyConfiguration"},
            ),
            "DescribeScalingPolicies": Operation(_describe_policies, _LIST | {"ResourceId"}),
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
