from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from simulator.cloud import Cloud
from tests.contract.conftest import NOON, Account

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling.literals import ScalableDimensionType
    from mypy_boto3_application_autoscaling.type_defs import ScheduledActionTypeDef

READ: "ScalableDimensionType" = "dynamodb:table:ReadCapacityUnits"
STARTS = datetime(2026, 12, 5, 12, 5, tzinfo=UTC)


def register(account: Account) -> None:
    account.autoscaling.register_scalable_target(
        ServiceNamespace="dynamodb",
        ResourceId="table/prices",
        ScalableDimension=READ,
        MinCapacity=50,
        MaxCapacity=4000,
    )


def put(account: Account, name: str, minimum: int = 500, at: str = "2026-12-05T12:10:00") -> None:
    account.autoscaling.put_scheduled_action(
        ServiceNamespace="dynamodb",
        ResourceId="table/prices",
        ScalableDimension=READ,
        ScheduledActionName=name,
        Schedule=f"at({at})",
        Timezone="UTC",
        StartTime=STARTS,
        ScalableTargetAction={"MinCapacity": minimum},
    )


def listed(account: Account, *names: str) -> list["ScheduledActionTypeDef"]:
    return account.autoscaling.describe_scheduled_actions(
        ServiceNamespace="dynamodb", ResourceId="table/prices", ScheduledActionNames=names
    )["ScheduledActions"]


def test_a_scheduled_action_is_described(account: Account) -> None:
    register(account)
    put(account, "kickoff-raise")
    [action] = listed(account)
    assert (action["ScheduledActionName"], action["ResourceId"]) == (
        "kickoff-raise",
        "table/prices",
    )
    assert action["ServiceNamespace"] == "dynamodb"
    assert action["ScalableDimension"] == READ
    assert (action["Schedule"], action["Timezone"]) == ("at(2026-12-05T12:10:00)", "UTC")
    assert action["StartTime"] == STARTS
    assert action["ScalableTargetAction"] == {"MinCapacity": 500}
    arn = action["ScheduledActionARN"]
    assert arn.startswith("arn:aws:autoscaling:eu-west-1:123456789012:scheduledAction:")
    assert arn.endswith("dynamodb/table/prices:scheduledActionName/kickoff-raise")
    assert "CreationTime" in action


def test_an_action_of_the_same_name_replaces_the_first(account: Account) -> None:
    register(account)
    put(account, "kickoff-raise")
    put(account, "kickoff-raise", minimum=700)
    assert [each["ScalableTargetAction"]["MinCapacity"] for each in listed(account)] == [700]


def test_actions_are_found_by_name(account: Account) -> None:
    register(account)
    for name in ("kickoff-raise", "kickoff-restore"):
        put(account, name)
    found = listed(account, "kickoff-restore")
    assert [each["ScheduledActionName"] for each in found] == ["kickoff-restore"]


def test_a_deleted_action_is_gone(account: Account) -> None:
    register(account)
    put(account, "kickoff-raise")
    account.autoscaling.delete_scheduled_action(
        ServiceNamespace="dynamodb",
        ResourceId="table/prices",
        ScalableDimension=READ,
        ScheduledActionName="kickoff-raise",
    )
    assert listed(account) == []


# The simulator alone from here.


def test_an_action_needs_a_registered_target(simulated: Account) -> None:
    """moto accepts an action of any resource."""
    with pytest.raises(simulated.autoscaling.exceptions.ObjectNotFoundException):
        put(simulated, "kickoff-raise")


def test_an_action_is_deleted_with_its_target(simulated: Account) -> None:
    """moto keeps it."""
    register(simulated)
    put(simulated, "kickoff-raise")
    simulated.autoscaling.deregister_scalable_target(
        ServiceNamespace="dynamodb", ResourceId="table/prices", ScalableDimension=READ
    )
    assert listed(simulated) == []


def test_a_target_has_at_most_two_hundred_actions_in_pages_of_fifty(simulated: Account) -> None:
    """moto accepts any number and returns them all at once."""
    register(simulated)
    for number in range(200):
        put(simulated, f"kickoff-{number}")
    with pytest.raises(simulated.autoscaling.exceptions.LimitExceededException):
        put(simulated, "kickoff-200")
    pages = simulated.autoscaling.get_paginator("describe_scheduled_actions").paginate(
        ServiceNamespace="dynamodb"
    )
    assert [len(page["ScheduledActions"]) for page in pages] == [50] * 4


def test_an_executed_action_leaves_an_activity(cloud: Cloud, simulated: Account) -> None:
    """moto never executes actions and has no scaling activities."""
    register(simulated)
    put(simulated, "kickoff-raise")
    cloud.advance(NOON.replace(minute=11))
    told = simulated.dynamodb.describe_table(TableName="prices")["Table"]
    assert told["ProvisionedThroughput"]["ReadCapacityUnits"] == 500
    activities = simulated.autoscaling.describe_scaling_activities(
        ServiceNamespace="dynamodb", ResourceId="table/prices"
    )["ScalingActivities"]
    assert [each["StatusCode"] for each in activities] == ["Successful"] * 2
    assert activities[1]["Cause"] == "scheduled action name kickoff-raise was triggered"
