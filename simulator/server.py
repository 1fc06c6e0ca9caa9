"""The simulator on a socket: an HTTP server on 127.0.0.1 in a thread of its own."""

import asyncio
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from aiohttp import web

from simulator.cloud import Cloud
from simulator.faults import NoAnswer
from simulator.wire.arrival import HttpRequest, HttpResponse
from simulator.wire.front import Front

_HOST = "127.0.0.1"
_BACKLOG = 4096  # the connections of a wave arrive at once
_PAUSE = 0.001  # seconds between the parts of an endless response
_GRACE = 0.01  # seconds for calls in flight at the end; 0 would wait for all of them


@dataclass(frozen=True, slots=True)
class IdleDeath:
    """Connections die after `after_s` seconds without a request, and the client is not told.

    The next request on a dead connection is reset; if `silent`, it is never answered, as behind a
    NAT gateway.
    """

    after_s: float
    silent: bool = False


@contextmanager
def serve(
    cloud: Cloud,
    tls: ssl.SSLContext | None = None,
    *,
    elsewhere: Mapping[str, Cloud] | None = None,
    latency: float = 0,
    idle_death: IdleDeath | None = None,
) -> Iterator[str]:
    """Serve a cloud while the context lasts; yields the value for `AWS_ENDPOINT_URL`.

    `elsewhere` are the clouds of other regions, by the region that a request is signed for.
    `latency` is the time of an answer in seconds. `idle_death`: connections die while idle.
    """
    started: Future[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def run() -> None:
        stop = asyncio.Event()
        handler = _Handler(Front(cloud, elsewhere or {}), latency, idle_death)
        front = web.Server(handler, access_log=None)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(front, _HOST, 0, ssl=tls, backlog=_BACKLOG)
        started.set_result((server.sockets[0].getsockname()[1], loop, stop))
        await stop.wait()
        server.close()
        await front.shutdown(timeout=_GRACE)

    def work() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = threading.Thread(target=work, name="simulator", daemon=True)
    thread.start()
    port, loop, stop = started.result()
    try:
        yield f"{'http' if tls is None else 'https'}://{_HOST}:{port}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


class _Handler:
    """Answers a request from a socket, or leaves it unanswered."""

    def __init__(self, front: Front, latency: float, idle_death: IdleDeath | None) -> None:
        self._front = front
        self._latency = latency
        self._idle_death = idle_death
        self._used: WeakKeyDictionary[asyncio.Transport, float] = WeakKeyDictionary()

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Handle any request."""
        connection, now = request.transport, time.monotonic()
        if connection is None or self._idle_death is None:
            return await self._answer(request)
        if now - self._used.get(connection, now) > self._idle_death.after_s:
            return await _unanswered(request, NoAnswer(closed=not self._idle_death.silent))
        try:
            return await self._answer(request)
        finally:
            self._used[connection] = time.monotonic()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.headers.get("Expect") == "100-continue" and request.transport is not None:
            request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")  # or botocore waits a second
        if self._latency:
            await asyncio.sleep(self._latency)
        try:
            answer = await self._front.answer(
                HttpRequest(request.method, request.raw_path, request.headers, await request.read())
            )
        except NoAnswer as nothing:
            return await _unanswered(request, nothing)
        if answer.endless:
            return await _without_end(request, answer)
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)


async def _unanswered(request: web.BaseRequest, nothing: NoAnswer) -> web.StreamResponse:
    """Close the connection, or stay silent until the client closes it."""
    if nothing.closed and request.transport is not None:
        request.transport.abort()
    else:
        await asyncio.Event().wait()
    return web.Response()


async def _without_end(request: web.BaseRequest, answer: HttpResponse) -> web.StreamResponse:
    """Send the body again and again until the client closes the connection."""
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    await response.prepare(request)
    with suppress(ConnectionError):
        while True:
            await response.write(answer.body)
            await asyncio.sleep(_PAUSE)
    return response
