"""HTTP/1.1 over awscrt: one connection per ping, all opened before the first ping is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from awscrt.http import HttpClientConnection

from warmer.adapters.connector import ConnectAttempt, Connector
from warmer.adapters.endpoint import ConnectionTarget
from warmer.adapters.idle_connections import IdleConnections
from warmer.clock import SystemClock
from warmer.plan.hold_time import ConnectTiming

# The most TLS handshakes at once to one target. Each takes 16 KB more than its connection, and more
# of them at once do not finish earlier.
MOST_HANDSHAKES = 64
# The time to open fewer connections than this says nothing about many.
FEWEST_TIMED = 10


@dataclass(slots=True)
class OpenedConnections:
    """Connections to one target, each with True if it had been kept open.

    `failures` holds the reason for each connection that could not be opened.
    """

    connections: list[tuple[HttpClientConnection, bool]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def take(self, count: int) -> list[tuple[HttpClientConnection, bool]]:
        """Remove and return up to `count` connections."""
        taken, self.connections = self.connections[:count], self.connections[count:]
        return taken


OpenedByTarget = dict[ConnectionTarget, OpenedConnections]


class Transport:
    """Opens connections and keeps them between waves; one for a process.

    `ca_bundle` is a file of trusted authorities, in place of boto3's. `most` limits the connections
    that are kept or opened together. `connecting` is the timing of the last time that many
    connections were opened; None before.
    """

    def __init__(
        self, ca_bundle: str | None = None, *, clock: SystemClock, most: int = 800
    ) -> None:
        self._connector = Connector(ca_bundle)
        self._idle = IdleConnections(most, clock)
        self._clock = clock
        self.connecting: ConnectTiming | None = None

    def connect(self, needed: Mapping[ConnectionTarget, int], timeout: float) -> OpenedByTarget:
        """Return the connections needed for each target, all targets at once.

        A connection that is not open after `timeout` seconds is a failure.
        """
        opened: OpenedByTarget = {}
        for target, count in needed.items():
            idle = self._idle.take(target, count)
            opened[target] = OpenedConnections([(connection, True) for connection in idle])
        missing = {
            target: needed[target] - len(each.connections) for target, each in opened.items()
        }
        new = sum(missing.values())
        self._idle.make_room(sum(needed.values()))
        began, used = self._clock.monotonic(), self._clock.processor_time()
        self._open_missing(missing, opened, began + timeout)
        for target, each in opened.items():
            late = needed[target] - len(each.connections) - len(each.failures)
            each.failures += [_timeout_reason(target, timeout)] * late
        if new >= FEWEST_TIMED and not any(each.failures for each in opened.values()):
            took = self._clock.monotonic() - began
            share = (self._clock.processor_time() - used) / took
            tls = all(target.tls for target in opened)
            self.connecting = ConnectTiming(took * 1000 / new, tls, share)
        return opened

    def open(self, target: ConnectionTarget) -> ConnectAttempt:
        """Begin to open a new connection."""
        return self._connector.open(target)

    def keep(self, target: ConnectionTarget, connection: HttpClientConnection) -> None:
        """Keep a connection after a complete exchange."""
        self._idle.keep(target, connection)

    def _open_missing(
        self, missing: dict[ConnectionTarget, int], opened: OpenedByTarget, until: float
    ) -> None:
        ended: SimpleQueue[tuple[ConnectionTarget, ConnectAttempt]] = SimpleQueue()
        running: set[ConnectAttempt] = set()

        def start(target: ConnectionTarget) -> None:
            missing[target] -= 1
            attempt = self._connector.open(target)
            running.add(attempt)
            attempt.add_done_callback(lambda attempt: ended.put((target, attempt)))

        for target, count in missing.items():
            for _ in range(min(count, MOST_HANDSHAKES)):
                start(target)
        while running:
            try:
                target, attempt = ended.get(timeout=max(0, until - self._clock.monotonic()))
            except Empty:
                break
            running.remove(attempt)
            if (error := attempt.exception()) is None:
                opened[target].connections.append((attempt.result(), False))
            else:
                opened[target].failures.append(f"no connection to {target}: {error}")
            if missing[target]:
                start(target)
        for attempt in running:
            attempt.add_done_callback(_close_late)


def _timeout_reason(target: ConnectionTarget, timeout: float) -> str:
    reason = f"no connection to {target} within {timeout:.0f} s"
    if target.tls:  # a failed handshake is reported only after 10 to 30 s, against blind attackers
        reason += "; if its certificate is not trusted, name a file of authorities in AWS_CA_BUNDLE"
    return reason


def _close_late(attempt: ConnectAttempt) -> None:
    if attempt.exception() is None:
        attempt.result().close()
