"""Pings and live requests in one pool of containers, request by request, in simulated time.

Live requests arrive at random, at a rate that swings. As on Lambda, each takes the idle container
used last, or starts a new one. It then waits for its own, or, handed over, takes the first that
frees or starts. Pings take containers from the same pool and hold them. The warmer reads
CloudWatch's peak of each minute.
"""

import math
import random
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from heapq import heappop, heappush

from simulator.traits import Placement
from warmer.plan import live_traffic

_DAY = datetime(2026, 12, 5, tzinfo=UTC)
_SWING = 0.2
_SWING_S = 420.0
_LIVE_FROM_S = 60.0


class WavePolicy(StrEnum):
    """The number of containers that a wave pings."""

    NONE = "no warming"
    SEIZE = "ping all N"
    TOP_UP = "top-up"


@dataclass(frozen=True, slots=True)
class WarmedFunction:
    """A function, its live traffic and its warming; all times in seconds.

    `live` is the mean of concurrent live requests. They begin a minute after the first wave.
    """

    desired: int = 40
    live: float = 20
    lasts: float = 900
    request: float = 0.4
    start: float = 0.5
    every: float = 300
    spread: float = 0.03
    hold: float = 0.08
    idle_life: float = 900
    placement: Placement = Placement.BOUND
    seed: int = 1998


@dataclass(slots=True)
class Harm:
    """Result of a run.

    `cold`: live requests that found no idle container. `waited`: seconds that these waited for one.
    `by_pings`: the cold ones that arrived while pings held containers. `held`: container-seconds
    that pings occupied. `warm`: the lowest number of containers right after a wave.
    """

    requests: int = 0
    cold: int = 0
    waited: float = 0.0
    by_pings: int = 0
    pings: int = 0
    held: float = 0.0
    warm: int = 0


def simulate(function: WarmedFunction, policy: WavePolicy) -> Harm:
    """Run a function under a policy; the traffic is the same under every policy."""
    pool = _Pool(function, policy)
    for at, lasts in _traffic(function):
        pool.advance(at)
        pool.serve(at, lasts)
    pool.advance(function.lasts)
    return pool.harm


def _traffic(function: WarmedFunction) -> Iterator[tuple[float, float]]:
    """Arrivals and durations: a Poisson process of swinging rate, by thinning."""
    chance = random.Random(function.seed)  # noqa: S311 (repeatable)
    highest = function.live / function.request * (1 + _SWING)
    at = _LIVE_FROM_S
    while highest and (at := at + chance.expovariate(highest)) < function.lasts:
        rate = (1 + _SWING * math.sin(2 * math.pi * at / _SWING_S)) / (1 + _SWING)
        lasts = chance.expovariate(1 / function.request)
        if chance.random() < rate:
            yield at, lasts


@dataclass(frozen=True, slots=True)
class _Request:
    """A request that found no idle container. A ping holds until `until`, others for `lasts`."""

    at: float
    lasts: float = 0.0
    until: float | None = None


@dataclass(slots=True)
class _Pool:
    """Idle containers by last use, the youngest last; requests in containers by their end.

    `arriving` are the pings of a wave. Handed over, containers start (`starts`, the instants at
    which they have started) while requests wait in `queue`.
    """

    function: WarmedFunction
    policy: WavePolicy
    harm: Harm = field(default_factory=Harm)
    idle: deque[float] = field(default_factory=deque)
    ends: list[tuple[float, bool]] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    queue: deque[_Request] = field(default_factory=deque)
    arriving: deque[tuple[float, float]] = field(default_factory=deque)
    live: int = 0
    pinged: int = 0
    next_wave: float = 0.0
    peaks: Counter[datetime] = field(default_factory=Counter)
    pings_by_minute: dict[datetime, int] = field(default_factory=dict)

    def advance(self, to: float) -> None:
        """Process the waves, pings and ends up to an instant."""
        while True:
            wave = self.next_wave if self.policy is not WavePolicy.NONE else math.inf
            ping = self.arriving[0][0] if self.arriving else math.inf
            end = self.ends[0][0] if self.ends else math.inf
            start = self.starts[0] if self.starts else math.inf
            first = min(wave, ping, end, start)
            if first > to:
                return
            if first == end:
                self._end()
            elif first == start:
                self._free(heappop(self.starts))
            elif first == ping:
                self._ping(*self.arriving.popleft())
            else:
                self._wave()

    def serve(self, at: float, lasts: float) -> None:
        """A live request arrives."""
        self.harm.requests += 1
        self.live += 1
        if self._take(at):
            heappush(self.ends, (at + lasts, False))
        else:
            self.harm.cold += 1
            self.harm.by_pings += self.pinged > 0
            self._start(_Request(at, lasts))
        self._note_peak(at)

    def _wave(self) -> None:
        at = self.next_wave
        self.next_wave = at + self.function.every
        minute = _minute(at)
        recent = {
            each: peak
            for each, peak in self.peaks.items()
            if minute - live_traffic.LOOKED_BACK <= each < minute
        }
        busy = live_traffic.busy(recent, self.pings_by_minute, None, minute)
        pings = self.function.desired
        if self.policy is WavePolicy.TOP_UP:
            pings = live_traffic.pings_needed(pings, busy)
        self.pings_by_minute[minute] = pings
        self.harm.pings += pings
        gap, until = self.function.spread / max(1, pings), at + self.function.hold
        self.arriving.extend((at + number * gap, until) for number in range(pings))

    def _ping(self, at: float, until: float) -> None:
        """A ping arrives; a warm container holds it, a new one answers after its start."""
        self.pinged += 1
        if self._take(at):
            self.harm.held += until - at
            heappush(self.ends, (until, True))
        else:
            self.harm.held += self.function.start
            self._start(_Request(at, until=until))
        self._note_peak(at)
        if not self.arriving:
            containers = len(self.idle) + len(self.ends) + len(self.starts)
            self.harm.warm = min(self.harm.warm or containers, containers)

    def _start(self, request: _Request) -> None:
        """Start a container for a request."""
        started = request.at + self.function.start
        if self.function.placement is Placement.BOUND:
            self._begin(request, started)
        else:
            heappush(self.starts, started)
            self.queue.append(request)

    def _begin(self, request: _Request, at: float) -> None:
        """Begin a request that waited, in a container that is free at an instant."""
        if request.until is None:
            self.harm.waited += at - request.at
            heappush(self.ends, (at + request.lasts, False))
        else:
            until = max(request.until, at)
            self.harm.held += until - at
            heappush(self.ends, (until, True))

    def _end(self) -> None:
        at, is_ping = heappop(self.ends)
        self.pinged -= is_ping
        self.live -= not is_ping
        self._free(at)

    def _free(self, at: float) -> None:
        """Give a free container to the request that waits longest, or leave it idle."""
        if self.queue:
            self._begin(self.queue.popleft(), at)
        else:
            self.idle.append(at)

    def _take(self, at: float) -> bool:
        """Take an idle container; False if there is none."""
        while self.idle and at - self.idle[0] > self.function.idle_life:
            self.idle.popleft()
        if not self.idle:
            return False
        self.idle.pop()
        return True

    def _note_peak(self, at: float) -> None:
        minute = _minute(at)
        self.peaks[minute] = max(self.peaks[minute], self.live + self.pinged)


def _minute(at: float) -> datetime:
    return _DAY + timedelta(minutes=at // 60)
