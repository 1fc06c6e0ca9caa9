"""HTTP/1.1 over awscrt: as many connections as pings, opened before the first ping is sent."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from awscrt.http import HttpClientConnection

from warmer.adapters.connector import Attempt, Connector
from warmer.adapters.endpoint import ConnectionTarget
from warmer.adapters.idle_connections import IdleConnections
from warmer.model import ConnectTiming

# Handshakes at once to one place: each takes 16 KB more than the connection it ends in, and more
# at once are no sooner done.
MOST_HANDSHAKES = 64
# How fast few are opened says nothing of many.
FEWEST_TIMED = 10

_Ended = SimpleQueue[tuple[ConnectionTarget, Attempt]]


@dataclass(slots=True)
class OpenedConnections:
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

    `ca_bundle` is a file of the authorities trusted, in place of those that boto3 brings. `most`
    bounds the connections kept and those to be opened together. `opening` is of the last many
    opened; None before that.
    """

    def __init__(self, ca_bundle: str | None = None, most: int = 800) -> None:
        self._dialler = Connector(ca_bundle)
        self._connections = IdleConnections(most)
        self.opening: ConnectTiming | None = None

    def connect(
        self, needs: Mapping[ConnectionTarget, int], timeout: float
    ) -> dict[ConnectionTarget, OpenedConnections]:
        """As many connections to each place as needed, all places at once.

        What is not open after `timeout` seconds is a failure.
        """
        opened: dict[ConnectionTarget, OpenedConnections] = {}
        for line, count in needs.items():
            taken = self._connections.take(line, count)
            opened[line] = OpenedConnections([(connection, True) for connection in taken])
        missing = {line: needs[line] - len(each.connections) for line, each in opened.items()}
        wanted = sum(missing.values())
        self._connections.make_room(sum(needs.values()))
        began, spent = time.monotonic(), time.process_time()
        self._dial(missing, opened, began + timeout)
        for line, each in opened.items():
            late = needs[line] - len(each.connections) - len(each.failures)
            each.failures += [_too_late(line, timeout)] * late
        if wanted >= FEWEST_TIMED and not any(each.failures for each in opened.values()):
            took = time.monotonic() - began
            share = (time.process_time() - spent) / took
            tls = all(line.tls for line in opened)
            self.opening = ConnectTiming(took * 1000 / wanted, tls, share)
        return opened

    def open(self, line: ConnectionTarget) -> Attempt:
        """A new connection."""
        return self._dialler.open(line)

    def keep(self, line: ConnectionTarget, connection: HttpClientConnection) -> None:
        """Give back a connection whose exchange is complete."""
        self._connections.keep(line, connection)

    def _dial(
        self,
        missing: dict[ConnectionTarget, int],
        opened: dict[ConnectionTarget, OpenedConnections],
        until: float,
    ) -> None:
        ended: _Ended = SimpleQueue()
        trying: set[Attempt] = set()

        def dial(line: ConnectionTarget) -> None:
            missing[line] -= 1
            attempt = self._dialler.open(line)
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
                opened[line].failures.append(f"no connection to {line}: {error}")
            if missing[line]:
                dial(line)
        for attempt in trying:
            attempt.add_done_callback(_close_late)


def _too_late(line: ConnectionTarget, timeout: float) -> str:
    late = f"no connection to {line} within {timeout:.0f} s"
    if line.tls:  # a failed handshake is told only after 10 to 30 s, to blind attackers
        late += "; is its certificate trusted? AWS_CA_BUNDLE names a file of those that are"
    return late


def _close_late(attempt: Attempt) -> None:
    if attempt.exception() is None:
        attempt.result().close()
