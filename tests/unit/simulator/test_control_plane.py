import base64
import json
import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from simulator.call_rate import CallRate
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays, StartRate
from simulator.errors import ServiceError
from simulator.faults import Fault
from simulator.traffic import Traffic
from simulator.traits import Traits
from tests.unit.simulator.times import NOON, minutes

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

LIVE = ("pricing", "live")


def refused(client: "LambdaClient", function: str) -> tuple[str, int]:
    with pytest.raises(ClientError) as error:
        client.invoke(FunctionName=function, Qualifier="live")
    answer = error.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def test_the_account_reports_its_limit_and_its_unreserved_concurrency(
    functions: "LambdaClient",
) -> None:
    limit = functions.get_account_settings()["AccountLimit"]
    assert limit["ConcurrentExecutions"] == 1000
    assert limit["UnreservedConcurrentExecutions"] == 999
    response = functions.get_function_concurrency(FunctionName="small")
    assert response["ReservedConcurrentExecutions"] == 1
    response = functions.get_function_concurrency(FunctionName="pricing")
    assert "ReservedConcurrentExecutions" not in response


def test_a_function_on_managed_instances_names_its_capacity_provider(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    cloud.add_function("shared", traits=Traits(managed=True))
    response: Any = functions.get_function_configuration(FunctionName="shared", Qualifier="live")
    assert "LambdaManagedInstancesCapacityProviderConfig" in response["CapacityProviderConfig"]
    assert "CapacityProviderConfig" not in functions.get_function_configuration(
        FunctionName="pricing"
    )


def test_provisioned_concurrency_belongs_to_one_alias(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    cloud.add_function(
        "steady", qualifiers=["live", "next"], traits=Traits(provisioned={"live": 5})
    )
    ask = functions.get_provisioned_concurrency_config
    assert ask(FunctionName="steady", Qualifier="live")["Status"] == "READY"
    with pytest.raises(ClientError, match="ProvisionedConcurrencyConfigNotFound"):
        ask(FunctionName="steady", Qualifier="next")
    listed = functions.list_provisioned_concurrency_configs(FunctionName="steady")
    assert len(listed["ProvisionedConcurrencyConfigs"]) == 1


def test_an_inactive_function_fails_once_then_is_pending_then_active(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    cloud.add_function("asleep", traits=Traits(state="Inactive"))
    state = functions.get_function_configuration(FunctionName="asleep")["State"]
    assert state == "Inactive"
    assert refused(functions, "asleep") == ("ResourceNotReadyException", 502)
    assert refused(functions, "asleep") == ("ResourceConflictException", 409)
    cloud.advance(cloud.now + minutes(1))
    assert functions.invoke(FunctionName="asleep", Qualifier="live")["StatusCode"] == 200


def test_a_request_to_a_pending_function_is_a_conflict(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    cloud.add_function("young", traits=Traits(state="Pending"))
    assert refused(functions, "young") == ("ResourceConflictException", 409)


@pytest.mark.parametrize(
    ("operation", "fault", "code"),
    [
        ("lambda.GetAccountSettings", Fault.DENIED, "AccessDeniedException"),
        ("lambda.GetAccountSettings", Fault.THROTTLED, "TooManyRequestsException"),
        ("lambda.GetAccountSettings", Fault.FAILED_AFTER, "ServiceException"),
    ],
)
def test_a_fault_applies_to_the_control_plane(
    cloud: Cloud, functions: "LambdaClient", operation: str, fault: Fault, code: str
) -> None:
    cloud.faults.next(operation, fault)
    with pytest.raises(ClientError) as error:
        functions.get_account_settings()
    assert error.value.response["Error"]["Code"] == code


@pytest.mark.parametrize(
    ("traits", "word"),
    [
        (Traits(), b"Init Duration: "),
        (Traits(snap_start=True), b"Restore Duration: "),
        (Traits(json_logs=True), b'"initDurationMs"'),
        (Traits(json_logs=True, snap_start=True), b'"restoreDurationMs"'),
    ],
)
def test_the_log_reports_a_cold_start_in_its_format(
    cloud: Cloud, functions: "LambdaClient", traits: Traits, word: bytes
) -> None:
    cloud.add_function("logged", traits=traits)
    logs = [
        base64.b64decode(functions.invoke(FunctionName="logged", LogType="Tail")["LogResult"])
        for _ in range(2)
    ]
    assert [word in log for log in logs] == [True, False]


def test_the_first_request_waits_for_the_initialisation(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    cloud.add_function("java", traits=Traits(starts=timedelta(milliseconds=80)))
    begun = time.monotonic()
    functions.invoke(FunctionName="java")
    assert time.monotonic() - begun >= 0.08


def test_a_function_timeout_is_http_200_with_an_error(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    cloud.faults.next("lambda.Invoke", Fault.TIMED_OUT)
    response = functions.invoke(FunctionName="pricing")
    assert response["FunctionError"] == "Unhandled"
    payload = json.loads(response["Payload"].read())
    assert payload["errorType"] == "Sandbox.Timedout"
    assert re.fullmatch(
        r"RequestId: \S+ Error: Task timed out after 30\.00 seconds", payload["errorMessage"]
    )


def test_calls_above_15_a_second_are_throttled(functions: "LambdaClient", cloud: Cloud) -> None:
    cloud.functions.control_plane = CallRate(15, 15)
    for _ in range(15):
        functions.get_account_settings()
    with pytest.raises(functions.exceptions.TooManyRequestsException, match="Rate exceeded"):
        functions.get_account_settings()
    assert functions.invoke(FunctionName="pricing")["StatusCode"] == 200
    cloud.advance(cloud.now + timedelta(seconds=1))
    for _ in range(15):
        functions.get_account_settings()


def test_garbage_is_http_200_without_json(cloud: Cloud, functions: "LambdaClient") -> None:
    cloud.faults.next("lambda.Invoke", Fault.GARBAGE)
    with pytest.raises(ValueError, match="codec"):
        json.loads(functions.invoke(FunctionName="pricing")["Payload"].read())


def test_an_endless_response_never_ends(cloud: Cloud, functions: "LambdaClient") -> None:
    cloud.faults.next("lambda.Invoke", Fault.ENDLESS)
    body = functions.invoke(FunctionName="pricing")["Payload"]
    assert len(body.read(10_000)) == 10_000
    body.close()


def test_new_containers_are_limited_by_the_start_rate() -> None:
    cloud = Cloud(Clock(NOON), delays=Delays(start_rate=StartRate(3, timedelta(seconds=60))))
    cloud.add_function("pricing")
    outcomes = []
    for _ in range(4):
        try:
            cloud.functions.begin(*LIVE, cloud.now)
            outcomes.append("started")
        except ServiceError as error:
            outcomes.append(error.fields["Reason"])
    assert outcomes == [*["started"] * 3, "FunctionInvocationRateLimitExceeded"]


def test_pings_cannot_use_the_containers_of_lasting_traffic() -> None:
    cloud = Cloud(Clock(NOON), delays=Delays(lasting=True))
    cloud.add_function("pricing")
    cloud.minute(Traffic(requests={LIVE: 3}))
    assert cloud.functions.begin(*LIVE, cloud.now).requests == 0
    cloud.advance(NOON + minutes(1))
    cloud.minute(Traffic(requests={LIVE: 0}))
    assert cloud.functions.begin(*LIVE, cloud.now).requests == 1
