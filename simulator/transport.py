"""The stand-in without a socket: botocore clients of this process reach it directly."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.parse import urlsplit

from botocore import endpoint, handlers
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from simulator.cloud import Cloud
from simulator.faults import NoAnswer
from simulator.wire.front import Request, answer_at_once

Before = Callable[[], None]
"""Called before each request; what it raises, if no Exception, goes through to the caller."""


class Line:
    """Where the requests of this process go now: to a cloud that can be changed between them."""

    def __init__(self, cloud: Cloud, before: Before = lambda: None) -> None:
        self.cloud = cloud
        self.before = before

    def respond(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """What botocore takes for the response of `before-send`.

        Raises:
            ReadTimeoutError, ConnectionClosedError: There is no answer, as on a socket.
        """
        self.before()
        url, body = urlsplit(request.url), request.body
        asked = Request(
            str(request.method),
            f"{url.path}?{url.query}" if url.query else url.path,
            {str(name): _text(value) for name, value in request.headers.items()},
            body if isinstance(body, bytes) else str(body or "").encode(),
        )
        try:
            answer = answer_at_once(self.cloud, asked)
        except NoAnswer as nothing:
            error = ConnectionClosedError if nothing.closed else ReadTimeoutError
            raise error(endpoint_url=request.url) from nothing
        headers = HTTPHeaders()
        for name, value in answer.headers.items():
            headers[name] = value
        return AWSResponse(request.url, answer.status, headers, _Body(answer.body))


class _Body:
    """A body as botocore reads it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        """All of it at once."""
        yield self._content


@contextmanager
def in_process(line: Line) -> Iterator[None]:
    """Answer the clients that are made while the context lasts; none waits before a retry.

    All else of botocore is as ever: its models, signatures, retries and parsers.
    """
    handler = ("before-send", line.respond)
    handlers.BUILTIN_HANDLERS.append(handler)
    names = vars(endpoint)
    clock, names["time"] = names["time"], SimpleNamespace(sleep=lambda _seconds: None)
    try:
        yield
    finally:
        names["time"] = clock
        handlers.BUILTIN_HANDLERS.remove(handler)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
