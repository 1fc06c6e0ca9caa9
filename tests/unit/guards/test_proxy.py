"""The proxy of the Runtime API: it answers pings, and passes on all else byte for byte."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.guards.runtimes import ROOT
from tests.unit.guards.wire import Connection, Proxy, event, message, proxying, words

MEGABYTE = 1_000_000
RUNTIME = "/2018-06-01/runtime"
NEXT = message(f"GET {RUNTIME}/invocation/next HTTP/1.1", Host="127.0.0.1")
TAKEN = message("HTTP/1.1 202 Accepted", b"{}")
PING = {"kickoff": {"ping": "w"}}

CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n"

REQUESTS = {
    "an answer": message(f"POST {RUNTIME}/invocation/3f2a/response HTTP/1.1", b'{"served": 7}'),
    "an answer of 6 MB": message(
        f"POST {RUNTIME}/invocation/3f2a/response HTTP/1.1", b"x" * 6 * MEGABYTE
    ),
    "a streamed answer whose end is an error": (
        f"POST {RUNTIME}/invocation/3f2a/response HTTP/1.1\r\n"
        "lambda-runtime-function-response-mode: streaming\r\n"
        "Trailer: Lambda-Runtime-Function-Error-Type\r\n"
        "transfer-encoding: Chunked\r\n\r\n"
        "5;of=three\r\nfirst\r\n6\r\nsecond\r\n0\r\n"
        "Lambda-Runtime-Function-Error-Type: Runtime.Broken\r\n\r\n"
    ).encode(),
    "an error with a header of 900 KB": message(
        f"POST {RUNTIME}/invocation/3f2a/error HTTP/1.1",
        b'{"errorType": "LookupError"}',
        Lambda_Runtime_Function_XRay_Error_Cause="x" * 900_000,
    ),
    "an init error": message(
        f"POST {RUNTIME}/init/error HTTP/1.1", b'{"errorType": "ImportError"}'
    ),
    "the registration of an extension": message(
        "POST /2020-01-01/extension/register HTTP/1.1",
        b'{"events": ["INVOKE"]}',
        LAMBDA_EXTENSION_NAME="tracing",
    ),
    "an event of an extension": message(
        "GET /2020-01-01/extension/event/next HTTP/1.1", Lambda_Extension_Identifier="5c0d"
    ),
    "the next event, asked with a body": message(
        f"GET {RUNTIME}/invocation/next HTTP/1.1", b"none"
    ),
}

RESPONSES = {
    "taken": TAKEN,
    "empty": b"HTTP/1.1 204 No Content\r\nDate: today\r\n\r\n",
    "too large": message("HTTP/1.1 413 Payload Too Large", b'{"errorType": "TooLarge"}'),
    "after interim responses": b"HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n" + TAKEN,
    "chunked": CHUNKED + b"3\r\nabc\r\n0\r\nend: yes\r\n\r\n",
}


@pytest.fixture
def proxy(layer: Path) -> Iterator[Proxy]:
    with proxying(layer) as proxy:
        yield proxy


@pytest.fixture
def runtime(proxy: Proxy) -> Connection:
    """A connection of the runtime to the proxy."""
    return proxy.runtime()


@pytest.fixture
def api(runtime: Connection, proxy: Proxy) -> Connection:
    """The other end of the same connection, which the proxy opens."""
    del runtime
    return proxy.api()


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS.keys())
def test_a_request_passes_byte_for_byte(
    runtime: Connection, api: Connection, request_: bytes
) -> None:
    for _ in range(2):
        runtime.send(request_)
        assert api.read(len(request_)) == request_
        api.send(TAKEN)
        assert runtime.read(len(TAKEN)) == TAKEN


@pytest.mark.parametrize("response", RESPONSES.values(), ids=RESPONSES.keys())
def test_a_response_passes_byte_for_byte(
    runtime: Connection, api: Connection, response: bytes
) -> None:
    for _ in range(2):
        runtime.send(REQUESTS["an answer"])
        api.read(len(REQUESTS["an answer"]))
        api.send(response)
        assert runtime.read(len(response)) == response


EVENTS = {
    "small": event(
        {"order": 7},
        lambda_runtime_deadline_ms="1796473200123",
        Lambda_Runtime_Trace_Id="Root=1-5f-3f;Sampled=0",
    ),
    "almost a ping": event(PING | {"order": 7}),
    "a ping of 70 KB": event({"kickoff": {"ping": "w", "later": "x" * 70_000}}),
    "of 6 MB": event(b"x" * 6 * MEGABYTE),
    "not JSON": event(b'{"kickoff": {"ping": "w"}'),
    "chunked": CHUNKED + b"3\r\nabc\r\n0\r\n\r\n",
    "chunked of 20 MB": CHUNKED + (b"f4240\r\n" + b"x" * MEGABYTE + b"\r\n") * 20 + b"0\r\n\r\n",
    "with a client context of 70 KB": event(PING, Lambda_Runtime_Client_Context="x" * 70_000),
    "an error": message("HTTP/1.1 500 Internal Server Error", json.dumps(PING).encode()),
}


@pytest.mark.parametrize("next_", EVENTS.values(), ids=EVENTS.keys())
def test_an_event_passes_byte_for_byte(runtime: Connection, api: Connection, next_: bytes) -> None:
    for _ in range(2):
        runtime.send(NEXT)
        assert api.read(len(NEXT)) == NEXT
        api.send(next_)
        assert runtime.read(len(next_)) == next_


def test_a_streamed_answer_passes_as_it_is_made(runtime: Connection, api: Connection) -> None:
    head = REQUESTS["a streamed answer whose end is an error"].partition(b"5;")[0]
    for part in (head, b"5\r\nfirst\r\n", b"6\r\nsecond\r\n", b"0\r\n\r\n"):
        runtime.send(part)
        assert api.read(len(part)) == part
    api.send(TAKEN)
    assert runtime.read(len(TAKEN)) == TAKEN


def test_a_body_waits_for_the_consent_of_the_api(runtime: Connection, api: Connection) -> None:
    request = message(
        f"POST {RUNTIME}/invocation/3f2a/response HTTP/1.1", b"body", Expect="100-continue"
    )
    head, consent = request.removesuffix(b"body"), b"HTTP/1.1 100 Continue\r\n\r\n"
    runtime.send(head)
    assert api.read(len(head)) == head
    api.send(consent)
    assert runtime.read(len(consent)) == consent
    runtime.send(b"body")
    assert api.read(4) == b"body"
    api.send(TAKEN)
    assert runtime.read(len(TAKEN)) == TAKEN


def test_an_early_refusal_of_a_large_answer_arrives(runtime: Connection, api: Connection) -> None:
    refused = message("HTTP/1.1 413 Payload Too Large", b"{}", Connection="close")
    larger_than_all_buffers = b"x" * 40 * MEGABYTE
    target = f"POST {RUNTIME}/invocation/3f2a/response HTTP/1.1"
    runtime.send(message(target, larger_than_all_buffers))
    api.head()
    api.send(refused)
    assert api.sent()
    api.close()
    assert runtime.sent()  # a client that cannot send all does not read the answer
    assert runtime.read(len(refused)) == refused
    assert runtime.ended()


def answer(
    proxy: Proxy, api: Connection, said: bytes, asked: bytes = NEXT
) -> tuple[Connection, bytes]:
    """Send a ping for the next event; return the proxy's new connection and its answer."""
    assert api.read(len(asked)) == asked
    api.send(said)
    again = proxy.api()
    head = again.head()
    assert head.startswith(f"POST {RUNTIME}/invocation/3f2a/response HTTP/1.1\r\n".encode())
    size = int(head.lower().partition(b"content-length:")[2].split()[0])
    told = head + again.read(size)
    again.send(TAKEN)
    assert api.ended()
    return again, told


