"""Everything that can go wrong with a ping has a code and a count."""

import socket
import time

import pytest

from kickoff.aws.sessions import Aws
from tests.unit.warmer.lambda_service import (
    LambdaService,
    Pool,
    always,
    error,
    response,
)
from tests.unit.warmer.pinging import warm, warming
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.model import PingCode
from warmer.waves.sender import READ_TIMEOUT_S, WaveSender


def test_a_function_error_is_counted_though_http_says_200(
    service: LambdaService, waves: WaveSender
) -> None:
    failed = response(200, {"errorMessage": "boom"}, x_amz_function_error="Unhandled")
    service.functions["pricing:live"] = always(failed)
    [result] = warm(waves, warming(4))
    assert (result.report.answered, result.report.function_errors) == (0, 4)
    assert result.outcome.code is PingCode.FUNCTION_ERROR
    assert "boom" in result.outcome.reason


def test_a_function_without_a_guard_is_reported_as_inferred(
    service: LambdaService, waves: WaveSender
) -> None:
    service.functions["pricing:live"] = Pool(guarded=False, run_s=1)
    [result] = warm(waves, warming(5))
    assert result.report.inferred
    assert (result.report.answered, result.report.distinct, result.report.cold) == (5, 5, 0)
    assert result.outcome.code is PingCode.UNGUARDED


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param(
            error(403, "AccessDeniedException", Message="no"), PingCode.DENIED, id="denied"
        ),
        pytest.param(error(404, "ResourceNotFoundException"), PingCode.MISSING, id="missing"),
        pytest.param(error(409, "ResourceConflictException"), PingCode.NOT_READY, id="pending"),
        pytest.param(error(502, "ResourceNotReadyException"), PingCode.NOT_READY, id="inactive"),
        pytest.param(error(400, "InvalidRuntimeException"), PingCode.REFUSED, id="refused"),
        pytest.param(error(500, "ServiceException"), PingCode.SERVICE_ERROR, id="service error"),
        pytest.param(
            error(502, "EC2UnexpectedException"), PingCode.SERVICE_ERROR, id="bad gateway"
        ),
        pytest.param(b"220 mail.example.com ESMTP\r\n", PingCode.BROKEN, id="garbage"),
        pytest.param(b"", PingCode.BROKEN, id="closed without a word"),
        pytest.param(response(200, {})[:-1], PingCode.BROKEN, id="cut off"),
    ],
)
def test_every_failure_of_the_service_becomes_a_count_with_a_code(
    service: LambdaService, waves: WaveSender, answer: bytes, code: PingCode
) -> None:
    service.functions["pricing:live"] = always(answer)
    service.closes = True
    [result] = warm(waves, warming(3))
    assert result.report.errors == {code: 3}
    assert result.report.sent == 3
    assert result.outcome.code is code


@pytest.mark.parametrize("body", ["a string", [], None, {"kickoff": None}, {"kickoff": {}}])
def test_an_answer_that_is_not_a_guards_proves_nothing(
    service: LambdaService, waves: WaveSender, body: object
) -> None:
    service.functions["pricing:live"] = always(response(200, body))
    [result] = warm(waves, warming(3))
    assert result.report.answered == 3
    assert result.report.inferred


def test_a_refused_connection_is_unreachable_and_nothing_counts_as_sent(
    waves: WaveSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{unused.getsockname()[1]}")
        [result] = warm(waves, warming(3))
    assert result.report.sent == 0
    assert result.report.errors == {PingCode.UNREACHABLE: 3}
    assert "no connection to 127.0.0.1" in result.outcome.reason
    assert "refused" in result.outcome.reason.lower()


def test_no_answer_within_the_read_timeout_is_a_timeout(
    service: LambdaService, transport: Transport
) -> None:
    service.functions["pricing:live"] = Pool(run_s=60)
    hasty = WaveSender(Endpoints(Aws()), transport, read_timeout_s=1.5)
    [result] = warm(hasty, warming(3))
    assert (result.report.sent, result.report.timeouts) == (3, 3)
    assert result.outcome.code is PingCode.TIMEOUT


def test_what_the_deadline_does_not_wait_for_is_unknown(
    service: LambdaService, waves: WaveSender
) -> None:
    service.functions["pricing:live"] = Pool(run_s=60)
    began = time.monotonic()
    [result] = warm(waves, warming(3), within_s=2)
    assert time.monotonic() - began < 15  # the read timeout alone is 25 s
    assert (result.report.timeouts, result.report.unknown) == (0, 3)
    assert result.outcome.code is PingCode.UNKNOWN


def test_past_the_deadline_nothing_is_sent(service: LambdaService, waves: WaveSender) -> None:
    service.functions["pricing:live"] = Pool()
    [result] = warm(waves, warming(3), within_s=0)
    assert (result.report.sent, result.report.unknown) == (0, 3)
    assert service.requests == []


def test_a_function_that_lambda_ended_is_told_from_one_that_raised(
    service: LambdaService, waves: WaveSender
) -> None:
    words = {"errorMessage": "2026-12-05T12:30:00Z 4f6c Task timed out after 3.00 seconds"}
    service.functions["pricing:live"] = always(
        response(200, words, x_amz_function_error="Unhandled")
    )
    [result] = warm(waves, warming(3))
    assert (result.outcome.code, result.report.function_errors) == (PingCode.FUNCTION_TIMEOUT, 3)


def test_a_container_slow_to_start_is_waited_for(
    service: LambdaService, transport: Transport
) -> None:
    """A Java function of 12 s is within the 25 s of the read timeout."""
    service.functions["pricing:live"] = Pool(cold_start_s=1.2)
    hasty = WaveSender(Endpoints(Aws()), transport, read_timeout_s=10)
    [result] = warm(hasty, warming(20))
    assert (result.outcome.code, result.report.cold, result.report.waves) == (PingCode.OK, 20, 1)
    assert READ_TIMEOUT_S > 2 * 12


@pytest.mark.parametrize("length", ["content-length: 100000000", "transfer-encoding: chunked"])
def test_an_endless_response_is_not_read_to_its_end(
    service: LambdaService, waves: WaveSender, length: str
) -> None:
    head = f"HTTP/1.1 200 OK\r\n{length}\r\n\r\n".encode()
    flood = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    service.functions["pricing:live"] = always(head + flood * 4)
    began = time.monotonic()
    [result] = warm(waves, warming(3))
    assert (result.outcome.code, result.report.errors) == (PingCode.ENDLESS, {PingCode.ENDLESS: 3})
    assert time.monotonic() - began < 15  # the read timeout alone is 25 s


def test_a_response_that_stops_half_way_is_waited_for_no_longer_than_any(
    service: LambdaService, transport: Transport
) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n"
    service.functions["pricing:live"] = always(head + b"so far")
    [result] = warm(WaveSender(Endpoints(Aws()), transport, read_timeout_s=1.5), warming(3))
    assert (result.outcome.code, result.report.timeouts) == (PingCode.TIMEOUT, 3)
