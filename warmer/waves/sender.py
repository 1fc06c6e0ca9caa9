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
from warmer.plan.hold_time import HoldTiming, WaveTiming
from warmer.plan.repetition import WaveSeries
from warmer.plan.results import warming_result
from warmer.waves.burst import BurstSender, PingWave

CONNECT_TIMEOUT_S = 3
# All shards of a wave open their connections this long before their common instant. Together they
# measure the time to connect, and none of the connections is old. The last second is for preparing.
SHARD_CONNECTS_S = 6
SHARD_PREPARES_S = 1
# The wave of a shard is not repeated. So its first hold is twice the guess.
FIRST_SHARD = HoldTiming(late=1)
# A new container may take 10 s to initialise. A slower one starts again in its first invocation.
READ_TIMEOUT_S = 25
# The second wave reaches containers that the first reached too late, the third those missed by
# chance.
MOST_WAVES = 3
_TOO_LATE = "no time was left to send it"


@dataclass(frozen=True, slots=True)
class _DueWave:
    """The next wave of a series, and its endpoint."""

    series: WaveSeries
    endpoint: Endpoint

    @property
    def function(self) -> FunctionRef:
        return self.series.permit.warming.function

    @property
    def pings(self) -> int:
        return _pings(self.series)


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
        self._holds: dict[FunctionRef, HoldTiming] = {}
        self._starts: dict[FunctionRef, float] = {}
        # Functions with a guard that reports new containers: their logs are not needed.
        self._guarded: set[FunctionRef] = set()

    def send(
        self, permits: Sequence[Permit], deadline: float, *, barrier: Barrier | None = None
    ) -> list[WarmingResult]:
        """Send the pings of all permits, and return before `deadline` (epoch seconds).

        A ping without an answer by then is UNKNOWN. At most MOST_PINGS are in flight. With a
        barrier, which other shards share, each function has one wave.
        """
        run = _Run(deadline, barrier)
        most_waves = self._most_waves if barrier is None else 1
        until = (deadline - CONNECT_TIMEOUT_S) * 1000
        all_series = [
            WaveSeries(permit, most_waves, until, self._starts.get(permit.warming.function))
            for permit in permits
        ]
        while due := self._wait_for_due(all_series):
            for batch in schedule.batches(due, _pings, schedule.MOST_PINGS):
                self._send_batch(batch, run)
        for series in all_series:
            if series.start_ms is not None:
                self._starts[series.permit.warming.function] = series.start_ms
        return [
            warming_result(series.permit, series.waves, shared=barrier is not None)
            for series in all_series
        ]

    def _wait_for_due(self, all_series: Sequence[WaveSeries]) -> list[WaveSeries]:
        """Wait for the next wave; return the series that have one then, or none at the end."""
        following = [(series.next.at, series) for series in all_series if series.next is not None]
        if not following:
            return []
        now, first = self._clock.time() * 1000, min(at for at, _ in following)
        self._clock.sleep(max(0, first - now) / 1000)
        return [series for at, series in following if at <= max(first, now)]

    def _send_batch(self, batch: Sequence[WaveSeries], run: _Run) -> None:
        """Send the next wave of each series of a batch."""
        due: list[_DueWave] = []
        for series in batch:
            try:
                due.append(_DueWave(series, self._endpoint(series, run)))
            except EndpointError as error:
                self._record_unsent(series, error.code, str(error))
        needed: Counter[ConnectionTarget] = Counter()
        for each in due:
            needed[each.endpoint.target] += each.pings
        if run.barrier is not None and due:
            connects = run.barrier.instant / 1000 - SHARD_CONNECTS_S
            self._clock.sleep(max(0, min(connects, run.deadline) - self._clock.time()))
        with self._transport.connections(needed, self._connect_timeout_s(run)) as opened:
            for target, connected in opened.items():
                if not connected.connections:
                    run.failed_targets[target] = connected.failures[0]
            self._send_bursts(due, opened, run)

    def _send_bursts(self, due: Sequence[_DueWave], opened: OpenedByTarget, run: _Run) -> None:
        sender = BurstSender(self._clock, self._read_timeout_s, run.deadline)
        waves: list[tuple[_DueWave, PingWave]] = []
        for burst in schedule.batches(due, lambda each: each.pings, schedule.MOST_AT_ONCE):
            sender.wait_for_earlier()
            if run.deadline > self._clock.time():
                waves += zip(burst, self._fire(sender, burst, opened, run.barrier), strict=True)
            else:
                for each in burst:
                    self._record_unsent(each.series, PingCode.UNKNOWN, _TOO_LATE)
        sender.finish()
        for each, wave in waves:
            self._learn(each, wave)
            each.series.record(wave.timing.fired, wave.replies)

    def _endpoint(self, series: WaveSeries, run: _Run) -> Endpoint:
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
        place = series.permit.warming.function.place
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

    def _connect_timeout_s(self, run: _Run) -> float:
        """Return the seconds to connect in. A shard has the time before it prepares its pings."""
        now, timeout = self._clock.time(), float(CONNECT_TIMEOUT_S)
        if run.barrier is not None:
            left = run.barrier.instant / 1000 - now
            timeout = max(left - SHARD_PREPARES_S, left / 2)
        return max(0, min(timeout, run.deadline - now))

    def _fire(
        self,
        sender: BurstSender,
        burst: Sequence[_DueWave],
        opened: OpenedByTarget,
        barrier: Barrier | None,
    ) -> list[PingWave]:
        """Prepare and fire a burst: one ping over each connection."""
        total = sum(each.pings for each in burst)
        fires = self._clock.time() * 1000
        fires += hold_time.preparation_ms(total, self._transport.connecting)
        waves = []
        for each in burst:
            hold = self._hold_ms(each, total, HoldTiming() if barrier is None else FIRST_SHARD)
            if barrier is not None:
                fires = barrier.instant - hold
            timing = WaveTiming(total, fires, round(fires + hold))
            connected = opened[each.endpoint.target]
            prepared = self._prepared(each, timing, connected.take(each.pings))
            missing = [
                Reply(PingCode.UNREACHABLE, connected.failures.pop())
                for _ in range(each.pings - len(prepared))
            ]
            waves.append(PingWave(timing, prepared, missing))
        sender.fire(waves, fires)
        return waves

    def _hold_ms(self, due: _DueWave, total: int, unknown: HoldTiming) -> int:
        """Return the hold of a wave, if `total` pings are fired together."""
        known = self._holds.get(due.function, unknown)
        best = hold_time.hold_ms(total, known, self._transport.connecting)
        return ping_format.hold_ms(due.series.permit.warming.ping_format, best)

    def _prepared(
        self, due: _DueWave, timing: WaveTiming, connections: Sequence[HttpClientConnection]
    ) -> set[InFlightInvocation]:
        """Sign a ping for each connection, and prepare it to be fired."""
        warming, wave, hold_until = due.series.permit.warming, uuid.uuid4().hex, timing.hold_until
        hold = max(0, round(hold_until - timing.fired))
        log_tail = warming.function not in self._guarded
        signer = InvocationSigner(due.endpoint, warming, log_tail=log_tail)
        prepared = set()
        for index, connection in enumerate(connections):
            ping = Ping(wave, index, len(connections), hold_until)
            payload = ping_format.payload(warming.ping_format, ping, hold)
            request = signer.sign(payload)
            invocation = InFlightInvocation(connection, request, payload, self._clock)
            invocation.prepare()
            prepared.add(invocation)
        return prepared

    def _learn(self, due: _DueWave, wave: PingWave) -> None:
        """Remember the timing of a whole wave, and whether its function has a guard."""
        if due.series.next is not None and not due.series.next.probe:
            known = self._holds.get(due.function, HoldTiming())
            self._holds[due.function] = hold_time.updated(known, wave.timing, wave.replies)
        if any(reply.answer and reply.answer.first is not None for reply in wave.replies):
            self._guarded.add(due.function)

    def _record_unsent(self, series: WaveSeries, code: PingCode, reason: str) -> None:
        series.record(self._clock.time() * 1000, [Reply(code, reason)] * _pings(series))


def _pings(series: WaveSeries) -> int:
    """Return the pings of the next wave of a series."""
    return series.next.pings if series.next is not None else 0
