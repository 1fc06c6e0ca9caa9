"""One invocation in flight: a signed request on its own connection, until its reply."""

from collections.abc import Callable
from concurrent.futures import Future
from io import BytesIO
from typing import TYPE_CHECKING

from awscrt.exceptions import AwsCrtError
from awscrt.http import HttpClientConnection, HttpClientStream, HttpRequest, HttpStreamBase

from warmer.adapters.responses import parse_response
from warmer.clock import SystemClock
from warmer.log_report import parse_log_tail
from warmer.model import GuardAnswer, PingCode, Reply

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Answers and errors are a few hundred bytes.
MOST_BODY_BYTES = 65_536


class InFlightInvocation:
    """A ping from its firing to its reply. Callbacks run on awscrt's thread."""

    def __init__(
        self,
        connection: HttpClientConnection,
        request: HttpRequest,
        payload: bytes,
        clock: SystemClock,
    ) -> None:
        self.connection = connection
        self.retries = 0
        self._request = request
        self._payload = payload
        self._clock = clock
        self._reset(b"")

    def _reset(self, payload: bytes) -> None:
        self._body = _RequestBody(payload, self._clock)
        self._ended = False
        self._failure: BaseException | None = None
        self._status: int | None = None
        self._headers: dict[str, str] = {}
        self._content = b""
        self._answered: float | None = None
        self._stream: HttpClientStream | None = None

    def prepare(self) -> None:
        """Do all work that is possible before firing, so that pings are fired close together."""
        self._reset(self._payload)
        self._request.body_stream = self._body
        try:
            self._stream = self.connection.request(self._request, self._on_response, self._on_body)
        except (AwsCrtError, RuntimeError) as error:  # closed before its use
            self._failure = error

    def fire(self, ended: Callable[["InFlightInvocation"], None]) -> None:
        """Send the request. `ended` is called once, with or without a reply."""

        def done(completion: Future[int]) -> None:
            self._failure = completion.exception()
            self._ended = True
            ended(self)

        # The stream refers to this object. Keeping it would leave both to the garbage collector.
        stream, self._stream = self._stream, None
        if stream is not None:
            try:
                stream.activate()
            except (AwsCrtError, RuntimeError) as error:
                self._failure = error
            else:
                stream.completion_future.add_done_callback(done)
                return
        self._ended = True
        ended(self)

    @property
    def complete(self) -> bool:
        """True if request and response were transferred whole."""
        return self._ended and self._failure is None

    def reply(self, hold_until: int, otherwise: PingCode) -> Reply:
        """Return the reply so far; its code is `otherwise` if there is none yet."""
        code, detail = otherwise, "no answer in time"
        answer: GuardAnswer | None = None
        if self._too_long:
            code = PingCode.ENDLESS
            detail = f"the answer has more than {MOST_BODY_BYTES} bytes: check the function's guard"
        elif self._failure is not None:
            code, detail = PingCode.BROKEN, str(self._failure)
        elif self._status is not None and self._ended:
            code, detail, answer = parse_response(self._status, self._headers, self._content)
        log_tail = self._headers.get("x-amz-log-result")
        return Reply(
            code,
            detail,
            answer,
            log=parse_log_tail(log_tail) if log_tail else None,
            sent=self._body.sent,
            arrived=hold_until - answer.held_ms if answer and answer.held_ms else None,
            answered=self._answered,
            retries=self.retries,
            version=self._headers.get("x-amz-executed-version", ""),
        )

    @property
    def _too_long(self) -> bool:
        return len(self._content) >= MOST_BODY_BYTES

    def _on_response(
        self, http_stream: HttpStreamBase, status_code: int, headers: list[tuple[str, str]]
    ) -> None:
        del http_stream
        self._answered = self._clock.time() * 1000
        self._status = status_code
        self._headers = {name.lower(): value for name, value in headers}

    def _on_body(self, http_stream: HttpStreamBase, chunk: bytes) -> None:
        del http_stream
        self._content += chunk[: MOST_BODY_BYTES - len(self._content)]
        if self._too_long:
            self.connection.close()


class _RequestBody(BytesIO):
    """A payload that records when it was sent (epoch milliseconds): when awscrt reads it."""

    def __init__(self, payload: bytes, clock: SystemClock) -> None:
        super().__init__(payload)
        self.sent: float | None = None
        self._clock = clock

    def readinto1(self, buffer: "WriteableBuffer", /) -> int:
        if self.sent is None:
            self.sent = self._clock.time() * 1000
        return super().readinto1(buffer)
