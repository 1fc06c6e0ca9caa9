"""One invocation on its way: a signed request on a connection of its own, until its reply."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from io import BytesIO
from typing import TYPE_CHECKING

from awscrt.exceptions import AwsCrtError
from awscrt.http import HttpClientConnection, HttpClientStream, HttpRequest, HttpStreamBase

from warmer import log_report
from warmer.adapters import responses
from warmer.model import PingCode, Reply

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# An answer and an error are a few hundred bytes.
MOST_BODY_BYTES = 65_536


class InFlightInvocation:
    """A ping from its firing to its reply. Callbacks run on awscrt's thread.

    `kept` says that the connection was open before: it may have died unseen.
    """

    _over: bool
    _broken: BaseException | None
    _status: int | None
    _headers: dict[str, str]
    _answered: float | None
    _stream: HttpClientStream | None

    def __init__(
        self,
        connection: HttpClientConnection,
        request: HttpRequest,
        payload: bytes,
        hold_until: int,
        *,
        kept: bool,
    ) -> None:
        self.connection = connection
        self.kept = kept
        self._request = request
        self._payload = payload
        self._hold_until = hold_until
        self._ready()

    def prepare(self) -> None:
        """Make ready all that can be before it is fired, so that many are fired close together."""
        self._ready()
        self._request.body_stream = self._body = _Body(self._payload)
        try:
            self._stream = self.connection.request(self._request, self._on_response, self._on_body)
        except (AwsCrtError, RuntimeError) as error:  # it closed while it waited to be used
            self._broken = error

    def fire(self, ended: Callable[["InFlightInvocation"], None]) -> None:
        """Send the request; `ended` is called once, when its reply is there or cannot come."""

        def done(completion: Future[int]) -> None:
            self._broken = completion.exception()
            self._over = True
            ended(self)

        stream, self._stream = self._stream, None  # it knows us: kept, both would wait for gc
        if stream is not None:
            try:
                stream.activate()
            except (AwsCrtError, RuntimeError) as error:
                self._broken = error
            else:
                stream.completion_future.add_done_callback(done)
                return
        self._over = True
        ended(self)

    def move(self, connection: HttpClientConnection) -> None:
        """Go on with another connection, a new one."""
        self.connection, self.kept = connection, False

    @property
    def died(self) -> bool:
        """Whether its connection had been kept, and broke before a word came back."""
        return self.kept and self._status is None and self._broken is not None

    @property
    def complete(self) -> bool:
        """Whether request and response went over the connection whole."""
        return self._over and self._broken is None

    def reply(self, otherwise: PingCode) -> Reply:
        """What has come of it; `otherwise` if nothing has yet."""
        sent = self._body.sent
        if self._overlong:
            words = f"more than {MOST_BODY_BYTES} bytes came back: is there a guard?"
            return Reply(PingCode.ENDLESS, words, sent=sent, answered=self._answered)
        if self._broken is not None:
            return Reply(PingCode.BROKEN, str(self._broken), sent=sent)
        if self._status is None or not self._over:
            return Reply(otherwise, "no answer in time", sent=sent)
        code, detail, answer = responses.read(self._status, self._headers, self._content)
        arrived = self._hold_until - answer.held_ms if answer and answer.held_ms else None
        log = self._headers.get("x-amz-log-result")
        return Reply(
            code,
            detail,
            answer,
            log=log_report.read(log) if log else None,
            sent=sent,
            arrived=arrived,
            answered=self._answered,
        )

    @property
    def _overlong(self) -> bool:
        return len(self._content) >= MOST_BODY_BYTES

    def _ready(self) -> None:
        self._body = _Body()
        self._over = False
        self._broken = None
        self._status = None
        self._headers = {}
        self._content = b""
        self._answered = None
        self._stream = None

    def _on_response(
        self, http_stream: HttpStreamBase, status_code: int, headers: list[tuple[str, str]]
    ) -> None:
        del http_stream
        self._answered = time.time() * 1000
        self._status = status_code
        self._headers = {name.lower(): value for name, value in headers}

    def _on_body(self, http_stream: HttpStreamBase, chunk: bytes) -> None:
        del http_stream
        self._content += chunk[: MOST_BODY_BYTES - len(self._content)]
        if self._overlong:
            self.connection.close()


class _Body(BytesIO):
    """A payload that knows when it was sent, in epoch milliseconds: when awscrt reads it."""

    sent: float | None = None

    def readinto1(self, buffer: "WriteableBuffer", /) -> int:
        if self.sent is None:
            self.sent = time.time() * 1000
        return super().readinto1(buffer)
