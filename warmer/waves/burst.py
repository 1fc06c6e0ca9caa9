"""Fires waves that are in flight together, sends pings again inside the hold, and waits."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count
from queue import Empty, SimpleQueue

from awscrt.http import HttpClientConnection

from warmer.adapters.endpoint import ConnectionTarget
from warmer.adapters.in_flight import InFlightInvocation
from warmer.adapters.transport import Transport
from warmer.clock import SystemClock
from warmer.model import Permit, PingCode, Reply
from warmer.plan import schedule
from warmer.plan.hold_time import WaveTiming


@dataclass(slots=True)
class PingWave:
    """One wave: its prepared pings, and the replies so far. Its timing is exact after firing."""

    permit: Permit
    target: ConnectionTarget
    timing: WaveTiming
    in_flight: set[InFlightInvocation]
    replies: list[Reply] = field(default_factory=list)


_Reconnect = Future[HttpClientConnection]


class BurstSender:
    """Fires waves and collects their replies.

    Inside the hold a ping is sent again: at once if a kept connection was broken, and after a while
    if the rate was throttled.
    """

    def __init__(
        self, transport: Transport, clock: SystemClock, read_timeout_s: float, deadline: float
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._read_timeout_s = read_timeout_s
        self._deadline = deadline
        self._waves: list[PingWave] = []
        self._ended: SimpleQueue[tuple[PingWave, InFlightInvocation, _Reconnect | None]] = (
            SimpleQueue()
        )
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
        invocation.fire(lambda invocation: self._ended.put((wave, invocation, None)))

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
                wave, invocation, reconnect = self._ended.get(timeout=timeout)
            except Empty:
                if self._clock.time() >= until:
                    return
                continue
            if reconnect is None:
                self._take_reply(wave, invocation)
            else:
                self._send_reconnected(wave, invocation, reconnect)

    def _take_reply(self, wave: PingWave, invocation: InFlightInvocation) -> None:
        """Keep the reply of an ended ping, or send the ping again."""
        now, hold_until = self._clock.time() * 1000, wave.timing.hold_until
        if invocation.kept_connection_failed and now < hold_until:
            attempt = self._transport.open(wave.target)
            attempt.add_done_callback(
                lambda reconnect: self._ended.put((wave, invocation, reconnect))
            )
            return
        reply = invocation.reply(hold_until, otherwise=PingCode.BROKEN)
        if invocation.complete and invocation.connection.is_open():
            if (at := schedule.retry_at(reply, hold_until, now)) is not None:
                heappush(self._retries, (at, next(self._numbers), wave, invocation))
                invocation.retries += 1
                return
            self._transport.keep(wave.target, invocation.connection)
        else:
            invocation.connection.close()
        _end(wave, invocation, reply)

    def _send_reconnected(
        self, wave: PingWave, invocation: InFlightInvocation, reconnect: _Reconnect
    ) -> None:
        """Send a ping again on a new connection, unless there is none or the hold is over."""
        hold_until = wave.timing.hold_until
        failed = reconnect.exception() is not None
        if failed or self._clock.time() * 1000 >= hold_until:
            if not failed:
                self._transport.keep(wave.target, reconnect.result())
            _end(wave, invocation, invocation.reply(hold_until, otherwise=PingCode.BROKEN))
            return
        invocation.reconnect(reconnect.result())
        invocation.prepare()
        invocation.retries += 1
        self._send(wave, invocation)


def _end(wave: PingWave, invocation: InFlightInvocation, reply: Reply) -> None:
    wave.in_flight.remove(invocation)
    wave.replies.append(reply)
