import gc
import json
import socket
import time

import pytest

from kickoff.aws import Aws
from kickoff.place import Place
from tests.unit.warmer.lambda_service import (
    LambdaService,
    Pool,
    always,
    error,
    response,
    throttled,
)
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.model import Code, Function, Result, Warming
from warmer.wave import MOST_WAVES, READ_TIMEOUT_S, Waves


def warming(count: int, name: str = "pricing") -> Warming:
    return Warming(name, Function(name, "live", Place()), count)


def warm(waves: Waves, *warmings: Warming, within_s: float = 30) -> list[Result]:
    return waves.run(warmings, deadline=time.time() + within_s)


def test_a_cold_client_reaches_three_hundred_containers(
    service: LambdaService, waves: Waves
) -> None:
    """In its first wave, where the machine lets client and service run at once."""
    service.functions["pricing:live"] = pool = Pool()
    [result] = warm(waves, warming(300))
    report = result.report
    assert report.sent == report.answered == 300 * report.waves
    assert (report.distinct, report.cold, pool.made) == (300, 300, 300)
    assert result.outcome.code is Code.OK


def test_later_waves_find_the_containers_of_the_first(service: LambdaService, waves: Waves) -> None:
    """One may miss some, on a machine that pauses longer than the wave holds; it makes no new."""
    service.functions["pricing:live"] = pool = Pool()
    warm(waves, warming(50))
    reports = [warm(waves, warming(50))[0].report for _ in range(5)]
    assert max(report.distinct for report in reports) == 50
    assert ({report.cold for report in reports}, pool.made) == ({0}, 50)


def test_without_a_hold_the_same_containers_would_answer_twice(
    service: LambdaService, waves: Waves
) -> None:
    """What does not hold is used again: the pool makes the tests above mean something."""
    service.functions["pricing:live"] = pool = Pool(guarded=False)
    [result] = warm(waves, warming(300))
    assert result.report.answered == 300
    assert pool.made < 300


def test_throttles_are_counted_by_reason_and_the_wave_falls_short_honestly(
    service: LambdaService, waves: Waves
) -> None:
    service.functions["pricing:live"] = Pool(limit=7)
    [result] = warm(waves, warming(10))
    assert result.report.throttled == {"ConcurrentInvocationLimitExceeded": 3}
    assert result.report.distinct == 7
    assert result.outcome.code is Code.THROTTLED
    assert "3 throttled: ConcurrentInvocationLimitExceeded" in result.outcome.reason


@pytest.mark.parametrize(
    "reason",
    [
        "ConcurrentInvocationLimitExceeded",
        "ReservedFunctionConcurrentInvocationLimitExceeded",
        "ConcurrentSnapshotCreateLimitExceeded",
    ],
)
def test_a_function_at_a_limit_of_what_runs_at_once_is_not_asked_again(
    service: LambdaService, waves: Waves, reason: str
) -> None:
    service.functions["pricing:live"] = always(throttled(reason))
    [result] = warm(waves, warming(10))
    assert len(service.requests) == 10
    assert (result.report.throttled, result.report.retried) == ({reason: 10}, 0)


@pytest.mark.parametrize(
    "reason",
    [
        "CallerRateLimitExceeded",
        "FunctionInvocationRateLimitExceeded",
        "ReservedFunctionInvocationRateLimitExceeded",
    ],
)
def test_a_throttled_rate_is_asked_again_inside_the_hold(
    service: LambdaService, waves: Waves, reason: str
) -> None:
    pool = Pool()

    async def busy_at_first(event: dict[str, object]) -> bytes:
        return throttled(reason) if len(service.requests) <= 20 else await pool(event)

    service.functions["pricing:live"] = busy_at_first
    [result] = warm(waves, warming(10))
    assert result.report.retried == 20
    assert (result.report.sent, result.report.distinct, result.report.throttled) == (10, 10, {})


def test_a_throttled_rate_is_not_asked_again_after_the_hold(
    service: LambdaService, waves: Waves
) -> None:
    service.functions["pricing:live"] = always(throttled("CallerRateLimitExceeded"))
    [result] = warm(waves, warming(10))
    assert result.report.throttled == {"CallerRateLimitExceeded": 10}
    holds = [json.loads(each.body)["kickoff"]["hold_until"] for each in service.requests]
    assert all(r.arrived_ms < hold + 1000 for r, hold in zip(service.requests, holds, strict=True))
    assert len(set(holds)) == 1


def test_a_function_error_is_counted_though_http_says_200(
    service: LambdaService, waves: Waves
) -> None:
    failed = response(200, {"errorMessage": "boom"}, x_amz_function_error="Unhandled")
    service.functions["pricing:live"] = always(failed)
    [result] = warm(waves, warming(4))
    assert (result.report.answered, result.report.function_errors) == (0, 4)
    assert result.outcome.code is Code.FUNCTION_ERROR
    assert "boom" in result.outcome.reason


