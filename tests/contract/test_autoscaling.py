from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from simulator.cloud import Cloud
from tests.contract.conftest import Account

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling.literals import ScalableDimensionType
    from mypy_boto3_application_autoscaling.type_defs import (
        RegisterScalableTargetRequestTypeDef,
        ScalingPolicyTypeDef,
    )

READ: "ScalableDimensionType" = "dynamodb:table:ReadCapacityUnits"
WRITE: "ScalableDimensionType" = "dynamodb:table:WriteCapacityUnits"


def register(
    account: Account,
    resource: str = "table/prices",
    minimum: int | None = 50,
    maximum: int | None = 4000,
) -> str:
    asked: RegisterScalableTargetRequestTypeDef = {
        "ServiceNamespace": "dynamodb",
        "ResourceId": resource,
        "ScalableDimension": READ,
    }
    if minimum is not None:
        asked["MinCapacity"] = minimum
    if maximum is not None:
        asked["MaxCapacity"] = maximum
    return account.autoscaling.register_scalable_target(**asked)["ScalableTargetARN"]


def bounds(account: Account) -> list[tuple[str, int, int]]:
    told = account.autoscaling.describe_scalable_targets(ServiceNamespace="dynamodb")
    return [
        (each["ResourceId"], each["MinCapacity"], each["MaxCapacity"])
        for each in told["ScalableTargets"]
    ]


def test_a_registered_target_is_described(account: Account) -> None:
    arn = register(account)
    [target] = account.autoscaling.describe_scalable_targets(
        ServiceNamespace="dynamodb", ResourceIds=["table/prices"]
    )["ScalableTargets"]
    assert arn.startswith("arn:aws:application-autoscaling:eu-west-1:123456789012:scalable-target")
    assert target["ServiceNamespace"] == "dynamodb"
    assert target["ResourceId"] == "table/prices"
    assert target["ScalableDimension"] == READ
    assert (target["MinCapacity"], target["MaxCapacity"]) == (50, 4000)
    assert "CreationTime" in target


def test_registering_again_changes_the_bounds_of_the_one_target(account: Account) -> None:
    register(account)
    register(account, minimum=500)
    assert bounds(account) == [("table/prices", 500, 4000)]


def test_an_omitted_bound_stays(account: Account) -> None:
    register(account)
    register(account, minimum=500, maximum=None)
    assert bounds(account) == [("table/prices", 500, 4000)]


def test_targets_are_found_by_dimension(account: Account) -> None:
    register(account)
    for dimension, count in ((READ, 1), (WRITE, 0)):
        told = account.autoscaling.describe_scalable_targets(
            ServiceNamespace="dynamodb", ResourceIds=["table/prices"], ScalableDimension=dimension
        )
        assert len(told["ScalableTargets"]) == count


def test_unregistered_resources_are_omitted(account: Account) -> None:
    register(account)
    told = account.autoscaling.describe_scalable_targets(
        ServiceNamespace="dynamodb", ResourceIds=["table/prices", "table/nope"]
    )
    assert [each["ResourceId"] for each in told["ScalableTargets"]] == ["table/prices"]


def test_inconsistent_names_are_refused(account: Account) -> None:
    with pytest.raises(ClientError, match="Unsupported service namespace, resource type"):
        register(account, resource="tables/prices")


def test_a_deregistered_target_is_gone(account: Account) -> None:
    register(account)
    account.autoscaling.deregister_scalable_target(
        ServiceNamespace="dynamodb", ResourceId="table/prices", ScalableDimension=READ
    )
    assert bounds(account) == []


def put_policy(account: Account) -> None:
    account.autoscaling.put_scaling_policy(
        PolicyName="reads",
        ServiceNamespace="dynamodb",
        ResourceId="table/prices",
        ScalableDimension=READ,
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 70.0,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "DynamoDBReadCapacityUtilization"
            },
        },
    )


def policies(account: Account) -> list["ScalingPolicyTypeDef"]:
    told = account.autoscaling.describe_scaling_policies(ServiceNamespace="dynamodb")
    return told["ScalingPolicies"]


def test_a_target_tracking_policy_is_described(account: Account) -> None:
    register(account)
    put_policy(account)
    [policy] = policies(account)
    tracking = policy["TargetTrackingScalingPolicyConfiguration"]
    assert (policy["PolicyName"], policy["ResourceId"]) == ("reads", "table/prices")
    assert (policy["PolicyType"], tracking["TargetValue"]) == ("TargetTrackingScaling", 70)
    assert ":resource/dynamodb/table/prices:policyName/reads" in policy["PolicyARN"]


def test_a_policy_has_four_alarms(account: Account) -> None:
    register(account)
    put_policy(account)
    [policy] = policies(account)
    names = [each["AlarmName"] for each in policy["Alarms"]]
    kinds = ["AlarmHigh", "AlarmLow", "ProvisionedCapacityHigh", "ProvisionedCapacityLow"]
    prefixes = [f"TargetTracking-table/prices-{kind}-" for kind in kinds]
    assert len(names) == 4
    assert all(name.startswith(prefix) for name, prefix in zip(names, prefixes, strict=True))


