"""Fires waves that are in flight together, sends pings again inside the hold, and waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count
from queue import Empty, SimpleQueue

from warmer.adapters.in_flight import InFlightInvocation
from warmer.clock import SystemClock
from warmer.model import PingCode, Reply
from warmer.plan import schedule
from warmer.plan.hold_time import WaveTiming


@dataclass(slots=True)
class PingWave:
    """One wave: its prepared pings, and the replies so far. Its timing is exact after firing."""

    timing: WaveTiming
    in_flight: set[InFlightInvocation]
    replies: list[Reply] = field(default_factory=list)


class BurstSender:
    """Fires waves and collects their replies.

    A ping whose rate was throttled is sent again inside the hold, after a while.
    """

    def __init__(self, clock: SystemClock, read_timeout_s: float, deadline: float) -> None:
        self._clock = clock
        self._read_timeout_s = read_timeout_s
        self._deadline = deadline
        self._waves: list[PingWave] = []
        self._ended: SimpleQueue[tuple[PingWave, InFlightInvocation]] = SimpleQueue()
        self._retries: list[tuple[float, int, PingWave, InFlightInvocation]] = []
        self._numbers = count()

    def wait_for_earlier(self) -> None:
        """Wait for the waves fired before, for at most twice their holds.

        Replies that arrive while pings are sent would delay these pings.
        """
        timings = [wave.timing for wave in self._waves]
        twice = max((2 * each.hold_until - each.fired for each in timings), default=0)
        self._collect(until=min(twice / 1000, self._deadline))

    def fire(self, waves: Sequence[PingWave], at: float) -> None:
        """Fire all pings of some waves at an instant (epoch milliseconds)."""
        self._collect(until=at / 1000)
        self._clock.sleep(max(0, at / 1000 - self._clock.time()))
        fired, total = self._clock.time() * 1000, sum(len(wave.in_flight) for wave in waves)
        for wave in waves:
            wave.timing = replace(wave.timing, count=total, fired=fired)
            for invocation in list(wave.in_flight):
                self._send(wave, invocation)
        self._waves += waves
        self._collect(until=self._clock.time())

    def finish(self) -> None:
        """Wait for all replies: at most the read timeout, and never past the deadline."""
        timeout_at = self._read_timeout_s + max(
            (wave.timing.fired / 1000 for wave in self._waves), default=0
        )
        self._collect(until=min(timeout_at, self._deadline))
        late = PingCode.TIMEOUT if timeout_at <= self._deadline else PingCode.UNKNOWN
        for wave in self._waves:
            for invocation in wave.in_flight:
                invocation.connection.close()
                wave.replies.append(invocation.reply(wave.timing.hold_until, otherwise=late))
            wave.in_flight.clear()

    def _send(self, wave: PingWave, invocation: InFlightInvocation) -> None:
        invocation.fire(lambda invocation: self._ended.put((wave, invocation)))

    def _collect(self, until: float) -> None:
        """Take replies and send retries, until an instant (epoch seconds) or the last reply."""
        while any(wave.in_flight for wave in self._waves):
            now = self._clock.time()
            if self._retries and self._retries[0][0] <= now * 1000:
                _, _, wave, invocation = heappop(self._retries)
                invocation.prepare()
                self._send(wave, invocation)
                continue
            next_retry = self._retries[0][0] / 1000 if self._retries else until
            timeout = max(0, min(next_retry, until) - now)
            try:
                wave, invocation = self._ended.get(timeout=timeout)
            except Empty:
                if self._clock.time() >= until:
                    return
                continue
            self._take_reply(wave, invocation)

    def _take_reply(self, wave: PingWave, invocation: InFlightInvocation) -> None:
        """Keep the reply of an ended ping, or send the ping again."""
        now, hold_until = self._clock.time() * 1000, wave.timing.hold_until
        reply = invocation.reply(hold_until, otherwise=PingCode.BROKEN)
        usable = invocation.complete and invocation.connection.is_open()
        if usable and (at := schedule.retry_at(reply, hold_until, now)) is not None:
            heappush(self._retries, (at, next(self._numbers), wave, invocation))
            invocation.retries += 1
            return
        wave.in_flight.remove(invocation)
        wave.replies.append(reply)
