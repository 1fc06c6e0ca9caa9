"""Containers (execution environments) of one version; each serves one request at a time."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(slots=True, eq=False)
class Container:
    """One execution environment; `provisioned`: it was initialised before any request.

    `started`: its initialisation is over. `used` is the instant of its last answer. `served` is the
    instant of its last answer to a real request, None before the first. `qualifier` is the one that
    its last request named.
    """

    id: str
    used: datetime
    qualifier: str = ""
    provisioned: bool = False
    started: bool = False
    served: datetime | None = None
    requests: int = 0

    @property
    def cold(self) -> bool:
        """Return whether its current request waits for the initialisation."""
        return not self.started and not self.provisioned


Accept = Callable[[Container], None]
"""Takes the container of a request that waited; called once."""


class Pool:
    """The containers of one version, also those that its aliases provision.

    A request takes a provisioned container if one is free, else the container used last, as on
    Lambda. `made` counts the containers that were started.
    """

    def __init__(self, name: str, idle_life: timedelta) -> None:
        self._name = name
        self._idle_life = idle_life
        self._idle: list[Container] = []
        self._provisioned: list[Container] = []
        self._waiting: deque[Accept] = deque()
        self._busy: Counter[str] = Counter()
        self._busy_provisioned = 0
        self.made = 0

    @property
    def busy(self) -> int:
        """The number of requests in flight."""
        return self._busy.total()

    def busy_for(self, qualifier: str) -> int:
        """The number of requests in flight that name a qualifier."""
        return self._busy[qualifier]

    def take(self, now: datetime, qualifier: str, provisioned: int) -> Container:
        """A provisioned container if one of `provisioned` is free, an idle one, or a new one."""
        self._reap(now)
        del self._provisioned[max(0, provisioned - self._busy_provisioned) :]
        self._busy[qualifier] += 1
        if self._busy_provisioned < provisioned:
            self._busy_provisioned += 1
            free, initialised = self._provisioned, True
        else:
            free, initialised = self._idle, False
        container = free.pop() if free else self._new(now, provisioned=initialised)
        container.qualifier = qualifier
        return container

    def needs_start(self, now: datetime, provisioned: int) -> bool:
        """Return whether the next request would start a container."""
        return self._busy_provisioned >= provisioned and not self.idle(now)

    def give_back(self, container: Container, now: datetime) -> None:
        """Return a container that has answered; a request that waits takes it, or it is idle."""
        self._busy[container.qualifier] -= 1
        container.requests += 1
        container.started = True
        if container.provisioned:
            container.used = now
            self._busy_provisioned -= 1
            self._provisioned.append(container)
        else:
            self._free(container, now)

    def wait(self, accept: Accept) -> None:
        """Hand the next container that frees or starts to a request, in order of arrival."""
        self._waiting.append(accept)

    def finish_start(self, container: Container, now: datetime) -> None:
        """End the initialisation of a container whose request accepts any container."""
        container.started = True
        self._free(container, now)

    def _free(self, container: Container, now: datetime) -> None:
        container.used = now
        if self._waiting:
            self._waiting.popleft()(container)
        else:
            self._idle.append(container)

    def idle(self, now: datetime) -> int:
        """The number of idle containers that were not provisioned."""
        self._reap(now)
        return len(self._idle)

    def warm(self, now: datetime) -> int:
        """The number of containers, idle or busy; provisioned ones count once they were used."""
        return self.idle(now) + len(self._provisioned) + self.busy

    def _new(self, now: datetime, *, provisioned: bool) -> Container:
        self.made += 1
        return Container(f"{self._name}/{self.made}", now, provisioned=provisioned)

    def _reap(self, now: datetime) -> None:
        """Drop containers past their idle life; the list is in order of last use."""
        expired = 0
        for container in self._idle:
            if now - container.used <= self._idle_life:
                break
            expired += 1
        del self._idle[:expired]
