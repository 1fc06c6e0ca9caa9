import json
import re
from pathlib import Path

import pytest
from botocore.session import get_session

from warmer.adapters.responses import MOST_CHARACTERS, parse_response
from warmer.model import GuardAnswer, PingCode
from warmer.plan.invoke_errors import INVOKE_ERRORS

ANSWER = {
    "container": "3f2a",
    "first": True,
    "init": "on-demand",
    "idle_ms": 312000,
    "held_ms": 41,
}


def body(**changed: object) -> bytes:
    return json.dumps({"kickoff": ANSWER | changed}).encode()


def test_a_guards_answer_is_parsed() -> None:
    expected = GuardAnswer("3f2a", first=True, init="on-demand", idle_ms=312000, held_ms=41)
    assert parse_response(200, {}, body()) == (PingCode.OK, "", expected)


def test_an_answer_needs_only_the_container_and_whether_it_is_new() -> None:
    """AWS's Java serializer drops the nulls of a map."""
    content = b'{"kickoff": {"container": "3f2a", "first": true}}'
    assert parse_response(200, {}, content)[2] == GuardAnswer("3f2a", first=True)
    nothing = body(init=None, idle_ms=None, held_ms=None, prime_error=None)
    assert parse_response(200, {}, nothing)[2] == GuardAnswer("3f2a", first=True)


def test_the_answer_reports_a_failed_prime() -> None:
    answer = parse_response(200, {}, body(prime_error="OSError: no route"))[2]
    assert answer is not None
    assert answer.prime_error == "OSError: no route"


def test_a_whole_number_may_be_written_with_a_decimal_point() -> None:
    """As Gson and Lua write it; the numbers are of the type int afterwards."""
    answer = parse_response(200, {}, body(idle_ms=312000.0, held_ms=41.0))[2]
    assert answer is not None
    assert (repr(answer.idle_ms), repr(answer.held_ms)) == ("312000", "41")


@pytest.mark.parametrize("value", ["long", True, [], {}, float("nan"), float("inf")])
def test_an_optional_field_of_the_wrong_type_is_unknown(value: object) -> None:
    answer = parse_response(200, {}, body(init=7, idle_ms=value, held_ms=value, prime_error=7))[2]
    assert answer == GuardAnswer("3f2a", first=True)


def test_an_answer_may_have_more_fields() -> None:
    assert parse_response(200, {}, body(memory_mb=128))[2] is not None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"kickoff": "pong"}',
        body(container=7),
        body(first="yes"),
        body(first=1),
        body(first=None),
        b'{"kickoff": {"first": true}}',
        b'{"kickoff": {"container": "3f2a"}}',
    ],
)
def test_any_other_content_is_no_guards_answer(content: bytes) -> None:
    assert parse_response(200, {}, content) == (PingCode.OK, "", None)


def test_a_function_error_is_found_by_its_header() -> None:
    headers = {"x-amz-function-error": "Unhandled"}
    assert parse_response(200, headers, b'{"errorMessage": "boom"}')[:2] == (
        PingCode.FUNCTION_ERROR,
        "boom",
    )
    assert parse_response(200, headers, b"garbage")[:2] == (PingCode.FUNCTION_ERROR, "Unhandled")


@pytest.mark.parametrize("content", [b"", b"<html>", b"[1]", b'"a string"', b"7"])
def test_an_error_with_an_unknown_body_keeps_its_code(content: bytes) -> None:
    assert parse_response(502, {}, content)[0] is PingCode.SERVICE_ERROR
    failed = parse_response(200, {"x-amz-function-error": "Unhandled"}, content)
    assert failed == (PingCode.FUNCTION_ERROR, "Unhandled", None)


def test_a_long_error_message_is_cut() -> None:
    content = json.dumps({"errorMessage": "a" * 60_000}).encode()
    _, words, _ = parse_response(200, {"x-amz-function-error": "Unhandled"}, content)
    assert words == "a" * MOST_CHARACTERS


