"""Execution environments of one function and qualifier: one request at a time each."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(slots=True, eq=False)
class Container:
    """One execution environment.

    `used` is when it last answered any request, `served` its last real one, None before the first.
    """

    id: str
    used: datetime
    served: datetime | None = None
    requests: int = 0


class Pool:
    """The containers of one qualifier; the one used last is taken first, as on Lambda."""

    def __init__(self, name: str, idle_life: timedelta) -> None:
        self._name = name
        self._idle_life = idle_life
        self._idle: list[Container] = []
        self._made = 0
        self.busy = 0

    def take(self, now: datetime) -> Container:
        """An idle container, or a new one: its `requests` is 0 on a cold start."""
        self._reap(now)
        self.busy += 1
        if self._idle:
            return self._idle.pop()
        self._made += 1
        return Container(f"{self._name}/{self._made}", used=now)

    def give_back(self, container: Container, now: datetime) -> None:
        """The container has answered and is idle from now."""
        self.busy -= 1
        container.requests += 1
        container.used = now
        self._idle.append(container)

    def idle(self, now: datetime) -> int:
        """How many wait for a request."""
        self._reap(now)
        return len(self._idle)

    def warm(self, now: datetime) -> int:
        """How many containers there are, idle or busy."""
        self._reap(now)
        return len(self._idle) + self.busy

    def _reap(self, now: datetime) -> None:
        """Drop those idle for longer than their idle life: the list is in order of last use."""
        expired = 0
        for container in self._idle:
            if now - container.used <= self._idle_life:
                break
            expired += 1
        del self._idle[:expired]
