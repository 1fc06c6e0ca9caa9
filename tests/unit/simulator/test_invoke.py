import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.lambda_ import guard
from simulator.traffic import Traffic
from tests.unit.simulator.conftest import ONCE
from tests.unit.simulator.times import minutes

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


GuardAnswer = dict[str, Any]


def ping(hold: float = 0) -> bytes:
    """A ping that is held for some seconds."""
    until = int((time.time() + hold) * 1000)
    return json.dumps(
        {"kickoff": {"ping": "w1", "index": 0, "of": 1, "hold_until": until}}
    ).encode()


def answer(
    client: "LambdaClient", function: str = "pricing", payload: bytes = b"{}"
) -> GuardAnswer:
    response = client.invoke(FunctionName=function, Qualifier="live", Payload=payload)
    answered: GuardAnswer = json.loads(response["Payload"].read())
    return answered


def test_a_guarded_function_answers_a_ping_with_the_wire_fields(functions: "LambdaClient") -> None:
    response = answer(functions, payload=ping())["kickoff"]
    assert response == {
        "container": "pricing:1/1",
        "first": True,
        "init": "on-demand",
        "idle_ms": None,
        "held_ms": 0,
    }


def test_a_second_ping_reaches_the_same_container_which_is_not_new(
    functions: "LambdaClient",
) -> None:
    first, second = (answer(functions, payload=ping())["kickoff"] for _ in range(2))
    assert (second["container"], second["first"]) == (first["container"], False)


def test_pings_held_at_once_reach_different_containers(
    cloud: Cloud, session: boto3.Session, url: str
) -> None:
    patient = ONCE.merge(Config(read_timeout=10))
    together = ping(1.5)
    with (
        closing(session.client("lambda", config=patient, endpoint_url=url)) as client,
        ThreadPoolExecutor(8) as threads,
    ):
        response = list(threads.map(lambda _: answer(client, payload=together), range(8)))
    assert len({each["kickoff"]["container"] for each in response}) == 8
    assert all(each["kickoff"]["held_ms"] > 0 for each in response)
    assert cloud.warm("pricing", "live") == 8


def test_a_hold_is_capped(functions: "LambdaClient", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "HOLD_AT_MOST", timedelta(milliseconds=20))
    assert answer(functions, payload=ping(3600))["kickoff"]["held_ms"] >= 20


def test_idle_time_is_the_simulated_time_since_the_last_real_request(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    answer(functions)
    cloud.advance(cloud.now + minutes(2))
    answer(functions, payload=ping())
    cloud.advance(cloud.now + minutes(3))
    assert answer(functions, payload=ping())["kickoff"]["idle_ms"] == 5 * 60_000


def test_a_warmed_container_serves_live_traffic_without_a_cold_start(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    answer(functions, payload=ping())
    served = cloud.minute(Traffic(requests={("pricing", "live"): 2})).requests["pricing", "live"]
    assert (served.warm, served.cold) == (1, 1)


def test_a_ping_to_an_unguarded_function_is_a_normal_request(functions: "LambdaClient") -> None:
    assert answer(functions, "bare", ping()) == {"ok": True}


@pytest.mark.parametrize(
    "name",
    [
        "pricing:live",
        "123456789012:function:pricing:live",
        "arn:aws:lambda:eu-west-1:123456789012:function:pricing:live",
    ],
)
def test_a_function_is_found_by_name_and_by_arn(name: str, functions: "LambdaClient") -> None:
    response = functions.invoke(FunctionName=name, Payload=ping())
    assert response["ExecutedVersion"] == "1"
    assert json.loads(response["Payload"].read())["kickoff"]["container"] == "pricing:1/1"


def test_latest_is_the_default_qualifier(functions: "LambdaClient") -> None:
    assert functions.invoke(FunctionName="pricing")["ExecutedVersion"] == "$LATEST"


def test_the_log_tail_reports_a_cold_start(functions: "LambdaClient") -> None:
    logs = [
        base64.b64decode(functions.invoke(FunctionName="pricing", LogType="Tail")["LogResult"])
        for _ in range(2)
    ]
    assert [b"Init Duration" in log for log in logs] == [True, False]


def test_a_ping_above_reserved_concurrency_is_throttled_with_a_reason(
    functions: "LambdaClient",
) -> None:
    def outcome(_: int) -> str:
        try:
            answer(functions, "small", ping(0.15))
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            reason = error.response["Reason"]  # type: ignore[typeddict-item]  # Lambda's own
            return f"{status} {reason}"
        return "answered"

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(outcome, range(2)))
    assert outcomes == ["429 ReservedFunctionConcurrentInvocationLimitExceeded", "answered"]


def test_an_asynchronous_invoke_is_accepted_then_runs(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    response = functions.invoke(
        FunctionName="pricing", Qualifier="live", InvocationType="Event", Payload=ping()
    )
    assert response["StatusCode"] == 202
    answer(functions, payload=ping())
    assert cloud.warm("pricing", "live") == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.THROTTLED, "TooManyRequestsException"),
        (Fault.DENIED, "AccessDeniedException"),
        (Fault.FAILED, "ServiceException"),
        (Fault.FAILED_AFTER, "ServiceException"),
    ],
)
def test_a_fault_of_invoke_is_an_error_of_lambda(
    fault: Fault, code: str, cloud: Cloud, functions: "LambdaClient"
) -> None:
    cloud.faults.next("lambda.Invoke", fault)
    with pytest.raises(ClientError) as refused:
        answer(functions)
    assert refused.value.response["Error"]["Code"] == code
    assert cloud.warm("pricing", "live") == (fault is Fault.FAILED_AFTER)


