"""Connections kept open between waves: most of a ping's cost is the TLS handshake."""

# mypy: untyped-calls-exclude=awscrt

from collections import deque

from awscrt.http import HttpClientConnection

from warmer.adapters.endpoint import ConnectionTarget
from warmer.clock import SystemClock

# A NAT gateway drops an idle connection after 350 s, without a sign to either end.
OLDEST_S = 300


class IdleConnections:
    """Open connections by their target, the last used first; at most `most` in all."""

    def __init__(self, most: int, clock: SystemClock) -> None:
        self._most = most
        self._clock = clock
        self._idle: dict[ConnectionTarget, deque[tuple[float, HttpClientConnection]]] = {}

    def take(self, target: ConnectionTarget, count: int) -> list[HttpClientConnection]:
        """Remove and return up to `count` connections to a target that seem open."""
        kept = self._idle.pop(target, deque())
        oldest = self._clock.time() - OLDEST_S
        taken: list[HttpClientConnection] = []
        while kept and len(taken) < count:
            since, connection = kept.pop()
            if since > oldest and connection.is_open():
                taken.append(connection)
            else:
                connection.close()
        if kept:
            self._idle[target] = kept
        return taken

    def keep(self, target: ConnectionTarget, connection: HttpClientConnection) -> None:
        """Keep a connection after a complete exchange; drop it if it is closed."""
        if connection.is_open():
            self.make_room(1)
            idle = self._idle.setdefault(target, deque())
            idle.append((self._clock.time(), connection))
        else:
            connection.close()

    def make_room(self, count: int) -> None:
        """Close the longest idle connections, so that `count` more may be open."""
        excess = sum(map(len, self._idle.values())) + count - self._most
        for _ in range(excess):
            target = min(self._idle, key=lambda target: self._idle[target][0][0], default=None)
            if target is None:
                return
            _, connection = self._idle[target].popleft()
            connection.close()
            if not self._idle[target]:
                del self._idle[target]
