"""Containers (execution environments) of one qualifier; each serves one request at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(slots=True, eq=False)
class Container:
    """One execution environment.

    `used` is the instant of its last answer. `served` is the instant of its last answer to a real
    request, None before the first.
    """

    id: str
    used: datetime
    served: datetime | None = None
    requests: int = 0


class Pool:
    """The containers of one qualifier. As on Lambda, the container used last is taken first."""

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
        """Return a container that has answered; it is idle from now."""
        self.busy -= 1
        container.requests += 1
        container.used = now
        self._idle.append(container)

    def idle(self, now: datetime) -> int:
        """The number of idle containers."""
        self._reap(now)
        return len(self._idle)

    def warm(self, now: datetime) -> int:
        """The number of containers, idle or busy."""
        self._reap(now)
        return len(self._idle) + self.busy

    def _reap(self, now: datetime) -> None:
        """Drop containers past their idle life; the list is in order of last use."""
        expired = 0
        for container in self._idle:
            if now - container.used <= self._idle_life:
                break
            expired += 1
        del self._idle[:expired]
