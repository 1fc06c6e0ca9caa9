from collections.abc import Iterator

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.lambda_runtime import aws_environment
from simulator.transport import Line, in_process

RETRYING = Config(retries={"mode": "standard", "total_max_attempts": 3})


class Died(BaseException):
    """The process is gone."""


@pytest.fixture
def line(cloud: Cloud) -> Iterator[Line]:
    line = Line(cloud)
    with aws_environment(), in_process(line):
        yield line


def describe(config: Config | None = None) -> int:
    dynamodb = boto3.Session().client("dynamodb", config=config)
    table = dynamodb.describe_table(TableName="prices")["Table"]
    return table["ProvisionedThroughput"]["ReadCapacityUnits"]


def raise_reads(units: int) -> None:
    boto3.Session().client(
        "dynamodb", config=Config(retries={"total_max_attempts": 1})
    ).update_table(
        TableName="prices",
        ProvisionedThroughput={"ReadCapacityUnits": units, "WriteCapacityUnits": 20},
    )


@pytest.mark.usefixtures("line")
def test_clients_made_meanwhile_reach_the_cloud_without_a_socket() -> None:
    assert describe() == 50
    functions = boto3.Session().client("lambda")
    functions.put_provisioned_concurrency_config(
        FunctionName="pricing", Qualifier="live", ProvisionedConcurrentExecutions=2
    )
    listed = functions.list_provisioned_concurrency_configs(FunctionName="pricing")
    assert len(listed["ProvisionedConcurrencyConfigs"]) == 1


@pytest.mark.usefixtures("line")
def test_a_retry_is_made_at_once(cloud: Cloud) -> None:
    cloud.faults.next("dynamodb.DescribeTable", Fault.THROTTLED)
    cloud.faults.next("dynamodb.DescribeTable", Fault.SILENT)
    assert describe(RETRYING) == 50
    assert len(cloud.calls) == 3


@pytest.mark.parametrize(
    ("fault", "error", "reads"),
    [
        (Fault.SILENT, ReadTimeoutError, 50),
        (Fault.SILENT_AFTER, ReadTimeoutError, 500),
        (Fault.RESET, ConnectionClosedError, 50),
        (Fault.RESET_AFTER, ConnectionClosedError, 500),
    ],
)
@pytest.mark.usefixtures("line")
def test_what_is_not_answered_may_have_had_its_effect(
    cloud: Cloud, fault: Fault, error: type[Exception], reads: int
) -> None:
    cloud.faults.next("dynamodb.UpdateTable", fault)
    with pytest.raises(error):
        raise_reads(500)
    cloud.advance(cloud.now.replace(minute=1))
    assert cloud.capacity("prices", "read") == reads


def test_what_happens_before_a_request_can_end_the_caller(line: Line, cloud: Cloud) -> None:
    def die() -> None:
        raise Died

    line.before = die
    with pytest.raises(Died):
        describe()
    assert not cloud.calls


@pytest.mark.usefixtures("line")
def test_a_standing_fault_meets_every_call_it_concerns_until_cleared(cloud: Cloud) -> None:
    cloud.add_table("bets", read=7, write=7)
    cloud.faults.stand(lambda call: call.parameters.get("TableName") == "prices", Fault.DENIED)
    for _ in range(2):
        with pytest.raises(ClientError, match="AccessDenied"):
            describe()
    boto3.Session().client("dynamodb").describe_table(TableName="bets")
    cloud.faults.clear()
    assert describe() == 50
