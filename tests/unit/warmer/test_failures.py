"""Each failure of a ping has a code and a count."""

import socket
import time

import pytest

from tests.unit.warmer.lambda_service import (
    LambdaService,
    Pool,
    always,
    error,
    response,
)
from tests.unit.warmer.pinging import new_sender, warm, warming
from warmer.adapters.transport import Transport
from warmer.model import PingCode
from warmer.waves.sender import MOST_WAVES, READ_TIMEOUT_S, WaveSender


def test_a_function_error_with_http_status_200_is_counted(
    service: LambdaService, sender: WaveSender
) -> None:
    failed = response(200, {"errorMessage": "boom"}, x_amz_function_error="Unhandled")
    service.functions["pricing:live"] = always(failed)
    [result] = warm(sender, warming(4))
    assert (result.report.answered, result.report.function_errors) == (0, 4)
    assert result.code is PingCode.FUNCTION_ERROR
    assert "boom" in result.reason


def test_a_function_without_a_guard_is_reported_as_inferred(
    service: LambdaService, sender: WaveSender
) -> None:
    service.functions["pricing:live"] = Pool(guarded=False, run_s=1)
    [result] = warm(sender, warming(5))
    assert result.report.inferred
    assert (result.report.answered, result.report.distinct, result.report.cold) == (5, 5, 0)
    assert result.code is PingCode.UNGUARDED


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param(
            error(403, "AccessDeniedException", Message="no"), PingCode.DENIED, id="denied"
        ),
        pytest.param(error(404, "ResourceNotFoundException"), PingCode.MISSING, id="missing"),
        pytest.param(error(409, "ResourceConflictException"), PingCode.NOT_READY, id="pending"),
        pytest.param(error(502, "ResourceNotReadyException"), PingCode.NOT_READY, id="inactive"),
        pytest.param(error(400, "InvalidParameterValueException"), PingCode.REFUSED, id="refused"),
        pytest.param(
            error(502, "InvalidRuntimeException"), PingCode.MISCONFIGURED, id="misconfigured"
        ),
        pytest.param(error(500, "ServiceException"), PingCode.SERVICE_ERROR, id="service error"),
        pytest.param(
            error(502, "EC2UnexpectedException"), PingCode.SERVICE_ERROR, id="bad gateway"
        ),
        pytest.param(b"220 mail.example.com ESMTP\r\n", PingCode.BROKEN, id="garbage"),
        pytest.param(b"", PingCode.BROKEN, id="closed without a response"),
        pytest.param(response(200, {})[:-1], PingCode.BROKEN, id="cut off"),
    ],
)
def test_every_failure_of_the_service_becomes_a_count_with_a_code(
    service: LambdaService, sender: WaveSender, answer: bytes, code: PingCode
) -> None:
    service.functions["pricing:live"] = always(answer)
    service.closes = True
    [result] = warm(sender, warming(3))
    waves = MOST_WAVES if code is PingCode.BROKEN else 1  # broken pings are sent again
    assert result.report.errors == {code: 3 * waves}
    assert result.report.sent == 3 * waves
    assert result.code is code


@pytest.mark.parametrize("body", ["a string", [], None, {"kickoff": None}, {"kickoff": {}}])
def test_an_answer_without_a_container_proves_nothing(
    service: LambdaService, sender: WaveSender, body: object
) -> None:
    service.functions["pricing:live"] = always(response(200, body))
    [result] = warm(sender, warming(3))
    assert result.report.answered == 3
    assert result.report.inferred


def test_a_refused_connection_is_unreachable_and_nothing_counts_as_sent(
    sender: WaveSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{unused.getsockname()[1]}")
        [result] = warm(sender, warming(3))
    assert result.report.sent == 0
    assert result.report.errors == {PingCode.UNREACHABLE: 3}
    assert "no connection to 127.0.0.1" in result.reason
    assert "refused" in result.reason.lower()


def test_no_answer_within_the_read_timeout_is_a_timeout(
    service: LambdaService, transport: Transport
) -> None:
    service.functions["pricing:live"] = Pool(run_s=60)
    hasty = new_sender(transport, read_timeout_s=1.5)
    [result] = warm(hasty, warming(3))
    assert (result.report.sent, result.report.timeouts) == (3, 3)
    assert result.code is PingCode.TIMEOUT


def test_a_ping_without_an_answer_at_the_deadline_is_unknown(
    service: LambdaService, sender: WaveSender
) -> None:
    service.functions["pricing:live"] = Pool(run_s=60)
    began = time.monotonic()
    [result] = warm(sender, warming(3), within_s=2)
    assert time.monotonic() - began < 15  # the read timeout alone is 25 s
    assert (result.report.timeouts, result.report.unknown) == (0, 3)
    assert result.code is PingCode.UNKNOWN


def test_nothing_is_sent_after_the_deadline(service: LambdaService, sender: WaveSender) -> None:
    service.functions["pricing:live"] = Pool()
    [result] = warm(sender, warming(3), within_s=0)
    assert (result.report.sent, result.report.unknown) == (0, 3)
    assert service.requests == []


def test_a_function_ended_by_its_own_timeout_has_its_own_code(
    service: LambdaService, sender: WaveSender
) -> None:
    words = {"errorMessage": "2026-12-05T12:30:00Z 4f6c Task timed out after 3.00 seconds"}
    service.functions["pricing:live"] = always(
        response(200, words, x_amz_function_error="Unhandled")
    )
    [result] = warm(sender, warming(3))
    assert (result.code, result.report.function_errors) == (PingCode.FUNCTION_TIMEOUT, 3)


def test_a_slow_cold_start_is_waited_for(service: LambdaService, transport: Transport) -> None:
    """A Java function that starts in 12 s is inside the read timeout of 25 s."""
    service.functions["pricing:live"] = Pool(cold_start_s=1.2)
    hasty = new_sender(transport, read_timeout_s=10)
    [result] = warm(hasty, warming(20))
    assert (result.code, result.report.cold, result.report.waves) == (PingCode.OK, 20, 1)
    assert READ_TIMEOUT_S > 2 * 12


@pytest.mark.parametrize("length", ["content-length: 100000000", "transfer-encoding: chunked"])
def test_an_endless_response_is_not_read_to_its_end(
    service: LambdaService, sender: WaveSender, length: str
) -> None:
    head = f"HTTP/1.1 200 OK\r\n{length}\r\n\r\n".encode()
    flood = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    service.functions["pricing:live"] = always(head + flood * 4)
    began = time.monotonic()
    [result] = warm(sender, warming(3))
    assert (result.code, result.report.errors) == (PingCode.ENDLESS, {PingCode.ENDLESS: 3})
    assert time.monotonic() - began < 15  # the read timeout alone is 25 s


def test_an_incomplete_response_ends_with_the_read_timeout(
    service: LambdaService, transport: Transport
) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n"
    service.functions["pricing:live"] = always(head + b"so far")
    [result] = warm(new_sender(transport, read_timeout_s=1.5), warming(3))
    assert (result.code, result.report.timeouts) == (PingCode.TIMEOUT, 3)
