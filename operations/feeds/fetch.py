"""Fetches a feed over https, from public addresses only, within limits of size and time."""

import socket
import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from threading import Timer
from time import monotonic
from urllib.parse import urljoin, urlsplit

from kickoff.calendar.model.feed_url import MAX_FEED_BYTES
from operations.feeds.addresses import is_public, resolve_host

SECONDS = 20.0
MAX_REDIRECTS = 5
_CHUNK = 65_536
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_HTTPS = 443
_BY_LENGTH = 16 + zlib.MAX_WBITS  # a gzip stream


class FetchError(Exception):
    """The feed was not fetched. The message gives the cause, without any secret."""


@dataclass(frozen=True, slots=True)
class Version:
    """The validators of the content fetched last: ETag and Last-Modified; empty if unknown."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The content of a feed with its validators."""

    content: bytes
    version: Version


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches feeds. The defaults suit the internet; tests replace them.

    Each host is resolved once, all its addresses are checked, and the connection goes to a checked
    address: a name cannot change to a private address in between.
    """

    resolve: Callable[[str, int], Sequence[str]] = resolve_host
    is_allowed: Callable[[str], bool] = is_public
    context: ssl.SSLContext | None = None
    seconds: float = SECONDS

    def fetch(self, url: str, known: Version, headers: Mapping[str, str]) -> Fetched | None:
        """Return the content of an address; None if it is still the known version.

        `headers` are sent to the host of `url` only.

        Raises:
            FetchError: the feed did not answer well within the limits.
        """
        ends, origin = monotonic() + self.seconds, _host(url)
        for _ in range(MAX_REDIRECTS + 1):
            own = headers if _host(url) == origin else {}
            with self._response(url, known, own, ends) as response:
                if response.status == HTTPStatus.NOT_MODIFIED:
                    return None
                if response.status in _REDIRECTS:
                    url = _redirected(url, response.headers.get("Location", ""))
                    continue
                if response.status != HTTPStatus.OK:
                    raise FetchError(f"the server answered {response.status} {response.reason}")
                version = Version(
                    response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
                )
                return Fetched(_body(response, ends), version)
        raise FetchError(f"more than {MAX_REDIRECTS} redirects")

    @contextmanager
    def _response(
        self, url: str, known: Version, headers: Mapping[str, str], ends: float
    ) -> Iterator[HTTPResponse]:
        host, port = _host(url)
        connection = _Connection(host, port, self._address(host, port), self.context, ends)
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        sent = {name: value for name, value in conditions.items() if value}
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            accepted = {
                "User-Agent": "kickoff",
                "Accept": "text/calendar",
                "Accept-Encoding": "gzip",
            }
            connection.request("GET", path, headers={**accepted, **sent, **headers})
            response = connection.getresponse()
            if monotonic() >= ends:
                raise TimeoutError
            yield response
        except (OSError, HTTPException, ValueError) as error:
            late = f"no whole answer within {self.seconds:g} s" if monotonic() >= ends else ""
            raise FetchError(late or f"{host}: {str(error) or type(error).__name__}") from error
        finally:
            connection.close()

    def _address(self, host: str, port: int) -> str:
        try:
            addresses = self.resolve(host, port)
        except OSError as error:
            raise FetchError(f"{host} cannot be resolved: {error}") from error
        if refused := [each for each in addresses if not self.is_allowed(each)]:
            raise FetchError(f"{host} has the address {refused[0]}, which is not public")
        if not addresses:
            raise FetchError(f"{host} has no address")
        return addresses[0]


class _Connection(HTTPSConnection):
    """A connection to a checked address, closed at an instant whatever the server does."""

    def __init__(
        self, host: str, port: int, address: str, context: ssl.SSLContext | None, ends: float
    ) -> None:
        self._tls = context or ssl.create_default_context()
        super().__init__(host, port, context=self._tls)
        self._address = address
        self._ends = ends
        self._closing = ExitStack()

    def connect(self) -> None:
        left = self._ends - monotonic()
        if left <= 0:
            raise TimeoutError
        raw = socket.create_connection((self._address, self.port), left)
        # Slow bytes reset a socket's timeout; a shutdown ends any read. TLS takes `raw` over, and
        # its duplicate still reaches the connection.
        line = self._closing.enter_context(raw.dup())
        timer = Timer(self._ends - monotonic(), _shut, [line])
        timer.daemon = True
        timer.start()
        self._closing.callback(timer.cancel)
        self.sock = self._tls.wrap_socket(raw, server_hostname=self.host)

    def close(self) -> None:
        self._closing.close()
        super().close()


def _shut(raw: socket.socket) -> None:
    try:
        raw.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed already


def _body(response: HTTPResponse, ends: float) -> bytes:
    """Return the body, unpacked; the limit holds before and after unpacking."""
    packed = response.headers.get("Content-Encoding", "identity").lower()
    if packed not in {"identity", "gzip", ""}:
        raise FetchError(f"the content encoding {packed} is not supported")
    unpack = zlib.decompressobj(_BY_LENGTH) if packed == "gzip" else None
    body, received = bytearray(), 0
    try:
        while chunk := _chunk(response, ends):
            received += len(chunk)
            body += unpack.decompress(chunk, MAX_FEED_BYTES + 1 - len(body)) if unpack else chunk
            if received > MAX_FEED_BYTES or len(body) > MAX_FEED_BYTES:
                raise FetchError(f"larger than {MAX_FEED_BYTES:,} bytes")
    except zlib.error as error:
        raise FetchError(f"the gzip content is broken: {error}") from error
    if response.length:
        raise FetchError("the connection ended before the content")
    return bytes(body)


def _chunk(response: HTTPResponse, ends: float) -> bytes:
    """Return the next bytes; none at the end.

    Raises:
        TimeoutError: they came too late, or the connection was shut down at `ends`.
    """
    chunk = response.read1(_CHUNK)
    if monotonic() >= ends:
        raise TimeoutError
    return chunk


def _redirected(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise FetchError("a redirect leads to no valid address") from None


def _host(url: str) -> tuple[str, int]:
    """Return the host and port of an https address.

    Raises:
        FetchError: it is another address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _HTTPS
    except ValueError:
        raise FetchError("a redirect leads to no valid address") from None
    if parts.scheme != "https" or not parts.hostname:
        raise FetchError(f"a redirect leads to {parts.scheme or 'no'}://; only https is fetched")
    return parts.hostname, port
