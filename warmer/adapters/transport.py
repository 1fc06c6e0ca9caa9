"""HTTP/1.1 over awscrt: as many connections as pings, opened before the first ping is sent."""

# mypy: untyped-calls-exclude=awscrt

import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property
from queue import Empty, SimpleQueue

from awscrt.http import HttpClientConnection
from awscrt.io import (
    ClientBootstrap,
    ClientTlsContext,
    DefaultHostResolver,
    EventLoopGroup,
    TlsConnectionOptions,
    TlsContextOptions,
)
from botocore.httpsession import get_cert_path
from botocore.session import get_session

from warmer.adapters.connections import Connections
from warmer.adapters.endpoint import Line

# Handshakes at once to one place: each takes 16 KB more than the connection it ends in, and more
# at once are no sooner done.
MOST_HANDSHAKES = 64
# How fast few are opened says nothing of many.
FEWEST_TIMED = 10

Attempt = Future[HttpClientConnection]
_Ended = SimpleQueue[tuple[Line, Attempt]]


@dataclass(slots=True)
class Opened:
    """Connections that lead to one place, each with whether it had been kept open.

    `failures` says, for each that could not be opened, why.
    """

    connections: list[tuple[HttpClientConnection, bool]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def take(self, count: int) -> list[tuple[HttpClientConnection, bool]]:
        """Up to `count` of the connections, which are gone from here then."""
        taken, self.connections = self.connections[:count], self.connections[count:]
        return taken


class Transport:
    """Opens connections and keeps them; what they share is made once a process.

    `most` bounds those kept and those to be opened together. `opening_ms` is what a connection
    took, of the last many opened at once; None before that.
    """

    def __init__(self, most: int = 800) -> None:
        # One thread: callbacks into Python take turns anyway.
        loops = EventLoopGroup(num_threads=1)
        self._bootstrap = ClientBootstrap(loops, DefaultHostResolver(loops))
        self._connections = Connections(most)
        self.opening_ms: float | None = None

    def connect(self, needs: Mapping[Line, int], timeout: float) -> dict[Line, Opened]:
        """As many connections to each place as needed, all places at once.

        What is not open after `timeout` seconds is a failure.
        """
        opened: dict[Line, Opened] = {}
        for line, count in needs.items():
            taken = self._connections.take(line, count)
            opened[line] = Opened([(connection, True) for connection in taken])
        missing = {line: needs[line] - len(each.connections) for line, each in opened.items()}
        wanted = sum(missing.values())
        self._connections.make_room(sum(needs.values()))
        began = time.monotonic()
        self._dial(missing, opened, began + timeout)
        for line, each in opened.items():
            late = needs[line] - len(each.connections) - len(each.failures)
            each.failures += [_too_late(line, timeout)] * late
        if wanted >= FEWEST_TIMED and not any(each.failures for each in opened.values()):
            self.opening_ms = (time.monotonic() - began) * 1000 / wanted
        return opened

    def open(self, line: Line) -> Attempt:
        """A new connection."""
        attempt: Attempt = HttpClientConnection.new(
            line.host, line.port, self._bootstrap, tls_connection_options=self._tls_to(line)
        )
        return attempt

    def keep(self, line: Line, connection: HttpClientConnection) -> None:
        """Give back a connection whose exchange is complete."""
        self._connections.keep(line, connection)

    def _dial(self, missing: dict[Line, int], opened: dict[Line, Opened], until: float) -> None:
        ended: _Ended = SimpleQueue()
        trying: set[Attempt] = set()

        def dial(line: Line) -> None:
            missing[line] -= 1
            attempt = self.open(line)
            trying.add(attempt)
            attempt.add_done_callback(lambda attempt: ended.put((line, attempt)))

        for line, count in missing.items():
            for _ in range(min(count, MOST_HANDSHAKES)):
                dial(line)
        while trying:
            try:
                line, attempt = ended.get(timeout=max(0, until - time.monotonic()))
            except Empty:
                break
            trying.remove(attempt)
            if (error := attempt.exception()) is None:
                opened[line].connections.append((attempt.result(), False))
            else:
                opened[line].failures.append(f"no connection to {line.host}:{line.port}: {error}")
            if missing[line]:
                dial(line)
        for attempt in trying:
            attempt.add_done_callback(_close_late)

    def _tls_to(self, line: Line) -> TlsConnectionOptions | None:
        if not line.tls:
            return None
        options = TlsConnectionOptions(self._tls)
        options.set_server_name(line.host)
        return options

    @cached_property
    def _tls(self) -> ClientTlsContext:
        """Trusts whom boto3 trusts: AWS_CA_BUNDLE, a profile's ca_bundle, or those it brings."""
        bundle = get_session().get_config_variable("ca_bundle")
        options = TlsContextOptions()
        options.override_default_trust_store_from_path(ca_filepath=get_cert_path(bundle or True))
        return ClientTlsContext(options)


def _too_late(line: Line, timeout: float) -> str:
    late = f"no connection to {line.host}:{line.port} within {timeout:.0f} s"
    if line.tls:  # a failed handshake is told only after 10 to 30 s, to blind attackers
        late += "; is its certificate trusted? AWS_CA_BUNDLE names a file of those that are"
    return late


def _close_late(attempt: Attempt) -> None:
    if attempt.exception() is None:
        attempt.result().close()
