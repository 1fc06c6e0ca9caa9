from collections.abc import Iterator

import boto3
import pytest
from botocore import auth
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from botocore.handlers import BUILTIN_HANDLERS
from botocore.useragent import UserAgentString

from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.lambda_runtime import aws_environment
from simulator.transport import InProcessEndpoint, in_process

RETRYING = Config(retries={"mode": "standard", "total_max_attempts": 3})


class Died(BaseException):
    """The process has ended."""


class Recording(InProcessEndpoint):
    """Keeps the Authorization header of each request."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.authorizations: list[str] = []

    def respond(self, request: AWSPreparedRequest, **kwargs: object) -> AWSResponse:
        self.authorizations.append(str(request.headers["Authorization"]))
        return super().respond(request, **kwargs)


@pytest.fixture
def endpoint(cloud: Cloud) -> Iterator[InProcessEndpoint]:
    endpoint = InProcessEndpoint(cloud)
    with aws_environment(), in_process(endpoint):
        yield endpoint


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


@pytest.mark.usefixtures("endpoint")
def test_clients_made_in_the_context_reach_the_cloud_without_a_socket() -> None:
    assert describe() == 50
    functions = boto3.Session().client("lambda")
    functions.put_provisioned_concurrency_config(
        FunctionName="pricing", Qualifier="live", ProvisionedConcurrentExecutions=2
    )
    listed = functions.list_provisioned_concurrency_configs(FunctionName="pricing")
    assert len(listed["ProvisionedConcurrencyConfigs"]) == 1


@pytest.mark.usefixtures("endpoint")
def test_a_retry_does_not_wait(cloud: Cloud) -> None:
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
@pytest.mark.usefixtures("endpoint")
def test_an_unanswered_call_may_have_had_its_effect(
    cloud: Cloud, fault: Fault, error: type[Exception], reads: int
) -> None:
    cloud.faults.next("dynamodb.UpdateTable", fault)
    with pytest.raises(error):
        raise_reads(500)
    cloud.advance(cloud.now.replace(minute=1))
    assert cloud.capacity("prices", "read") == reads


def test_the_function_called_before_a_request_can_end_the_caller(
    endpoint: InProcessEndpoint, cloud: Cloud
) -> None:
    def die() -> None:
        raise Died

    endpoint.before = die
    with pytest.raises(Died):
        describe()
    assert not cloud.calls


@pytest.mark.usefixtures("endpoint")
def test_a_standing_fault_applies_to_every_matching_call_until_cleared(cloud: Cloud) -> None:
    cloud.add_table("bets", read=7, write=7)
    cloud.faults.stand(lambda call: call.parameters.get("TableName") == "prices", Fault.DENIED)
    for _ in range(2):
        with pytest.raises(ClientError, match="AccessDenied"):
            describe()
    boto3.Session().client("dynamodb").describe_table(TableName="bets")
    cloud.faults.clear()
    assert describe() == 50


def test_one_client_reaches_each_cloud_of_its_endpoint(
    endpoint: InProcessEndpoint, cloud: Cloud
) -> None:
    dynamodb = boto3.Session().client("dynamodb")
    for reads in (5, 6):
        endpoint.cloud = Cloud(cloud.clock)
        endpoint.cloud.add_table("prices", read=reads, write=5)
        table = dynamodb.describe_table(TableName="prices")["Table"]
        assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == reads


def test_a_request_names_its_region_and_service(cloud: Cloud) -> None:
    endpoint = Recording(cloud)
    with aws_environment(), in_process(endpoint):
        describe()
    assert "/eu-west-1/dynamodb/aws4_request" in endpoint.authorizations[0]


def test_botocore_is_unchanged_after_the_context(cloud: Cloud) -> None:
    before = (auth.AUTH_TYPE_MAPS["v4"], UserAgentString.to_string, list(BUILTIN_HANDLERS))
    with pytest.raises(Died), in_process(InProcessEndpoint(cloud)):
        raise Died
    after = (auth.AUTH_TYPE_MAPS["v4"], UserAgentString.to_string, list(BUILTIN_HANDLERS))
    assert after == before
