"""HTTP/1.1 over awscrt: one new connection for each ping, open before the first ping is sent.

No connection is used for a second wave. Lambda closes idle connections, and a frozen process does
not notice: a ping on such a connection breaks, or is never answered.
"""

# mypy: untyped-calls-exclude=awscrt

from collections.abc import Iterator, Mapping
from concurrent.futures import wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from awscrt.http import HttpClientConnection

from warmer.adapters.connector import ConnectAttempt, Connector
from warmer.adapters.endpoint import ConnectionTarget
from warmer.clock import SystemClock
from warmer.plan.hold_time import ConnectTiming

# The most TLS handshakes at once to one target. Each takes 16 KB more than its connection, and more
# of them at once do not finish earlier.
MOST_HANDSHAKES = 64
# The time to open fewer connections than this says nothing about many.
FEWEST_TIMED = 10
# The most seconds to wait until closed connections have given back their file descriptors.
CLOSING_TIMEOUT_S = 1.0


@dataclass(slots=True)
class OpenedConnections:
    """New connections to one target; `taken` of them carry a ping.

    `failures` holds the reason for each connection that could not be opened.
    """

    connections: list[HttpClientConnection] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    taken: int = 0

    def take(self, count: int) -> list[HttpClientConnection]:
        """Return up to `count` connections that were not taken before."""
        taken = self.connections[self.taken : self.taken + count]
        self.taken += len(taken)
        return taken


OpenedByTarget = dict[ConnectionTarget, OpenedConnections]


class Transport:
    """Opens connections; one for a process.

    `ca_bundle` is a file of trusted authorities, in place of boto3's. `connecting` is the timing of
    the last time that many connections were opened; None before.
    """

    def __init__(self, ca_bundle: str | None = None, *, clock: SystemClock) -> None:
        self._connector = Connector(ca_bundle)
        self._clock = clock
        self.connecting: ConnectTiming | None = None

    @contextmanager
    def connections(
        self, needed: Mapping[ConnectionTarget, int], timeout: float
    ) -> Iterator[OpenedByTarget]:
        """Open the connections needed for each target, all targets at once, and close them.

        A connection that is not open after `timeout` seconds is a failure.
        """
        opened = {target: OpenedConnections() for target in needed}
        try:
            self._open(needed, opened, timeout)
            yield opened
        finally:
            closing = [each.close() for one in opened.values() for each in one.connections]
            wait(closing, timeout=CLOSING_TIMEOUT_S)

    def _open(
        self, needed: Mapping[ConnectionTarget, int], opened: OpenedByTarget, timeout: float
    ) -> None:
        count = sum(needed.values())
        began, used = self._clock.monotonic(), self._clock.processor_time()
        self._open_until(dict(needed), opened, began + timeout)
        for target, each in opened.items():
            late = needed[target] - len(each.connections) - len(each.failures)
            each.failures += [_timeout_reason(target, timeout)] * late
        if count >= FEWEST_TIMED and not any(each.failures for each in opened.values()):
            took = self._clock.monotonic() - began
            share = (self._clock.processor_time() - used) / took
            tls = all(target.tls for target in opened)
            self.connecting = ConnectTiming(took * 1000 / count, tls, share)

    def _open_until(
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
                opened[target].connections.append(attempt.result())
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