def test_an_exception_of_a_function_is_http_200_with_an_error(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    cloud.faults.next("lambda.Invoke", Fault.CRASHED)
    response = functions.invoke(FunctionName="pricing")
    assert (response["StatusCode"], response["FunctionError"]) == (200, "Unhandled")
    payload = json.loads(response["Payload"].read())
    assert payload.keys() == {"errorMessage", "errorType", "requestId", "stackTrace"}


def test_a_dry_run_looks_the_function_up_and_runs_nothing(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    response = functions.invoke(
        FunctionName="pricing", Qualifier="live", InvocationType="DryRun", Payload=ping()
    )
    assert (response["StatusCode"], cloud.warm("pricing", "live")) == (204, 0)
    with pytest.raises(ClientError, match="Function not found"):
        functions.invoke(FunctionName="nope", InvocationType="DryRun")


@pytest.mark.parametrize("body", [b"hello {", b"\x6e\x89\xf8\x9d"])
def test_a_body_that_is_not_json_is_refused(functions: "LambdaClient", body: bytes) -> None:
    with pytest.raises(
        functions.exceptions.InvalidRequestContentException,
        match="Could not parse request body into json",
    ):
        functions.invoke(FunctionName="pricing", Payload=body)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nope", r"Function not found: .*:function:nope:\$LATEST$"),
        ("pricing:nope", "Function not found: .*:function:pricing:nope$"),
    ],
)
def test_an_unknown_function_is_named_with_its_qualifier(
    functions: "LambdaClient", name: str, words: str
) -> None:
    with pytest.raises(functions.exceptions.ResourceNotFoundException, match=words) as refused:
        functions.invoke(FunctionName=name)
    assert refused.value.response["Message"]  # type: ignore[typeddict-item]  # Lambda's own


@pytest.mark.parametrize(("qualifier", "version"), [("$LATEST", b"$LATEST"), ("live", b"1")])
def test_the_log_tail_names_the_version(
    functions: "LambdaClient", qualifier: str, version: bytes
) -> None:
    response = functions.invoke(FunctionName="pricing", Qualifier=qualifier, LogType="Tail")
    lines = base64.b64decode(response["LogResult"]).splitlines()
    assert [line.split()[0] for line in lines] == [b"START", b"END", b"REPORT"]
    assert lines[0].endswith(b"Version: " + version)
