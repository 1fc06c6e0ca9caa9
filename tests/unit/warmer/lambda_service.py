"""A Lambda data plane on a real socket: pools of containers with one request at a time each."""

import asyncio
import json
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import unquote

from tests.unit.warmer.sockets import listening

Behaviour = Callable[[dict[str, object]], Awaitable[bytes]]


@dataclass
class Request:
    """One invocation as the service received it."""

    path: str
    headers: dict[str, str]
    body: bytes
    arrived_ms: float


@dataclass
class LambdaService:
    """Functions by `name` or `name:qualifier`. Each returns a raw HTTP response.

    After `requests_each` requests a connection breaks silently: the next request resets it. With
    `closes` it is closed after the first response.
    """

    functions: dict[str, Behaviour] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    connections: list[asyncio.StreamWriter] = field(default_factory=list)
    requests_each: int = 1000
    closes: bool = False
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append(writer)
        try:
            for _ in range(self.requests_each):
                await self._exchange(reader, writer)
                if self.closes:
                    return
            await reader.read(1)
            writer.transport.abort()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client closed the connection
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        lines = (line.partition(": ") for line in head[1:] if line)
        headers = {name.lower(): value for name, _, value in lines}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        path = head[0].split(" ")[1]
        if not path.partition("?")[0].endswith("/invocations"):
            writer.write(_limits(path))
            return
        self.requests.append(Request(path, headers, body, time.time() * 1000))
        writer.write(await self._respond(path, json.loads(body)))
        await writer.drain()

    async def _respond(self, path: str, event: dict[str, object]) -> bytes:
        name = path.split("/")[3]
        qualified = unquote(path.partition("?Qualifier=")[2])
        behaviour = self.functions.get(f"{name}:{qualified}" if qualified else name)
        if behaviour is None:
            return error(404, "ResourceNotFoundException", message=f"Function not found: {name}")
        return await behaviour(event)


@dataclass
class Pool:
    """A function whose requests go to an idle container, or to a new one.

    Requests are routed one after another. Without a hold the first container is idle again when
    the last request arrives.
    """

    routing_s: float = 0.0005
    guarded: bool = True
    limit: int | None = None
    cold_start_s: float = 0
    run_s: float = 0
    idle: list[str] = field(default_factory=list)
    busy: int = 0
    made: int = 0
    next_slot: float = 0

    async def __call__(self, event: dict[str, object]) -> bytes:
        self.next_slot = max(time.time(), self.next_slot + self.routing_s)
        await asyncio.sleep(self.next_slot - time.time())
        if self.limit is not None and self.busy >= self.limit:
            return throttled("ConcurrentInvocationLimitExceeded")
        self.busy += 1
        first = not self.idle
        container = self.idle.pop() if self.idle else self._start()
        await asyncio.sleep(self.run_s + (self.cold_start_s if first else 0))
        answer = await self._answer(event, container, first=first)
        self.busy -= 1
        self.idle.append(container)
        return answer

    def _start(self) -> str:
        self.made += 1
        return f"container-{self.made}"

    async def _answer(self, event: dict[str, object], container: str, *, first: bool) -> bytes:
        ping = event["kickoff"]
        assert isinstance(ping, dict)
        if not self.guarded:
            return response(200, {"statusCode": 400})
        held = max(0.0, ping["hold_until"] / 1000 - time.time())
        await asyncio.sleep(held)
        words = {"container": container, "first": first, "init": "on-demand", "idle_ms": None}
        return response(200, {"kickoff": words | {"held_ms": int(held * 1000)}})


def _limits(path: str) -> bytes:
    """Answer reads of the limits: no reservation; all other reads are denied."""
    if path.rstrip("/").endswith("/account-settings"):
        limit = {"ConcurrentExecutions": 2000, "UnreservedConcurrentExecutions": 2000}
        return response(200, {"AccountLimit": limit})
    if path.endswith("/concurrency"):
        return response(200, {})
    return error(403, "AccessDeniedException", Message="not authorized")


def response(status: int, content: object, **headers: str) -> bytes:
    """Return a raw HTTP response with JSON; underscores of header names become dashes."""
    body = json.dumps(content).encode()
    fields = {"content-type": "application/json", "content-length": str(len(body))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def error(status: int, kind: str, **fields: str) -> bytes:
    """Return an error of the service."""
    return response(status, fields, x_amzn_errortype=kind)


def throttled(reason: str) -> bytes:
    """Return the response of a throttled invocation."""
    return error(429, "TooManyRequestsException", Reason=reason, message="Rate Exceeded.")


def always(answer: bytes) -> Behaviour:
    """Return a function that gives the same response to every ping."""

    async def behaviour(_: dict[str, object]) -> bytes:
        return answer

    return behaviour


async def all_but_one(event: dict[str, object]) -> bytes:
    """A function with a container for each ping of a wave; the second ping always fails."""
    ping = event["kickoff"]
    assert isinstance(ping, dict)
    if ping["index"] == 1:
        return error(500, "ServiceException")
    words = {"container": f"container-{ping['index']}", "first": False, "init": "on-demand"}
    return response(200, {"kickoff": words | {"idle_ms": None, "held_ms": 9}})


@contextmanager
def running(tls: ssl.SSLContext | None = None) -> Iterator[LambdaService]:
    """Run the service on its own port, in its own thread."""
    service = LambdaService()
    with listening(service.serve, tls) as port:
        service.url = f"http{'s' if tls else ''}://127.0.0.1:{port}"
        yield service
