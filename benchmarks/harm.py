"""What pings do to live traffic: a pool of containers in simulated time, request by request.

Live requests arrive at random, at a rate that swings; Lambda gives each the idle container used
last, or starts one. Pings take containers from the same pool and hold them. CloudWatch's peaks of
each minute are what the warmer goes by, as on the real thing.
"""

import math
import random
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from heapq import heappop, heappush

from warmer.plan import live_traffic

_DAWN = datetime(2026, 12, 5, tzinfo=UTC)
_SWING = 0.2
_SWING_S = 420.0


class Policy(StrEnum):
    """How many containers a wave pings."""

    NONE = "no warming"
    SEIZE = "pings seize all N"
    TOP_UP = "top-up"


@dataclass(frozen=True, slots=True)
class Setting:
    """A function and its warming; seconds. `live` is the mean of live requests at once.

    Live traffic begins a minute after the first wave.
    """

    wanted: int = 40
    live: float = 20
    lasts: float = 900
    request: float = 0.4
    start: float = 0.5
    every: float = 300
    spread: float = 0.03
    hold: float = 0.08
    idle_life: float = 900
    seed: int = 1998


@dataclass(slots=True)
class Harm:
    """What came of it.

    `cold`: live requests that met a cold start; `by_pings`: those of them that arrived while pings
    held containers. `held`: container-seconds in which pings kept containers from live requests.
    `warm`: the containers there were, at the least, just after a wave.
    """

    requests: int = 0
    cold: int = 0
    by_pings: int = 0
    pings: int = 0
    held: float = 0.0
    warm: int = 0


def suffered(setting: Setting, policy: Policy) -> Harm:
    """Live through it; the same setting has the same traffic under every policy."""
    pool = _Pool(setting, policy)
    for at, lasts in _traffic(setting):
        pool.pass_to(at)
        pool.serve(at, lasts)
    pool.pass_to(setting.lasts)
    return pool.harm


def _traffic(setting: Setting) -> Iterator[tuple[float, float]]:
    """Instants of arrival and durations: a Poisson process of swinging rate, by thinning."""
    chance = random.Random(setting.seed)  # noqa: S311 (the same each time, on purpose)
    most = setting.live / setting.request * (1 + _SWING)
    at = 60.0
    while most and (at := at + chance.expovariate(most)) < setting.lasts:
        rate = (1 + _SWING * math.sin(2 * math.pi * at / _SWING_S)) / (1 + _SWING)
        lasts = chance.expovariate(1 / setting.request)
        if chance.random() < rate:
            yield at, lasts


@dataclass(slots=True)
class _Pool:
    """Idle containers by when they were last used, the youngest last; ends of what is in flight."""

    setting: Setting
    policy: Policy
    harm: Harm = field(default_factory=Harm)
    idle: deque[float] = field(default_factory=deque)
    ends: list[tuple[float, bool]] = field(default_factory=list)
    waiting: deque[tuple[float, float]] = field(default_factory=deque)
    live: int = 0
    pinged: int = 0
    next_wave: float = 0.0
    peaks: Counter[datetime] = field(default_factory=Counter)
    own: dict[datetime, int] = field(default_factory=dict)

    def pass_to(self, at: float) -> None:
        """All that happens until an instant, but live arrivals."""
        while True:
            wave = self.next_wave if self.policy is not Policy.NONE else math.inf
            ping = self.waiting[0][0] if self.waiting else math.inf
            end = self.ends[0][0] if self.ends else math.inf
            first = min(wave, ping, end)
            if first > at:
                return
            if first == end:
                self._end()
            elif first == ping:
                self._ping(*self.waiting.popleft())
            else:
                self._wave()

    def serve(self, at: float, lasts: float) -> None:
        """A live request arrives."""
        self.harm.requests += 1
        if self._take(at):
            self.harm.cold += 1
            self.harm.by_pings += self.pinged > 0
            lasts += self.setting.start
        self.live += 1
        heappush(self.ends, (at + lasts, False))
        self._note(at)

    def _wave(self) -> None:
        at, every = self.next_wave, self.setting.every
        self.next_wave = at + every
        minute = _minute(at)
        recent = {
            each: peak
            for each, peak in self.peaks.items()
            if minute - live_traffic.LOOKED_BACK <= each < minute
        }
        busy = live_traffic.busy(recent, self.own, None, minute)
        pings = self.setting.wanted
        if self.policy is Policy.TOP_UP:
            pings = live_traffic.pings_needed(pings, busy)
        self.own[minute] = pings
        self.harm.pings += pings
        gap, until = self.setting.spread / max(1, pings), at + self.setting.hold
        self.waiting.extend((at + number * gap, until) for number in range(pings))

    def _ping(self, at: float, until: float) -> None:
        """A ping arrives; a warm container holds it, a new one answers once it has started."""
        if self._take(at):
            until = max(until, at + self.setting.start)
        self.pinged += 1
        self.harm.held += until - at
        heappush(self.ends, (until, True))
        self._note(at)
        if not self.waiting:
            there = len(self.idle) + self.live + self.pinged
            self.harm.warm = min(self.harm.warm or there, there)

    def _end(self) -> None:
        at, of_ping = heappop(self.ends)
        self.pinged -= of_ping
        self.live -= not of_ping
        self.idle.append(at)

    def _take(self, at: float) -> bool:
        """Take a container; True if it has to start."""
        while self.idle and at - self.idle[0] > self.setting.idle_life:
            self.idle.popleft()
        if not self.idle:
            return True
        self.idle.pop()
        return False

    def _note(self, at: float) -> None:
        minute = _minute(at)
        self.peaks[minute] = max(self.peaks[minute], self.live + self.pinged)


def _minute(at: float) -> datetime:
    return _DAWN + timedelta(minutes=at // 60)