def test_a_ping_is_answered_and_the_runtime_gets_the_next_event(
    proxy: Proxy, runtime: Connection, api: Connection
) -> None:
    runtime.send(NEXT)
    api, told = answer(proxy, api, event(PING))
    first = words(told)
    assert len(first["container"]) == 32
    assert first == {"container": first["container"], "first": True, "init": "on-demand"} | {
        "idle_ms": None,
        "held_ms": 0,
    }
    api, told = answer(proxy, api, event(PING))
    assert words(told) == first | {"first": False}
    assert api.read(len(NEXT)) == NEXT
    api.send(EVENTS["small"])
    assert runtime.read(len(EVENTS["small"])) == EVENTS["small"]


def test_a_chunked_ping_is_answered(proxy: Proxy, runtime: Connection, api: Connection) -> None:
    chunked = (
        CHUNKED.removesuffix(b"\r\n")
        + b"lambda-runtime-aws-request-id: 3f2a\r\n\r\n"
        + b'13\r\n{"kickoff": {"ping"\r\n8;last\r\n: "w"}} \r\n0\r\n\r\n'
    )
    runtime.send(NEXT)
    assert words(answer(proxy, api, chunked)[1])["first"]


def test_a_runtime_that_closes_each_connection_is_guarded(proxy: Proxy) -> None:
    """The API closes the connection after the ping, and the proxy asks again on another."""
    asked = message(f"GET {RUNTIME}/invocation/next HTTP/1.1", Connection="close")
    runtime = proxy.runtime()
    api = proxy.api()
    runtime.send(asked)
    api, _ = answer(proxy, api, event(PING, Connection="close"), asked)
    assert api.read(len(asked)) == asked
    told = event({"order": 7}, Connection="close")
    api.send(told)
    assert runtime.read(len(told)) == told
    assert runtime.ended()


