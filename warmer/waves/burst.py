"""The waves that are in flight together: signed, fired, and waited for."""

import time
import uuid
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from queue import Empty, SimpleQueue

from awscrt.http import HttpClientConnection

from warmer.adapters.endpoint import Endpoint
from warmer.adapters.in_flight import InFlightInvocation
from warmer.adapters.signing import InvocationSigner
from warmer.adapters.transport import Transport
from warmer.model import Ping, PingCode, Reply, Warming, WaveTiming
from warmer.plan import ping_format, schedule


@dataclass(slots=True)
class Wave:
    """One wave on its way, and the replies so far."""

    endpoint: Endpoint
    launch: WaveTiming
    flying: set[InFlightInvocation] = field(default_factory=set)
    replies: list[Reply] = field(default_factory=list)
    retried: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """A wave to be sent: a ping over each connection, with whether that was kept open."""

    endpoint: Endpoint
    warming: Warming
    connections: Sequence[tuple[HttpClientConnection, bool]]
    hold_until: int
    log_tail: bool


_Moved = Future[HttpClientConnection]


class BurstSender:
    """Fires waves and brings their replies home.

    Inside the hold a ping is sent again: at once where a kept connection had died, and after a
    while where the rate was throttled.
    """

    def __init__(self, transport: Transport, read_timeout_s: float, deadline: float) -> None:
        self._transport = transport
        self._read_timeout_s = read_timeout_s
        self._deadline = deadline
        self._waves: list[Wave] = []
        self._ended: SimpleQueue[tuple[Wave, InFlightInvocation, _Moved | None]] = SimpleQueue()
        self._waiting: list[tuple[float, int, Wave, InFlightInvocation]] = []
        self._numbers = count()

    def settle(self) -> None:
        """Wait until the waves before are home, but no longer than twice their holds.

        Replies that come in while pings go out make these late.
        """
        twice = max((2 * w.launch.hold_until - w.launch.fired for w in self._waves), default=0)
        self._serve(until=min(twice / 1000, self._deadline))

    def launch(self, orders: Sequence[Order], fires: float) -> list[Wave]:
        """Make the pings of all, wait until it is time (epoch milliseconds), and fire them."""
        made = [_flights(order, fires) for order in orders]
        self._serve(until=fires / 1000)
        time.sleep(max(0, fires / 1000 - time.time()))
        fired, total = time.time() * 1000, sum(map(len, made))
        waves = []
        for order, flights in zip(orders, made, strict=True):
            launch = WaveTiming(total, fired, order.hold_until)
            waves.append(Wave(order.endpoint, launch, set(flights)))
            for flight in flights:
                self._fire(waves[-1], flight)
        self._waves += waves
        self._serve(until=time.time())
        return waves

    def land(self) -> None:
        """Wait for all replies, for at most the read timeout and never past the deadline."""
        patience_ends = self._read_timeout_s + max(
            (wave.launch.fired / 1000 for wave in self._waves), default=0
        )
        self._serve(until=min(patience_ends, self._deadline))
        late = PingCode.TIMEOUT if patience_ends <= self._deadline else PingCode.UNKNOWN
        for wave in self._waves:
            for flight in wave.flying:
                flight.connection.close()
                wave.replies.append(flight.reply(otherwise=late))
            wave.flying.clear()

    def _fire(self, wave: Wave, flight: InFlightInvocation) -> None:
        flight.fire(lambda flight: self._ended.put((wave, flight, None)))

    def _serve(self, until: float) -> None:
        """Take in what ends, and send again what is to be, until an instant or the last reply."""
        while any(wave.flying for wave in self._waves):
            now = time.time()
            if self._waiting and self._waiting[0][0] <= now * 1000:
                _, _, wave, flight = heappop(self._waiting)
                flight.prepare()
                self._fire(wave, flight)
                continue
            next_retry = self._waiting[0][0] / 1000 if self._waiting else until
            try:
                wave, flight, moved = self._ended.get(timeout=max(0, min(next_retry, until) - now))
            except Empty:
                if time.time() >= until:
                    return
                continue
            if moved is None:
                self._take(wave, flight)
            else:
                self._go_on(wave, flight, moved)

    def _take(self, wave: Wave, flight: InFlightInvocation) -> None:
        """A ping has ended: send it again or keep its reply."""
        now = time.time() * 1000
        if flight.died and now < wave.launch.hold_until:
            attempt = self._transport.open(wave.endpoint.line)
            attempt.add_done_callback(lambda moved: self._ended.put((wave, flight, moved)))
            return
        reply = flight.reply(otherwise=PingCode.BROKEN)
        if flight.complete and flight.connection.is_open():
            if (at := schedule.retry_at(reply, wave.launch.hold_until, now)) is not None:
                heappush(self._waiting, (at, next(self._numbers), wave, flight))
                wave.retried += 1
                return
            self._transport.keep(wave.endpoint.line, flight.connection)
        else:
            flight.connection.close()
        self._settle(wave, flight, reply)

    def _go_on(self, wave: Wave, flight: InFlightInvocation, moved: _Moved) -> None:
        """There is a new connection in place of a dead one, or none."""
        if moved.exception() is not None or time.time() * 1000 >= wave.launch.hold_until:
            if moved.exception() is None:
                self._transport.keep(wave.endpoint.line, moved.result())
            self._settle(wave, flight, flight.reply(otherwise=PingCode.BROKEN))
            return
        flight.move(moved.result())
        flight.prepare()
        wave.retried += 1
        self._fire(wave, flight)

    def _settle(self, wave: Wave, flight: InFlightInvocation, reply: Reply) -> None:
        wave.flying.remove(flight)
        wave.replies.append(reply)


def _flights(order: Order, fires: float) -> list[InFlightInvocation]:
    """The pings of a wave, signed and ready to be fired."""
    dialect, wave, of = order.warming.dialect, uuid.uuid4().hex, len(order.connections)
    context, hold = ping_format.client_context(dialect), max(0, round(order.hold_until - fires))
    function, log_tail = order.warming.function, order.log_tail
    signer = InvocationSigner(order.endpoint, function, log_tail=log_tail, client_context=context)
    flights = []
    for index, (connection, kept) in enumerate(order.connections):
        payload = ping_format.payload(dialect, Ping(wave, index, of, order.hold_until), hold)
        request = signer.sign(payload)
        flights.append(
            InFlightInvocation(connection, request, payload, order.hold_until, kept=kept)
        )
        flights[-1].prepare()
    return flights
