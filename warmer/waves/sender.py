"""Sends the waves of several functions: connects, prepares, fires, and repeats short waves."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from awscrt.http import HttpClientConnection

from kickoff.aws.place import Place
from warmer.adapters.endpoint import ConnectionTarget, Endpoint, EndpointError, Endpoints
from warmer.adapters.in_flight import InFlightInvocation
from warmer.adapters.signing import InvocationSigner
from warmer.adapters.transport import OpenedByTarget, Transport
from warmer.clock import SystemClock
from warmer.model import Barrier, FunctionRef, Permit, Ping, PingCode, Reply, WarmingResult
from warmer.plan import hold_time, ping_format, schedule
from warmer.plan.hold_time import ArrivalTiming, WaveTiming
from warmer.plan.results import warming_result
from warmer.waves.burst import BurstSender, PingWave

CONNECT_TIMEOUT_S = 3
# A new container may take 10 s to initialise. A slower one starts again in its first invocation.
READ_TIMEOUT_S = 25
# The second wave reaches containers that the first reached too late, the third those missed by
# chance.
MOST_WAVES = 3
_TOO_LATE = "no time was left to send it"

_Addressed = tuple[Permit, Endpoint]
_Replied = tuple[Permit, list[Reply]]  # the replies of one wave


@dataclass(slots=True)
class _Run:
    """One call to `send`: its deadline and barrier, and the reasons of targets that failed.

    A target or place that failed is not tried again for each function.
    """

    deadline: float
    barrier: Barrier | None
    failed_targets: dict[ConnectionTarget, str] = field(default_factory=dict)
    failed_places: dict[Place, EndpointError] = field(default_factory=dict)


class WaveSender:
    """Sends waves from this process, and remembers the timing of each function."""

    def __init__(
        self,
        endpoints: Endpoints,
        transport: Transport,
        clock: SystemClock,
        *,
        read_timeout_s: float = READ_TIMEOUT_S,
        most_waves: int = MOST_WAVES,
    ) -> None:
        self._endpoints = endpoints
        self._transport = transport
        self._clock = clock
        self._read_timeout_s = read_timeout_s
        self._most_waves = most_waves
        self._arrivals: dict[FunctionRef, ArrivalTiming | None] = {}
        # Functions with a guard that reports new containers: their logs are not needed.
        self._guarded: set[FunctionRef] = set()

    def send(
        self, permits: Sequence[Permit], deadline: float, *, barrier: Barrier | None = None
    ) -> list[WarmingResult]:
        """Send the pings of all permits, and return before `deadline` (epoch seconds).

        A ping without an answer by then is UNKNOWN. At most MOST_PINGS are in flight. With a
        barrier, which other shards share, each function has one wave.
        """
        replied: list[_Replied] = []
        run = _Run(deadline, barrier)
        short = [permit for permit in permits if permit.pings]
        for _ in range(self._most_waves if barrier is None else 1):
            for batch in schedule.batches(short, _pings, schedule.MOST_PINGS):
                replied += self._send_batch(batch, run)
            short = [permit for permit in short if self._is_short(permit, replied, run)]
        return [
            warming_result(permit, _waves_of(permit, replied), shared=barrier is not None)
            for permit in permits
        ]

    def _send_batch(self, batch: Sequence[Permit], run: _Run) -> list[_Replied]:
        """Send one wave for each permit of a batch."""
        replied: list[_Replied] = []
        reachable: list[_Addressed] = []
        for permit in batch:
            try:
                endpoint = self._endpoint(permit, run)
                reachable.append((permit, endpoint))
            except EndpointError as error:
                replied.append(_unsent(permit, error.code, str(error)))
        opened = self._connect(reachable, run)
        sender = BurstSender(self._transport, self._clock, self._read_timeout_s, run.deadline)
        waves: list[PingWave] = []
        for burst in schedule.batches(reachable, lambda each: each[0].pings, schedule.MOST_AT_ONCE):
            sender.wait_for_earlier()
            if run.deadline <= self._clock.time():
                replied += [_unsent(permit, PingCode.UNKNOWN, _TOO_LATE) for permit, _ in burst]
                continue
            waves += self._fire(sender, burst, opened, run.barrier)
        sender.finish()
        for wave in waves:
            self._learn(wave)
        return replied + [(wave.permit, wave.replies) for wave in waves]

    def _endpoint(self, permit: Permit, run: _Run) -> Endpoint:
        """Return the endpoint of a wave.

        Raises:
            EndpointError: It is too late, or the endpoint cannot be found or reached.
        """
        now = self._clock.time()
        if run.deadline <= now:
            raise EndpointError(PingCode.UNKNOWN, _TOO_LATE)
        if run.barrier is not None and run.barrier.instant <= now * 1000:
            reason = "the instant that all shards share was past before the pings were sent"
            raise EndpointError(PingCode.UNKNOWN, reason)
        place = permit.warming.function.place
        if place in run.failed_places:
            raise run.failed_places[place]
        try:
            endpoint = self._endpoints.find(place)
        except EndpointError as error:
            run.failed_places[place] = error
            raise
        if endpoint.target in run.failed_targets:
            raise EndpointError(PingCode.UNREACHABLE, run.failed_targets[endpoint.target])
        return endpoint

    def _connect(self, reachable: Sequence[_Addressed], run: _Run) -> OpenedByTarget:
        """Open a connection for each ping. A shard has time for that until its barrier."""
        needed: Counter[ConnectionTarget] = Counter()
        for permit, endpoint in reachable:
            needed[endpoint.target] += schedule.pings_per_wave(permit.pings)
        now, timeout = self._clock.time(), float(CONNECT_TIMEOUT_S)
        if run.barrier is not None:
            timeout = max(timeout, run.barrier.instant / 1000 - now)
        opened = self._transport.connect(needed, max(0, min(timeout, run.deadline - now)))
        for target, each in opened.items():
            if not each.connections:
                run.failed_targets[target] = each.failures[0]
        return opened

    def _fire(
        self,
        sender: BurstSender,
        burst: Sequence[_Addressed],
        opened: OpenedByTarget,
        barrier: Barrier | None,
    ) -> list[PingWave]:
        """Prepare and fire a burst: one ping over each connection."""
        total = sum(schedule.pings_per_wave(permit.pings) for permit, _ in burst)
        fires = self._clock.time() * 1000
        fires += hold_time.preparation_ms(total, self._transport.connecting)
        waves = []
        for permit, endpoint in burst:
            hold = self._hold_ms(permit, barrier, total)
            if barrier is not None:
                fires = barrier.instant - hold
            timing = WaveTiming(total, fires, round(fires + hold))
            pings = schedule.pings_per_wave(permit.pings)
            connections = opened[endpoint.target].take(pings)
            prepared = self._prepared(permit, endpoint, timing, connections)
            failures = opened[endpoint.target].failures
            missing = [
                Reply(PingCode.UNREACHABLE, failures.pop()) for _ in range(pings - len(connections))
            ]
            waves.append(PingWave(permit, endpoint.target, timing, prepared, missing))
        sender.fire(waves, fires)
        return waves

    def _hold_ms(self, permit: Permit, barrier: Barrier | None, total: int) -> int:
        """Return the hold of a wave, if `total` pings are fired together.

        With a barrier and without a measurement, the guess is for the pings of all shards: one
        service may receive them all.
        """
        warming, connecting = permit.warming, self._transport.connecting
        arrivals = self._arrivals.get(warming.function)
        if barrier is not None:
            return hold_time.hold_ms(barrier.pings, arrivals, connecting)
        best = hold_time.hold_ms(total, arrivals, connecting)
        return ping_format.hold_ms(warming.ping_format, best)

    def _prepared(
        self,
        permit: Permit,
        endpoint: Endpoint,
        timing: WaveTiming,
        connections: Sequence[tuple[HttpClientConnection, bool]],
    ) -> set[InFlightInvocation]:
        """Sign a ping for each connection, and prepare it to be fired."""
        warming, wave, hold_until = permit.warming, uuid.uuid4().hex, timing.hold_until
        hold = max(0, round(hold_until - timing.fired))
        log_tail = warming.function not in self._guarded
        signer = InvocationSigner(endpoint, warming, log_tail=log_tail)
        prepared = set()
        for index, (connection, kept) in enumerate(connections):
            ping = Ping(wave, index, len(connections), hold_until)
            payload = ping_format.payload(warming.ping_format, ping, hold)
            request = signer.sign(payload)
            invocation = InFlightInvocation(connection, request, payload, self._clock, kept=kept)
            invocation.prepare()
            prepared.add(invocation)
        return prepared

    def _learn(self, wave: PingWave) -> None:
        """Remember the timing of a wave, and whether its function has a guard."""
        function = wave.permit.warming.function
        known = self._arrivals.get(function)
        self._arrivals[function] = hold_time.updated(known, wave.timing, wave.replies)
        if any(reply.answer and reply.answer.first is not None for reply in wave.replies):
            self._guarded.add(function)

    def _is_short(self, permit: Permit, replied: Sequence[_Replied], run: _Run) -> bool:
        """Return whether to send another wave for a permit."""
        replies = [reply for wave in _waves_of(permit, replied) for reply in wave]
        in_time = run.deadline - self._clock.time() > CONNECT_TIMEOUT_S
        return in_time and schedule.needs_another_wave(permit.pings, replies)


def _pings(permit: Permit) -> int:
    return permit.pings


def _waves_of(permit: Permit, replied: Sequence[_Replied]) -> list[list[Reply]]:
    return [replies for sent, replies in replied if sent is permit]


def _unsent(permit: Permit, code: PingCode, reason: str) -> _Replied:
    return permit, [Reply(code, reason)] * schedule.pings_per_wave(permit.pings)