@pytest.mark.parametrize(
    "reason",
    [
        "ConcurrentInvocationLimitExceeded",
        "ReservedFunctionConcurrentInvocationLimitExceeded",
        "FunctionInvocationRateLimitExceeded",
        "ReservedFunctionInvocationRateLimitExceeded",
        "CallerRateLimitExceeded",
        "ConcurrentSnapshotCreateLimitExceeded",
    ],
)
def test_the_detail_of_a_throttle_is_its_reason(reason: str) -> None:
    content = json.dumps({"Reason": reason, "message": "Rate Exceeded."}).encode()
    assert parse_response(429, {}, content) == (PingCode.THROTTLED, reason, None)


def test_the_detail_of_a_throttle_without_a_reason_is_its_error_type() -> None:
    headers = {"x-amzn-errortype": "TooManyRequestsException:http://internal.amazon.com/"}
    assert parse_response(429, headers, b"")[:2] == (PingCode.THROTTLED, "TooManyRequestsException")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, PingCode.DENIED),
        (403, PingCode.DENIED),
        (404, PingCode.MISSING),
        (400, PingCode.REFUSED),
        (301, PingCode.REFUSED),
        (202, PingCode.REFUSED),
        (500, PingCode.SERVICE_ERROR),
        (503, PingCode.SERVICE_ERROR),
    ],
)
def test_any_other_status_is_an_error(status: int, code: PingCode) -> None:
    assert parse_response(status, {}, body())[0] is code


@pytest.mark.parametrize(
    "content",
    [
        {"errorMessage": "2026-12-05T12:30:00Z 4f6c Task timed out after 3.00 seconds"},
        {"errorType": "Sandbox.Timedout", "errorMessage": "RequestId: 4f6c Error: 3.00 seconds"},
    ],
)
def test_a_function_ended_by_its_own_timeout_has_its_own_code(content: dict[str, str]) -> None:
    headers = {"x-amz-function-error": "Unhandled"}
    code, words, _ = parse_response(200, headers, json.dumps(content).encode())
    assert (code, words) == (PingCode.FUNCTION_TIMEOUT, content["errorMessage"])


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (409, "ResourceConflictException", PingCode.NOT_READY),
        (502, "ResourceNotReadyException", PingCode.NOT_READY),
        (409, "SnapStartNotReadyException", PingCode.NOT_READY),
        (502, "EC2ThrottledException", PingCode.SERVICE_ERROR),
        (500, "ServiceException", PingCode.SERVICE_ERROR),
        (408, "EFSMountTimeoutException", PingCode.SERVICE_ERROR),
        (502, "KMSAccessDeniedException", PingCode.MISCONFIGURED),
        (502, "SubnetIPAddressLimitReachedException", PingCode.MISCONFIGURED),
        (502, "ENILimitReachedException", PingCode.MISCONFIGURED),
        (502, "InvalidZipFileException", PingCode.MISCONFIGURED),
        (403, "EFSMountFailureException", PingCode.MISCONFIGURED),
        (408, "EFSMountConnectivityException", PingCode.MISCONFIGURED),
        (400, "InvalidRequestContentException", PingCode.REFUSED),
    ],
)
def test_errors_that_pass_and_errors_that_stay_have_different_codes(
    status: int, kind: str, code: PingCode
) -> None:
    found, words, _ = parse_response(status, {"x-amzn-errortype": kind}, b"")
    assert (found, words) == (code, f"{kind}: no message; {INVOKE_ERRORS[kind].advice}")


def test_every_error_that_an_invocation_may_have_comes_with_advice() -> None:
    model = get_session().get_service_model("lambda").operation_model("Invoke")
    by_status = {"TooManyRequestsException", "ResourceNotFoundException"}
    assert {shape.name for shape in model.error_shapes} - by_status <= INVOKE_ERRORS.keys()


def test_the_documentation_has_the_outcome_and_advice_of_every_error() -> None:
    lines = (Path(__file__).parents[3] / "docs/warming.md").read_text().splitlines()
    rows = [line for line in lines if line.startswith("| `")]
    for name, known in INVOKE_ERRORS.items():
        word = re.compile(rf"[ |]{name.removesuffix('Exception')}[,| ]")
        assert any(
            word.search(row) and row.startswith(f"| `{known.code}`") and known.advice in row
            for row in rows
        ), name
