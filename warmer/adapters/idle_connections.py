"""Connections kept open between waves: the handshake is most of what a ping costs."""

# mypy: untyped-calls-exclude=awscrt

import time
from collections import deque

from awscrt.http import HttpClientConnection

from warmer.adapters.endpoint import ConnectionTarget

# A NAT gateway forgets a silent connection after 350 s, and says so to nobody.
OLDEST_S = 300


class IdleConnections:
    """Open connections by where they lead, the ones used last on top; at most `most` of all."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._idle: dict[ConnectionTarget, deque[tuple[float, HttpClientConnection]]] = {}

    def take(self, line: ConnectionTarget, count: int) -> list[HttpClientConnection]:
        """Up to `count` that lead there and are open, as far as can be known."""
        kept = self._idle.pop(line, deque())
        oldest = time.time() - OLDEST_S
        taken: list[HttpClientConnection] = []
        while kept and len(taken) < count:
            since, connection = kept.pop()
            if since > oldest and connection.is_open():
                taken.append(connection)
            else:
                connection.close()
        if kept:
            self._idle[line] = kept
        return taken

    def keep(self, line: ConnectionTarget, connection: HttpClientConnection) -> None:
        """Keep one whose exchange is complete, or close it where it cannot be used again."""
        if connection.is_open():
            self.make_room(1)
            self._idle.setdefault(line, deque()).append((time.time(), connection))
        else:
            connection.close()

    def make_room(self, count: int) -> None:
        """Close the longest idle, so that `count` more may be open."""
        excess = sum(map(len, self._idle.values())) + count - self._most
        for _ in range(excess):
            line = min(self._idle, key=lambda line: self._idle[line][0][0], default=None)
            if line is None:
                return
            _, connection = self._idle[line].popleft()
            connection.close()
            if not self._idle[line]:
                del self._idle[line]
