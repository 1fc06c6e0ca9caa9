"""The stand-in on a socket: an HTTP server of 127.0.0.1 in a thread of its own."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress

from aiohttp import web

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.wire import lambda_, lambda_control
from simulator.wire.arrival import Answer
from simulator.wire.autoscaling import AUTOSCALING
from simulator.wire.cloudwatch import CLOUDWATCH
from simulator.wire.dynamodb import DYNAMODB

_HOST = "127.0.0.1"
_BACKLOG = 4096  # a wave's connections arrive all at once
_PAUSE = 0.001  # seconds between the parts of an endless response
_GRACE = 0.01  # seconds for calls in flight at the end; 0 would wait for them all
_JSON = {
    "DynamoDB_20120810": DYNAMODB,
    "AnyScaleFrontendService": AUTOSCALING,
    "GraniteServiceVersion20100801": CLOUDWATCH,
}


@contextmanager
def serve(cloud: Cloud, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve a cloud while the context lasts; yields what `AWS_ENDPOINT_URL` is to be."""
    started: Future[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def run() -> None:
        stop = asyncio.Event()
        front = web.Server(_Front(cloud).handle, access_log=None)
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


class _Front:
    """Tells the services apart: Lambda by its path, the others by their header."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._lambda = lambda_.Lambda(cloud)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Any request."""
        body = await request.read()
        if request.method == "GET":
            answer = await lambda_control.answer(self._cloud, request.raw_path)
        elif request.path.startswith(lambda_.PREFIX):
            answer = await self._invoke(request, body)
        else:
            service, _, operation = request.headers.get("X-Amz-Target", "").partition(".")
            if service not in _JSON:
                return web.Response(status=404, text="the stand-in has no such service\n")
            answer = await _JSON[service].answer(self._cloud, operation, body)
        if answer.endless:
            return await _without_end(request, answer)
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)

    async def _invoke(self, request: web.BaseRequest, body: bytes) -> Answer:
        try:
            invocation = lambda_.read(
                request.raw_path,
                request.headers.get("X-Amz-Invocation-Type", "RequestResponse"),
                log_tail=request.headers.get("X-Amz-Log-Type") == "Tail",
                body=body,
            )
        except ServiceError as error:
            return lambda_.refusal(error)
        return await self._lambda.answer(invocation)


async def _without_end(request: web.BaseRequest, answer: Answer) -> web.StreamResponse:
    """Say the body over and over, until the client has had enough."""
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    await response.prepare(request)
    with suppress(ConnectionError):
        while True:
            await response.write(answer.body)
            await asyncio.sleep(_PAUSE)
    return response