def test_a_function_without_a_guard_is_reported_as_inferred(
    service: LambdaService, waves: Waves
) -> None:
    service.functions["pricing:live"] = Pool(guarded=False, run_s=0.5)
    [result] = warm(waves, warming(5))
    assert result.report.inferred
    assert (result.report.answered, result.report.distinct, result.report.cold) == (5, 5, 0)
    assert result.outcome.code is Code.UNGUARDED


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param(error(403, "AccessDeniedException", Message="no"), Code.DENIED, id="denied"),
        pytest.param(error(404, "ResourceNotFoundException"), Code.MISSING, id="missing"),
        pytest.param(error(409, "ResourceConflictException"), Code.NOT_READY, id="pending"),
        pytest.param(error(502, "ResourceNotReadyException"), Code.NOT_READY, id="inactive"),
        pytest.param(error(400, "InvalidRuntimeException"), Code.REFUSED, id="refused"),
        pytest.param(error(500, "ServiceException"), Code.SERVICE_ERROR, id="service error"),
        pytest.param(error(502, "EC2UnexpectedException"), Code.SERVICE_ERROR, id="bad gateway"),
        pytest.param(b"220 mail.example.com ESMTP\r\n", Code.BROKEN, id="garbage"),
        pytest.param(b"", Code.BROKEN, id="closed without a word"),
        pytest.param(response(200, {})[:-1], Code.BROKEN, id="cut off"),
    ],
)
def test_every_failure_of_the_service_becomes_a_count_with_a_code(
    service: LambdaService, waves: Waves, answer: bytes, code: Code
) -> None:
    service.functions["pricing:live"] = always(answer)
    service.closes = True
    [result] = warm(waves, warming(3))
    assert result.report.errors == {code: 3}
    assert result.report.sent == 3
    assert result.outcome.code is code


@pytest.mark.parametrize("body", ["a string", [], None, {"kickoff": None}, {"kickoff": {}}])
def test_an_answer_that_is_not_a_guards_proves_nothing(
    service: LambdaService, waves: Waves, body: object
) -> None:
    service.functions["pricing:live"] = always(response(200, body))
    [result] = warm(waves, warming(3))
    assert result.report.answered == 3
    assert result.report.inferred


def test_a_container_that_answers_twice_counts_once(service: LambdaService, waves: Waves) -> None:
    words = {"container": "a", "first": False, "init": "on-demand", "idle_ms": 5, "held_ms": 9}
    service.functions["pricing:live"] = always(response(200, {"kickoff": words}))
    [result] = warm(waves, warming(3))
    assert (result.report.answered, result.report.distinct) == (3 * MOST_WAVES, 1)
    assert result.outcome.code is Code.SHORTFALL