def test_a_ping_is_held_until_its_instant(
    proxy: Proxy, runtime: Connection, api: Connection
) -> None:
    until = time.time() * 1000 + 300
    runtime.send(NEXT)
    _, told = answer(proxy, api, event({"kickoff": {"ping": "w", "hold_until": until}}))
    assert time.time() * 1000 >= until
    assert 0 < words(told)["held_ms"] <= 300


def test_a_hold_ends_before_the_timeout_of_the_function(
    proxy: Proxy, runtime: Connection, api: Connection
) -> None:
    now = time.time() * 1000
    deadline = str(int(now + 600))
    runtime.send(NEXT)
    ping = {"kickoff": {"ping": "w", "hold_until": now + 4_000}}
    _, told = answer(proxy, api, event(ping, Lambda_Runtime_Deadline_Ms=deadline))
    assert words(told)["held_ms"] <= 100


def test_the_idle_time_begins_when_the_runtime_asks_for_the_next_event(
    proxy: Proxy, runtime: Connection, api: Connection
) -> None:
    runtime.send(NEXT)
    api.read(len(NEXT))
    api.send(EVENTS["small"])
    runtime.read(len(EVENTS["small"]))
    runtime.send(NEXT)
    _, told = answer(proxy, api, event(PING))
    assert words(told)["first"] is False
    assert isinstance(words(told)["idle_ms"], int)


def test_a_restored_snapshot_is_a_new_container(layer: Path) -> None:
    with proxying(layer, AWS_LAMBDA_INITIALIZATION_TYPE="snap-start") as proxy:
        runtime = proxy.runtime()
        api = proxy.api()
        runtime.send(NEXT)
        api, told = answer(proxy, api, event(PING))
        before = words(told)
        assert api.read(len(NEXT)) == NEXT
        api.send(EVENTS["small"])
        runtime.read(len(EVENTS["small"]))
        restore = message(f"GET {RUNTIME}/restore/next HTTP/1.1")
        runtime.send(restore)
        assert api.read(len(restore)) == restore
        api.send(event({}))
        runtime.read(len(event({})))
        runtime.send(NEXT)
        after = words(answer(proxy, api, event(PING))[1])
    assert (before["init"], after["first"], after["idle_ms"]) == ("snap-start", True, None)
    assert before["container"] != after["container"]


def test_a_disconnection_of_the_runtime_reaches_the_api(
    runtime: Connection, api: Connection
) -> None:
    runtime.send(NEXT)
    api.read(len(NEXT))
    runtime.end()
    assert api.ended()


def test_a_disconnection_of_the_api_reaches_the_runtime(
    runtime: Connection, api: Connection
) -> None:
    runtime.send(NEXT)
    api.read(len(NEXT))
    api.close()
    assert runtime.ended()


def test_a_connection_that_the_api_closed_while_idle_is_made_again(
    proxy: Proxy, runtime: Connection, api: Connection
) -> None:
    api.close()
    runtime.send(NEXT)
    assert proxy.api().read(len(NEXT)) == NEXT


def test_a_message_that_is_not_http_ends_its_connection_alone(
    proxy: Proxy, runtime: Connection, api: Connection
) -> None:
    runtime.send(b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n")
    assert runtime.ended()
    assert api.ended()
    assert proxy.alive()


def soon(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def test_a_dead_api_ends_the_proxy(proxy: Proxy) -> None:
    proxy.end_api()
    assert proxy.runtime().ended()
    assert soon(lambda: not proxy.alive())


def test_the_proxy_ends_with_the_runtime(proxy: Proxy) -> None:
    assert proxy.alive()
    proxy.end_runtime()
    assert soon(lambda: not proxy.alive())


def test_the_proxy_listens_on_the_loopback_only(proxy: Proxy) -> None:
    assert proxy.address[0] == "127.0.0.1"


def test_many_connections_share_one_container(proxy: Proxy) -> None:
    names = set()
    for _ in range(8):
        runtime = proxy.runtime()
        api = proxy.api()
        runtime.send(NEXT)
        names.add(words(answer(proxy, api, event(PING))[1])["container"])
    assert len(names) == 1


@pytest.mark.usefixtures("layer")
def test_the_source_of_the_proxy_passes_the_checks_of_go() -> None:
    source = ROOT / "guards" / "wrapper" / "proxy"
    for command in (["gofmt", "-l", "."], ["go", "vet", "."], ["go", "test", "."]):
        done = subprocess.run(  # noqa: S603 (fixed commands)
            command,
            cwd=source,
            env=os.environ | {"GOPROXY": "off"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert command[0] == "go" or done.stdout == ""
