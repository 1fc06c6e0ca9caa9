import time
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.faults import Call, Fault
from simulator.server import IdleDeath, serve
from tests.unit.simulator.certificates import self_signed
from tests.unit.simulator.conftest import ONCE
from tests.unit.simulator.times import NOON, minutes

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling import ApplicationAutoScalingClient
    from mypy_boto3_dynamodb import DynamoDBClient


def raise_reads(client: "ApplicationAutoScalingClient", minimum: int) -> None:
    client.register_scalable_target(
        ServiceNamespace="dynamodb",
        ResourceId="table/prices",
        ScalableDimension="dynamodb:table:ReadCapacityUnits",
        MinCapacity=minimum,
    )


def code(refused: pytest.ExceptionInfo[ClientError]) -> str:
    return refused.value.response["Error"]["Code"]


def test_a_raised_minimum_becomes_capacity_after_the_update(
    cloud: Cloud, dynamodb: "DynamoDBClient", autoscaling: "ApplicationAutoScalingClient"
) -> None:
    cloud.register("prices", "read", minimum=50, maximum=4000, target=70)
    raise_reads(autoscaling, 500)
    assert dynamodb.describe_table(TableName="prices")["Table"]["TableStatus"] == "UPDATING"
    cloud.advance(cloud.now + minutes(1))
    told = dynamodb.describe_table(TableName="prices")["Table"]
    assert told["TableStatus"] == "ACTIVE"
    assert told["ProvisionedThroughput"]["ReadCapacityUnits"] == 500
    assert told["ProvisionedThroughput"]["LastIncreaseDateTime"] == cloud.now - minutes(1)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault.THROTTLED, "ThrottlingException"),
        (Fault.DENIED, "AccessDeniedException"),
        (Fault.FAILED, "InternalServiceException"),
        (ServiceError("ConcurrentUpdateException", "again"), "ConcurrentUpdateException"),
    ],
)
def test_a_fault_applies_to_one_call_and_prevents_its_effect(
    fault: Fault | ServiceError,
    expected: str,
    cloud: Cloud,
    autoscaling: "ApplicationAutoScalingClient",
) -> None:
    cloud.register("prices", "read", minimum=50, maximum=4000)
    cloud.faults.next("autoscaling.RegisterScalableTarget", fault)
    with pytest.raises(ClientError) as refused:
        raise_reads(autoscaling, 500)
    assert code(refused) == expected
    cloud.advance(cloud.now + minutes(1))
    assert cloud.capacity("prices", "read") == 50
    raise_reads(autoscaling, 500)


def test_a_failure_after_the_effect_leaves_the_effect(
    cloud: Cloud, autoscaling: "ApplicationAutoScalingClient"
) -> None:
    cloud.register("prices", "read", minimum=50, maximum=4000)
    cloud.faults.next("autoscaling.RegisterScalableTarget", Fault.FAILED_AFTER)
    with pytest.raises(ClientError) as refused:
        raise_reads(autoscaling, 500)
    assert code(refused) == "InternalServiceException"
    cloud.advance(cloud.now + minutes(1))
    assert cloud.capacity("prices", "read") == 500


def test_only_the_silent_call_is_never_answered(cloud: Cloud, dynamodb: "DynamoDBClient") -> None:
    cloud.faults.next("dynamodb.DescribeTable", Fault.SILENT)
    with pytest.raises(ReadTimeoutError):
        dynamodb.describe_table(TableName="prices")
    assert dynamodb.describe_table(TableName="prices")


def test_failed_calls_are_recorded_too(cloud: Cloud, dynamodb: "DynamoDBClient") -> None:
    cloud.faults.next("dynamodb.DescribeTable", Fault.THROTTLED, times=2)
    for _ in range(2):
        with pytest.raises(ClientError):
            dynamodb.describe_table(TableName="prices")
    dynamodb.describe_table(TableName="prices")
    assert list(cloud.calls) == [Call("dynamodb.DescribeTable", {"TableName": "prices"})] * 3


def test_unsupported_operations_and_parameters_are_refused(dynamodb: "DynamoDBClient") -> None:
    with pytest.raises(ClientError, match="does not support SSESpecification"):
        dynamodb.update_table(TableName="prices", SSESpecification={"Enabled": True})
    with pytest.raises(ClientError, match="has no ListTables"):
        dynamodb.list_tables()


def test_a_fault_of_invoke_cannot_apply_to_another_operation(cloud: Cloud) -> None:
    with pytest.raises(ValueError, match="is a fault of lambda"):
        cloud.faults.next("dynamodb.DescribeTable", Fault.CRASHED)


def test_a_client_that_trusts_the_certificate_is_served_over_tls(
    cloud: Cloud, tmp_path: Path
) -> None:
    context, trusted = self_signed(tmp_path)
    with serve(cloud, context) as url:
        client = boto3.client(
            "dynamodb",
            endpoint_url=url,
            verify=str(trusted),
            region_name="eu-west-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )
        assert url.startswith("https://")
        assert client.describe_table(TableName="prices")["Table"]["TableName"] == "prices"
        client.close()


@pytest.mark.parametrize(("fault", "reads"), [(Fault.RESET, 50), (Fault.RESET_AFTER, 500)])
def test_a_connection_can_be_closed_before_or_after_the_effect(
    cloud: Cloud, dynamodb: "DynamoDBClient", fault: Fault, reads: int
) -> None:
    cloud.faults.next("dynamodb.UpdateTable", fault)
    with pytest.raises(ConnectionClosedError):
        dynamodb.update_table(
            TableName="prices",
            ProvisionedThroughput={"ReadCapacityUnits": 500, "WriteCapacityUnits": 20},
        )
    cloud.advance(cloud.now.replace(minute=1))
    assert cloud.capacity("prices", "read") == reads


def test_each_region_has_its_own_cloud(session: boto3.Session, cloud: Cloud) -> None:
    elsewhere = Cloud(Clock(NOON))
    elsewhere.add_table("prices", read=7, write=7)
    with serve(cloud, elsewhere={"us-east-1": elsewhere}) as url:
        found = {}
        for region in ("eu-west-1", "us-east-1"):
            client = session.client("dynamodb", region, config=ONCE, endpoint_url=url)
            told = client.describe_table(TableName="prices")["Table"]
            found[region] = told["ProvisionedThroughput"]["ReadCapacityUnits"]
            client.close()
    assert found == {"eu-west-1": 50, "us-east-1": 7}


@pytest.mark.parametrize(
    ("silent", "error"), [(False, ConnectionClosedError), (True, ReadTimeoutError)]
)
def test_a_connection_that_was_idle_is_dead_and_a_new_one_is_not(
    cloud: Cloud, session: boto3.Session, error: type[Exception], *, silent: bool
) -> None:
    with serve(cloud, idle_death=IdleDeath(0.2, silent=silent)) as url:
        client = session.client("dynamodb", config=ONCE, endpoint_url=url)
        for _ in range(2):
            client.describe_table(TableName="prices")
        time.sleep(0.4)
        with pytest.raises(error):
            client.describe_table(TableName="prices")
        client.describe_table(TableName="prices")
        client.close()
