import gc
import socket
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from awscrt.http import HttpRequest

from kickoff.aws.place import Place
from tests.unit.warmer import pinging
from tests.unit.warmer.lambda_service import LambdaService, Pool, always, response
from tests.unit.warmer.pinging import warming
from warmer.adapters.endpoint import ConnectionTarget
from warmer.adapters.in_flight import InFlightInvocation
from warmer.adapters.transport import Transport
from warmer.model import FunctionRef, PingCode, Warming, WarmingResult
from warmer.waves.sender import CONNECT_TIMEOUT_S, WaveSender


def _line(service: LambdaService) -> ConnectionTarget:
    url = urlsplit(service.url)
    return ConnectionTarget(url.hostname or "", url.port or 0, tls=False)


def warm(waves: WaveSender, count: int, *names: str) -> list[WarmingResult]:
    return pinging.warm(waves, *(warming(count, name) for name in names or ("pricing",)))


def test_connections_are_kept_between_invocations(
    service: LambdaService, waves: WaveSender
) -> None:
    service.functions["pricing:live"] = Pool()
    for _ in range(5):
        warm(waves, 20)
    assert len(service.requests) >= 100
    assert len(service.connections) == 20


def test_connections_are_shared_by_the_functions_of_a_place(
    service: LambdaService, waves: WaveSender
) -> None:
    service.functions["pricing:live"] = service.functions["settlement:live"] = Pool()
    warm(waves, 20, "pricing")
    warm(waves, 20, "settlement")
    assert len(service.connections) == 20


@pytest.mark.usefixtures("_unhurried")
def test_a_ping_on_a_connection_that_died_unseen_is_sent_again_on_a_new_one(
    service: LambdaService, waves: WaveSender
) -> None:
    service.functions["pricing:live"] = pool = Pool()
    service.requests_each = 1
    warm(waves, 20)
    [result] = warm(waves, 20)
    assert result.report.retried == 20
    assert (result.report.answered, result.report.errors) == (20, {})
    assert (result.report.distinct, pool.made, len(service.connections)) == (20, 20, 40)


@pytest.fixture
def black_hole(_identity: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An address that completes no handshake: its backlog is full and nobody accepts."""
    with ExitStack() as sockets:
        hole = sockets.enter_context(socket.socket())
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        for _ in range(4):
            filler = sockets.enter_context(socket.socket())
            filler.settimeout(0)
            filler.connect_ex(hole.getsockname())
        url = f"http://127.0.0.1:{hole.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        yield url


@pytest.mark.usefixtures("black_hole")
def test_a_black_hole_costs_one_timeout_for_all_functions(waves: WaveSender) -> None:
    began = time.monotonic()
    results = warm(waves, 500, *(f"function-{number}" for number in range(8)))
    assert {result.outcome.code for result in results} == {PingCode.UNREACHABLE}
    assert time.monotonic() - began < 6 * CONNECT_TIMEOUT_S  # of 8 in turn


def test_a_silent_token_service_costs_its_own_functions_one_timeout_and_no_others(
    service: LambdaService, waves: WaveSender, monkeypatch: pytest.MonkeyPatch, black_hole: str
) -> None:
    service.functions["pricing:live"] = Pool()
    monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", black_hole)
    place = Place("eu-west-1", "arn:aws:iam::123456789012:role/warmer")
    elsewhere = [Warming(name, FunctionRef(name, None, place), 2) for name in "abcdef"]
    ours = Warming("pricing", FunctionRef("pricing", "live", Place()), 2)
    began = time.monotonic()
    results = waves.run([*elsewhere, ours], time.time() + 60)
    assert [result.outcome.code for result in results] == [PingCode.UNREACHABLE] * 6 + [PingCode.OK]
    assert time.monotonic() - began < 20  # a try of it is 4 s, and more


def test_a_name_that_does_not_resolve_is_unreachable(
    waves: WaveSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://lambda.invalid")
    [result] = warm(waves, 3)
    assert (result.outcome.code, result.report.sent) == (PingCode.UNREACHABLE, 0)
    assert "lambda.invalid" in result.outcome.reason
    assert "DNS" in result.outcome.reason


def test_a_ping_whose_connection_closes_before_it_is_fired_is_broken_and_told_at_once(
    service: LambdaService,
) -> None:
    line = _line(service)
    [(connection, _)] = Transport().connect({line: 1}, timeout=30)[line].connections
    flight = InFlightInvocation(
        connection, HttpRequest("POST", "/"), b"{}", hold_until=0, kept=False
    )
    flight.prepare()
    connection.close().result()
    ended: list[InFlightInvocation] = []
    flight.fire(ended.append)
    assert [each.reply(otherwise=PingCode.UNKNOWN).code for each in ended] == [PingCode.BROKEN]
    assert service.requests == []


def test_a_ping_that_is_over_leaves_nothing_for_the_collector_which_rests_in_a_wave(
    service: LambdaService,
) -> None:
    service.functions["pricing"] = always(response(200, {}))
    line, transport = _line(service), Transport()
    [(connection, _)] = transport.connect({line: 1}, timeout=30)[line].connections
    request = HttpRequest("POST", "/2015-03-31/functions/pricing/invocations")
    request.headers.add("Content-Length", "2")
    flight = InFlightInvocation(connection, request, b"{}", hold_until=0, kept=False)
    flight.prepare()
    over = threading.Event()
    flight.fire(lambda _: over.set())
    assert over.wait(30)
    assert flight.reply(otherwise=PingCode.UNKNOWN).code is PingCode.OK
    gc.disable()
    try:
        known = weakref.ref(flight)
        del flight
        until = time.monotonic() + 30
        while known() is not None and time.monotonic() < until:  # its thread may be busy with it
            time.sleep(0.01)
        assert known() is None
    finally:
        gc.enable()


def test_no_more_connections_are_kept_than_may_be_open(service: LambdaService) -> None:
    line, transport = _line(service), Transport(most=5)
    for connection, _ in transport.connect({line: 20}, timeout=30)[line].connections:
        transport.keep(line, connection)
    again = transport.connect({line: 20}, timeout=30)[line].connections
    assert [kept for _, kept in again] == [True] * 5 + [False] * 15
    for connection, _ in again:
        connection.close()
    while len(service.connections) < 35:  # none may be half accepted when the service ends
        time.sleep(0.01)
