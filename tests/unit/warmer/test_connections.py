import gc
import json
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
from simulator.server import IdleDeath
from tests.unit.warmer import pinging
from tests.unit.warmer.lambda_service import LambdaService, Pool, always, response
from tests.unit.warmer.pinging import CLOCK, new_sender, simulated, warming
from warmer.adapters.endpoint import ConnectionTarget
from warmer.adapters.in_flight import InFlightInvocation
from warmer.adapters.transport import Transport
from warmer.model import FunctionRef, PingCode, Warming, WarmingResult
from warmer.waves.sender import CONNECT_TIMEOUT_S, WaveSender


def _target(service: LambdaService) -> ConnectionTarget:
    url = urlsplit(service.url)
    return ConnectionTarget(url.hostname or "", url.port or 0, tls=False)


def warm(sender: WaveSender, count: int, *names: str) -> list[WarmingResult]:
    return pinging.warm(sender, *(warming(count, name) for name in names or ("pricing",)))


def test_every_ping_has_a_connection_of_its_own(service: LambdaService, sender: WaveSender) -> None:
    service.functions["pricing:live"] = service.functions["settlement:live"] = Pool()
    for _ in range(3):
        warm(sender, 20, "pricing", "settlement")
    assert len(service.connections) == len(service.requests) >= 120


@pytest.mark.usefixtures("_unhurried")
@pytest.mark.parametrize("silent", [False, True])
def test_connections_that_die_between_ticks_cost_no_container(*, silent: bool) -> None:
    """Lambda closes idle connections; a frozen process does not notice."""
    with simulated(idle_death=IdleDeath(0.2, silent=silent)) as cloud:
        cloud.add_function("pricing")
        sender = new_sender()
        for _ in range(3):
            [result] = warm(sender, 40)
            assert (result.code, result.report.distinct) == (PingCode.OK, 40)
            assert (result.report.waves, result.report.errors) == (1, {})
            time.sleep(0.4)
        assert cloud.containers_made("pricing", "live") == 40


@pytest.mark.usefixtures("_unhurried")
@pytest.mark.parametrize("broken", [1, 20])
def test_a_wave_whose_pings_broke_is_sent_again_with_a_new_instant(
    service: LambdaService, sender: WaveSender, broken: int
) -> None:
    pool = Pool()

    async def breaks_at_first(event: dict[str, object]) -> bytes:
        return b"" if len(service.requests) <= broken else await pool(event)

    service.functions["pricing:live"] = breaks_at_first
    service.closes = True
    [result] = warm(sender, 20)
    assert (result.code, result.report.distinct, result.report.waves) == (PingCode.OK, 20, 2)
    assert result.report.errors == {PingCode.BROKEN: broken}
    instants = [json.loads(each.body)["kickoff"]["hold_until"] for each in service.requests]
    assert set(instants[:20]).isdisjoint(instants[20:])


@pytest.fixture
def black_hole(_identity: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An address that completes no handshake: its backlog is full and nothing accepts."""
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
def test_an_address_without_an_answer_costs_one_timeout_for_all_functions(
    sender: WaveSender,
) -> None:
    began = time.monotonic()
    results = warm(sender, 500, *(f"function-{number}" for number in range(8)))
    assert {result.code for result in results} == {PingCode.UNREACHABLE}
    assert time.monotonic() - began < 6 * CONNECT_TIMEOUT_S  # 8 timeouts in turn would take longer


def test_a_silent_token_service_costs_one_timeout_and_only_its_own_functions(
    service: LambdaService, sender: WaveSender, monkeypatch: pytest.MonkeyPatch, black_hole: str
) -> None:
    service.functions["pricing:live"] = Pool()
    monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", black_hole)
    place = Place("eu-west-1", "arn:aws:iam::123456789012:role/warmer")
    elsewhere = [Warming(name, FunctionRef(name, None, place), 2) for name in "abcdef"]
    other = Warming("pricing", FunctionRef("pricing", "live", Place()), 2)
    began = time.monotonic()
    results = pinging.warm(sender, *elsewhere, other, within_s=60)
    assert [result.code for result in results] == [PingCode.UNREACHABLE] * 6 + [PingCode.OK]
    assert time.monotonic() - began < 20  # one attempt takes more than 4 s


def test_a_name_that_does_not_resolve_is_unreachable(
    sender: WaveSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://lambda.invalid")
    [result] = warm(sender, 3)
    assert (result.code, result.report.sent) == (PingCode.UNREACHABLE, 0)
    assert "lambda.invalid" in result.reason
    assert "DNS" in result.reason


def test_a_ping_whose_connection_closes_before_firing_is_broken_at_once(
    service: LambdaService,
) -> None:
    target, transport = _target(service), Transport(clock=CLOCK)
    with transport.connections({target: 1}, timeout=30) as opened:
        [connection] = opened[target].take(1)
        invocation = InFlightInvocation(connection, HttpRequest("POST", "/"), b"{}", CLOCK)
        invocation.prepare()
        while not service.connections:  # it must be accepted before the service ends
            time.sleep(0.01)
        connection.close().result()
        ended: list[InFlightInvocation] = []
        invocation.fire(ended.append)
    assert [each.reply(0, otherwise=PingCode.UNKNOWN).code for each in ended] == [PingCode.BROKEN]
    assert service.requests == []


def test_an_ended_ping_is_freed_without_the_garbage_collector(
    service: LambdaService,
) -> None:
    service.functions["pricing"] = always(response(200, {}))
    target, transport = _target(service), Transport(clock=CLOCK)
    with transport.connections({target: 1}, timeout=30) as opened:
        request = HttpRequest("POST", "/2015-03-31/functions/pricing/invocations")
        request.headers.add("Content-Length", "2")
        [connection] = opened[target].take(1)
        invocation = InFlightInvocation(connection, request, b"{}", CLOCK)
        invocation.prepare()
        over = threading.Event()
        invocation.fire(lambda _: over.set())
        assert over.wait(30)
    assert invocation.reply(0, otherwise=PingCode.UNKNOWN).code is PingCode.OK
    gc.disable()
    try:
        known = weakref.ref(invocation)
        del invocation
        until = time.monotonic() + 30
        while known() is not None and time.monotonic() < until:  # awscrt's thread may still hold it
            time.sleep(0.01)
        assert known() is None
    finally:
        gc.enable()


def test_connections_are_closed_after_their_wave(service: LambdaService) -> None:
    target, transport = _target(service), Transport(clock=CLOCK)
    with transport.connections({target: 20}, timeout=30) as opened:
        connections = opened[target].take(15)
        assert len(opened[target].take(15)) == 5
        while len(service.connections) < 20:  # all must be accepted before the service ends
            time.sleep(0.01)
    assert not any(connection.is_open() for connection in connections)
