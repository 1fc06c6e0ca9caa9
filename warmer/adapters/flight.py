"""One invocation on its way: a signed request on a connection of its own, until its reply."""

import time
from concurrent.futures import Future
from io import BytesIO
from typing import TYPE_CHECKING

from awscrt.exceptions import AwsCrtError
from awscrt.http import HttpClientConnection, HttpRequest, HttpStreamBase

from warmer.adapters import replies
from warmer.model import Code, Reply

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# An answer and an error are a few hundred bytes; what comes after this is not read into memory.
MOST_BODY_BYTES = 65_536


class Flight:
    """A ping from its firing to its reply. Callbacks run on awscrt's thread."""

    def __init__(
        self, connection: HttpClientConnection, request: HttpRequest, payload: bytes
    ) -> None:
        self.done: Future[int] = Future()
        self._connection = connection
        self._body = _Body(payload)
        request.body_stream = self._body
        self._request = request
        self._headers: dict[str, str] = {}
        self._content = bytearray()
        self._answered: float | None = None

    def fire(self) -> None:
        """Send the request; `done` completes with the HTTP status or with what went wrong."""
        try:
            stream = self._connection.request(self._request, self._on_response, self._on_body)
            self.done = stream.completion_future
            stream.activate()
        except AwsCrtError as error:  # the connection closed while it waited to be used
            self.done = Future()
            self.done.set_exception(error)

    def reply(self, otherwise: Code) -> Reply:
        """What has come of it; `otherwise` if nothing has yet. Gives up the connection."""
        self._connection.close()
        sent = self._body.sent
        if not self.done.done():
            return Reply(otherwise, "no answer in time", sent=sent)
        if (error := self.done.exception()) is not None:
            return Reply(Code.BROKEN, str(error), sent=sent)
        code, detail, answer = replies.read(self.done.result(), self._headers, bytes(self._content))
        return Reply(code, detail, answer, sent=sent, answered=self._answered)

    def _on_response(
        self, http_stream: HttpStreamBase, status_code: int, headers: list[tuple[str, str]]
    ) -> None:
        del http_stream, status_code
        self._answered = time.time() * 1000
        self._headers = {name.lower(): value for name, value in headers}

    def _on_body(self, http_stream: HttpStreamBase, chunk: bytes) -> None:
        del http_stream
        self._content += chunk[: MOST_BODY_BYTES - len(self._content)]


class _Body(BytesIO):
    """A payload that knows when it was sent, in epoch milliseconds: when awscrt reads it."""

    sent: float | None = None

    def readinto1(self, buffer: "WriteableBuffer", /) -> int:
        if self.sent is None:
            self.sent = time.time() * 1000
        return super().readinto1(buffer)