def test_a_refused_connection_is_unreachable_and_nothing_counts_as_sent(
    waves: Waves, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{unused.getsockname()[1]}")
        [result] = warm(waves, warming(3))
    assert result.report.sent == 0
    assert result.report.errors == {Code.UNREACHABLE: 3}
    assert "no connection to 127.0.0.1" in result.outcome.reason
    assert "refused" in result.outcome.reason.lower()


def test_no_answer_within_the_read_timeout_is_a_timeout(
    service: LambdaService, transport: Transport
) -> None:
    service.functions["pricing:live"] = Pool(run_s=60)
    hasty = Waves(Endpoints(Aws()), transport, read_timeout_s=0.5)
    [result] = warm(hasty, warming(3))
    assert (result.report.sent, result.report.timeouts) == (3, 3)
    assert result.outcome.code is Code.TIMEOUT


def test_what_the_deadline_does_not_wait_for_is_unknown(
    service: LambdaService, waves: Waves
) -> None:
    service.functions["pricing:live"] = Pool(run_s=60)
    began = time.monotonic()
    [result] = warm(waves, warming(3), within_s=1)
    assert time.monotonic() - began < 4  # the read timeout alone is 5 s
    assert (result.report.timeouts, result.report.unknown) == (0, 3)
    assert result.outcome.code is Code.UNKNOWN


def test_past_the_deadline_nothing_is_sent(service: LambdaService, waves: Waves) -> None:
    service.functions["pricing:live"] = Pool()
    [result] = warm(waves, warming(3), within_s=0)
    assert (result.report.sent, result.report.unknown) == (0, 3)
    assert service.requests == []


def test_a_function_that_lambda_ended_is_told_from_one_that_raised(
    service: LambdaService, waves: Waves
) -> None:
    words = {"errorMessage": "2026-12-05T12:30:00Z 4f6c Task timed out after 3.00 seconds"}
    service.functions["pricing:live"] = always(
        response(200, words, x_amz_function_error="Unhandled")
    )
    [result] = warm(waves, warming(3))
    assert (result.outcome.code, result.report.function_errors) == (Code.FUNCTION_TIMEOUT, 3)


def test_a_container_slow_to_start_is_waited_for(
    service: LambdaService, transport: Transport
) -> None:
    """A Java function of 12 s within the 25 s of the read timeout, at a tenth of both."""
    service.functions["pricing:live"] = Pool(cold_start_s=1.2)
    hasty = Waves(Endpoints(Aws()), transport, read_timeout_s=2.5)
    [result] = warm(hasty, warming(20))
    assert (result.outcome.code, result.report.cold, result.report.waves) == (Code.OK, 20, 1)
    assert READ_TIMEOUT_S > 2 * 12


@pytest.mark.parametrize("length", ["content-length: 100000000", "transfer-encoding: chunked"])
def test_an_endless_response_is_not_read_to_its_end(
    service: LambdaService, waves: Waves, length: str
) -> None:
    head = f"HTTP/1.1 200 OK\r\n{length}\r\n\r\n".encode()
    flood = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    service.functions["pricing:live"] = always(head + flood * 4)
    began = time.monotonic()
    [result] = warm(waves, warming(3))
    assert (result.outcome.code, result.report.errors) == (Code.ENDLESS, {Code.ENDLESS: 3})
    assert time.monotonic() - began < 4


def test_a_response_that_stops_half_way_is_waited_for_no_longer_than_any(
    service: LambdaService, transport: Transport
) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n"
    service.functions["pricing:live"] = always(head + b"so far")
    [result] = warm(Waves(Endpoints(Aws()), transport, read_timeout_s=0.5), warming(3))
    assert (result.outcome.code, result.report.timeouts) == (Code.TIMEOUT, 3)


def test_no_garbage_is_collected_while_containers_hold(
    service: LambdaService, waves: Waves
) -> None:
    """The service is in this process: what is so while it answers is so while a wave flies."""
    pool, enabled = Pool(), set()

    async def watching(event: dict[str, object]) -> bytes:
        enabled.add(gc.isenabled())
        return await pool(event)

    service.functions["pricing:live"] = watching
    warm(waves, warming(3))
    assert (enabled, gc.isenabled()) == ({False}, True)


def test_a_wave_that_falls_short_is_followed_by_another_for_all(
    service: LambdaService, waves: Waves
) -> None:
    pool = Pool()

    async def fails_at_first(event: dict[str, object]) -> bytes:
        if len(service.requests) <= 5:
            return error(500, "ServiceException")
        return await pool(event)

    service.functions["pricing:live"] = fails_at_first
    [result] = warm(waves, warming(20))
    assert result.report.waves > 1
    assert (result.outcome.code, result.report.distinct) == (Code.OK, 20)
    assert len(service.requests) == 20 * result.report.waves


def test_waves_are_never_more_than_configured(service: LambdaService, transport: Transport) -> None:
    words = {"container": "a", "first": False, "init": "on-demand", "idle_ms": 5, "held_ms": 9}
    service.functions["pricing:live"] = always(response(200, {"kickoff": words}))
    [result] = warm(Waves(Endpoints(Aws()), transport, most_waves=2), warming(5))
    assert (result.report.waves, len(service.requests)) == (2, 10)
    assert (result.outcome.code, result.report.shortfall) == (Code.SHORTFALL, 4)


def test_a_bad_function_does_not_hide_another(service: LambdaService, waves: Waves) -> None:
    service.functions["stuck:live"] = Pool(run_s=60)
    service.functions["garbage:live"] = always(b"220 mail.example.com ESMTP\r\n")
    service.functions["pricing:live"] = Pool()
    names = ["stuck", "absent", "garbage", "pricing"]
    results = warm(waves, *(warming(5, name) for name in names), within_s=2)
    assert [result.warming.target for result in results] == names
    assert [result.outcome.code for result in results] == [
        Code.UNKNOWN,
        Code.MISSING,
        Code.BROKEN,
        Code.OK,
    ]


def test_more_pings_than_there_are_descriptors_for_never_fly_together(
    service: LambdaService, waves: Waves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warmer.plan.MOST_PINGS", 10)
    service.functions["first:live"] = service.functions["second:live"] = pool = Pool(limit=10)
    results = warm(waves, warming(8, "first"), warming(15, "second"))
    assert [result.report.sent for result in results] == [8, 10]
    assert [result.outcome.code for result in results] == [Code.OK, Code.SHORTFALL]
    assert pool.made == 10


def test_a_wave_that_came_too_late_makes_the_next_hold_longer(
    service: LambdaService, waves: Waves
) -> None:
    words = {"container": "a", "first": False, "init": "on-demand", "idle_ms": 5, "held_ms": 0}
    service.functions["pricing:live"] = always(response(200, {"kickoff": words}))
    for _ in range(5):
        warm(waves, warming(1))
    holds = [
        json.loads(request.body)["kickoff"]["hold_until"] - request.arrived_ms
        for request in service.requests
    ]
    assert holds[-1] > 2 * holds[0]
