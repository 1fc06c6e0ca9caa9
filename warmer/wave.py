"""Runs waves: connections first, then sign, then fire; then count who answered."""

import time
import uuid
from collections.abc import Iterable
from concurrent.futures import wait
from dataclasses import dataclass, field

from warmer import plan
from warmer.adapters.endpoint import EndpointError, Endpoints
from warmer.adapters.flight import Flight
from warmer.adapters.signing import Invocations
from warmer.adapters.transport import Transport
from warmer.model import Code, Function, Launch, Ping, Reply, Result, Warming

CONNECT_TIMEOUT_S = 3
# A new container may take 10 s to initialise, and a slow one starts over in its first invocation.
READ_TIMEOUT_S = 25


@dataclass(frozen=True, slots=True)
class _Wave:
    """A wave on its way; `grounded` are the replies of pings that could not be sent."""

    warming: Warming
    grounded: list[Reply]
    flights: list[Flight] = field(default_factory=list)
    launch: Launch | None = None


class Waves:
    """Runs one wave a function, and remembers how fast each went."""

    def __init__(
        self, endpoints: Endpoints, transport: Transport, read_timeout_s: float = READ_TIMEOUT_S
    ) -> None:
        self._endpoints = endpoints
        self._transport = transport
        self._read_timeout_s = read_timeout_s
        self._paces: dict[Function, float | None] = {}

    def run(self, warmings: Iterable[Warming], deadline: float) -> list[Result]:
        """Send the waves one after the other, then wait for all; be back by `deadline`.

        That is in epoch seconds; a ping without an answer by then is UNKNOWN. Never are more than
        MOST_PINGS in flight.
        """
        results: list[Result] = []
        flying: list[_Wave] = []
        for warming in warmings:
            count = min(warming.count, plan.MOST_PINGS)
            if count + sum(len(wave.flights) for wave in flying) > plan.MOST_PINGS:
                results += [self._land(wave, deadline) for wave in flying]
                flying = []
            flying.append(self._launch(warming, count, deadline))
        return results + [self._land(wave, deadline) for wave in flying]

    def _launch(self, warming: Warming, count: int, deadline: float) -> _Wave:
        patience = min(CONNECT_TIMEOUT_S, deadline - time.time())
        if patience <= 0:
            return _Wave(warming, [Reply(Code.UNKNOWN, "no time was left to send it")] * count)
        try:
            endpoint = self._endpoints.find(warming.function.place)
        except EndpointError as error:
            return _Wave(warming, [Reply(error.code, str(error))] * count)
        connections, failures = self._transport.connect(endpoint, count, patience)
        made = time.time() * 1000
        hold = plan.hold_ms(count, self._paces.get(warming.function))
        launch = Launch(count, made, round(made + hold))
        invocations = Invocations(endpoint, warming.function)
        wave, flights = uuid.uuid4().hex, []
        for index, connection in enumerate(connections):
            payload = plan.payload(Ping(wave, index, count, launch.hold_until))
            flights.append(Flight(connection, invocations.sign(payload), payload))
        for flight in flights:
            flight.fire()
        grounded = [Reply(Code.UNREACHABLE, failure) for failure in failures]
        return _Wave(warming, grounded, flights, launch)

    def _land(self, wave: _Wave, deadline: float) -> Result:
        replies = list(wave.grounded)
        if wave.launch is not None:
            patience_ends = wave.launch.made / 1000 + self._read_timeout_s
            wait(
                [flight.done for flight in wave.flights],
                max(0, min(patience_ends, deadline) - time.time()),
            )
            late = Code.TIMEOUT if patience_ends <= deadline else Code.UNKNOWN
            replies += [flight.reply(otherwise=late) for flight in wave.flights]
            function = wave.warming.function
            self._paces[function] = plan.learned(self._paces.get(function), wave.launch, replies)
        report = plan.tally(wave.warming.count, replies)
        return Result(wave.warming, report, plan.verdict(report, replies))