def test_deleting_a_policy_leaves_its_target(account: Account) -> None:
    register(account)
    put_policy(account)
    account.autoscaling.delete_scaling_policy(
        PolicyName="reads",
        ServiceNamespace="dynamodb",
        ResourceId="table/prices",
        ScalableDimension=READ,
    )
    assert policies(account) == []
    assert bounds(account) == [("table/prices", 50, 4000)]


def test_an_unknown_policy_type_is_refused(account: Account) -> None:
    register(account)
    unknown: Any = "ABCDEFG"
    with pytest.raises(
        ClientError,
        match=r"Value 'ABCDEFG' at 'policyType' failed to satisfy constraint: Member must satisfy "
        r"enum value set: \[PredictiveScaling, StepScaling, TargetTrackingScaling\]",
    ):
        account.autoscaling.put_scaling_policy(
            PolicyName="reads",
            PolicyType=unknown,
            ServiceNamespace="dynamodb",
            ResourceId="table/prices",
            ScalableDimension=READ,
        )


# The simulator alone from here.


def test_step_scaling_of_a_table_is_denied(simulated: Account) -> None:
    """moto accepts it."""
    register(simulated)
    with pytest.raises(ClientError, match="AccessDeniedException"):
        simulated.autoscaling.put_scaling_policy(
            PolicyName="reads",
            PolicyType="StepScaling",
            ServiceNamespace="dynamodb",
            ResourceId="table/prices",
            ScalableDimension=READ,
            StepScalingPolicyConfiguration={"AdjustmentType": "ChangeInCapacity"},
        )


def test_a_target_has_the_service_linked_role_of_tables(simulated: Account) -> None:
    """moto does not name a table's role."""
    register(simulated)
    [target] = simulated.autoscaling.describe_scalable_targets(ServiceNamespace="dynamodb")[
        "ScalableTargets"
    ]
    assert target["RoleARN"].endswith("/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable")


def test_an_activity_has_the_words_of_the_service(simulated: Account) -> None:
    """moto has no scaling activities."""
    register(simulated, minimum=500)
    [activity] = simulated.autoscaling.describe_scaling_activities(ServiceNamespace="dynamodb")[
        "ScalingActivities"
    ]
    assert activity["Description"] == "Setting read capacity units to 500."
    assert activity["Cause"] == "minimum capacity was set to 500"
    assert activity["StatusMessage"] == (
        "Successfully set read capacity units to 500. Change successfully fulfilled by dynamodb."
    )


def test_an_index_that_does_not_exist_cannot_be_registered(simulated: Account) -> None:
    """moto checks only ECS services."""
    with pytest.raises(ClientError, match="DynamoDB index does not exist: table/prices/index/no"):
        simulated.autoscaling.register_scalable_target(
            ServiceNamespace="dynamodb",
            ResourceId="table/prices/index/no",
            ScalableDimension="dynamodb:index:ReadCapacityUnits",
            MinCapacity=1,
            MaxCapacity=5,
        )


def test_a_minimum_above_the_maximum_is_refused(simulated: Account) -> None:
    """moto accepts it."""
    with pytest.raises(ClientError, match=r"ValidationException.*cannot be less than minimum"):
        register(simulated, minimum=10, maximum=9)


def test_a_new_target_needs_both_bounds(simulated: Account) -> None:
    """moto accepts it."""
    with pytest.raises(ClientError, match="ValidationException"):
        register(simulated, maximum=None)


def test_a_table_that_does_not_exist_cannot_be_registered(simulated: Account) -> None:
    """moto checks only ECS services."""
    with pytest.raises(ClientError, match="DynamoDB table does not exist: table/nope"):
        register(simulated, resource="table/nope")


def test_a_target_that_was_never_registered_is_not_found(simulated: Account) -> None:
    """moto answers with a ValidationException."""
    with pytest.raises(simulated.autoscaling.exceptions.ObjectNotFoundException):
        simulated.autoscaling.deregister_scalable_target(
            ServiceNamespace="dynamodb", ResourceId="table/prices", ScalableDimension=READ
        )


def test_registering_changes_the_table(cloud: Cloud, simulated: Account) -> None:
    """moto's auto scaling never changes a table."""
    register(simulated, minimum=500)
    cloud.advance(cloud.now.replace(minute=1))
    told = simulated.dynamodb.describe_table(TableName="prices")["Table"]
    assert told["ProvisionedThroughput"]["ReadCapacityUnits"] == 500


def test_targets_come_in_pages_of_fifty(cloud: Cloud, simulated: Account) -> None:
    """moto fails to page."""
    for number in range(120):
        cloud.add_table(f"t{number}", read=10, write=10)
        cloud.register(f"t{number}", "read", minimum=10, maximum=20)
    pages = simulated.autoscaling.get_paginator("describe_scalable_targets").paginate(
        ServiceNamespace="dynamodb"
    )
    assert [len(page["ScalableTargets"]) for page in pages] == [50, 50, 20]


def test_at_most_fifty_resources_are_described_at_once(simulated: Account) -> None:
    """moto accepts any number."""
    with pytest.raises(ClientError, match="less than or equal to 50"):
        simulated.autoscaling.describe_scalable_targets(
            ServiceNamespace="dynamodb", ResourceIds=[f"table/{number}" for number in range(51)]
        )
