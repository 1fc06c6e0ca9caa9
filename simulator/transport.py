"""The simulator without a socket: botocore clients of this process call it directly.

A unit test builds its world in some 20 microseconds and reaches it through clients that are made
once for all tests, because a client takes milliseconds to make:

    endpoint, aws = InProcessEndpoint(Cloud(Clock(start))), Aws()      # once
    with aws_environment(), in_process(endpoint):                      # for each test
        endpoint.cloud = Cloud(Clock(start))
        endpoint.cloud.add_table("prices", read=50, write=20)
        endpoint.cloud.register("prices", "read", minimum=50, maximum=4000)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

from botocore import auth, endpoint, handlers
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials
from botocore.exceptions import ConnectionClosedError, NoCredentialsError, ReadTimeoutError
from botocore.useragent import UserAgentString

from kickoff.aws import pacer
from simulator.cloud import Cloud
from simulator.faults import NoAnswer
from simulator.wire.arrival import HttpRequest
from simulator.wire.front import answer_at_once

BeforeRequest = Callable[[], None]
"""Called before each request. A BaseException that is not an Exception reaches the caller."""


class InProcessEndpoint:
    """The receiver of this process' requests: a cloud that can be replaced between them."""

    def __init__(self, cloud: Cloud, before: BeforeRequest = lambda: None) -> None:
        self.cloud = cloud
        self.before = before

    def respond(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """The response that botocore expects from a `before-send` handler.

        Raises:
            ReadTimeoutError, ConnectionClosedError: There is no answer, as on a socket.
        """
        self.before()
        url, body = urlsplit(request.url), request.body
        received = HttpRequest(
            str(request.method),
            f"{url.path}?{url.query}" if url.query else url.path,
            {name: _text(value) for name, value in request.headers.items()},
            body if isinstance(body, bytes) else str(body or "").encode(),
        )
        try:
            answer = answer_at_once(self.cloud, received)
        except NoAnswer as nothing:
            error = ConnectionClosedError if nothing.closed else ReadTimeoutError
            raise error(endpoint_url=request.url) from nothing
        headers = HTTPHeaders()
        for name, value in answer.headers.items():
            headers[name] = value
        return AWSResponse(request.url, answer.status, headers, _ResponseBody(answer.body))


class _ResponseBody:
    """A body as botocore reads it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        """The whole body at once."""
        yield self._content


class _ScopeOnly(auth.BaseSigner):
    """Names the region and service of a request, as a signature does, without computing one."""

    REQUIRES_REGION = True

    def __init__(
        self, credentials: Credentials | None, service_name: str, region_name: str
    ) -> None:
        if credentials is None:
            raise NoCredentialsError
        self._scope = f"{credentials.access_key}/20260101/{region_name}/{service_name}"

    def add_auth(self, request: AWSRequest) -> None:
        """Add the header."""
        request.headers["Authorization"] = f"AWS4 Credential={self._scope}/aws4_request"


class _CloudTime:
    """The clock of a cloud, as the module `time`; a wait moves it."""

    def __init__(self, cloud: Callable[[], Cloud]) -> None:
        self._cloud = cloud

    def monotonic(self) -> float:
        """The cloud's instant, in seconds."""
        return self._cloud().now.timestamp()

    def sleep(self, seconds: float) -> None:
        """Move the cloud's clock; threads wait one after the other."""
        cloud = self._cloud()
        with cloud.lock:
            cloud.advance(cloud.now + timedelta(seconds=seconds))


@contextmanager
def changes_wait_in(cloud: Callable[[], Cloud]) -> Iterator[None]:
    """Let the changes of this process wait for their turns in the time of a cloud."""
    with _replaced(pacer, "time", _CloudTime(cloud)):
        yield


@contextmanager
def in_process(target: InProcessEndpoint) -> Iterator[None]:
    """Answer the clients that are made while the context lasts.

    botocore keeps its models, validation, retries and parsers. Left out for speed: the wait before
    a retry, the signature, and the list of versions in the user agent. Changes wait for their turns
    in the time of the cloud.
    """
    handler = ("before-send", target.respond)
    handlers.BUILTIN_HANDLERS.append(handler)
    signers = {**auth.AUTH_TYPE_MAPS, "v4": _ScopeOnly}
    with (
        _replaced(endpoint, "time", SimpleNamespace(sleep=lambda _seconds: None)),
        _replaced(auth, "AUTH_TYPE_MAPS", signers),
        _replaced(UserAgentString, "to_string", lambda _self: "simulator"),
        changes_wait_in(lambda: target.cloud),
    ):
        try:
            yield
        finally:
            handlers.BUILTIN_HANDLERS.remove(handler)


@contextmanager
def _replaced(owner: object, name: str, value: object) -> Iterator[None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
