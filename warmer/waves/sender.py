"""Waves a function: connections first, then sign, then fire; again for those that fell short."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kickoff.aws.place import Place
from warmer.adapters.endpoint import ConnectionTarget, Endpoint, EndpointError, Endpoints
from warmer.adapters.transport import OpenedConnections, Transport
from warmer.model import Barrier, FunctionRef, PingCode, Reply, Warming, WarmingResult
from warmer.plan import hold_time, ping_format, schedule
from warmer.plan.hold_time import ArrivalTiming
from warmer.plan.results import tally, verdict
from warmer.waves.burst import BurstSender, Order, Wave

CONNECT_TIMEOUT_S = 3
# A new container may take 10 s to initialise, and a slow one starts over in its first invocation.
READ_TIMEOUT_S = 25
# The second finds those that the first reached too late, the third what chance kept from it.
MOST_WAVES = 3
_TOO_LATE = PingCode.UNKNOWN, "no time was left to send it"


@dataclass(slots=True)
class _Effort:
    """All that is done for one function: the replies of each wave."""

    warming: Warming
    common: Barrier | None
    waves: list[list[Reply]] = field(default_factory=list)
    retried: int = 0

    def ground(self, code: PingCode, reason: str) -> None:
        """Note that none of a wave could be sent."""
        self.waves.append([Reply(code, reason)] * schedule.pings(self.warming.count))

    @property
    def result(self) -> WarmingResult:
        shared = self.common is not None
        report = tally(self.warming.count, *self.waves, retried=self.retried, shared=shared)
        replies = [reply for wave in self.waves for reply in wave]
        return WarmingResult(self.warming, report, verdict(report, replies))


_Bound = tuple[_Effort, Endpoint]


@dataclass(slots=True)
class _Silent:
    """What has not answered in this run, and why: it is not asked again for each function."""

    lines: dict[ConnectionTarget, str] = field(default_factory=dict)
    places: dict[Place, EndpointError] = field(default_factory=dict)


class WaveSender:
    """Runs waves, and remembers how fast each function's went."""

    def __init__(
        self,
        endpoints: Endpoints,
        transport: Transport,
        *,
        read_timeout_s: float = READ_TIMEOUT_S,
        most_waves: int = MOST_WAVES,
    ) -> None:
        self._endpoints = endpoints
        self._transport = transport
        self._read_timeout_s = read_timeout_s
        self._most_waves = most_waves
        self._paces: dict[FunctionRef, ArrivalTiming | None] = {}
        self._telling: set[FunctionRef] = set()

    def run(
        self, warmings: Iterable[Warming], deadline: float, *, common: Barrier | None = None
    ) -> list[WarmingResult]:
        """Warm all, several functions at once; be back by `deadline`, in epoch seconds.

        A ping without an answer by then is UNKNOWN. Never are more than MOST_PINGS in flight.
        `common` is when to let go, where others do at the same instant: then there is one wave.
        """
        efforts = [_Effort(warming, common) for warming in warmings]
        silent = _Silent()
        due = efforts
        for _ in range(self._most_waves if common is None else 1):
            for batch in schedule.batches(due, _wished, schedule.MOST_PINGS):
                self._fly(batch, silent, deadline)
            due = [effort for effort in due if _another(effort, deadline)]
        return [effort.result for effort in efforts]

    def _fly(self, batch: list[_Effort], silent: _Silent, deadline: float) -> None:
        """One wave for each of a batch."""
        bound = [
            (effort, endpoint)
            for effort in batch
            if (endpoint := self._endpoint(effort, silent, deadline)) is not None
        ]
        needs: Counter[ConnectionTarget] = Counter()
        for effort, endpoint in bound:
            needs[endpoint.line] += schedule.pings(effort.warming.count)
        patience = max(0, min(_patience(batch), deadline - time.time()))
        opened = self._transport.connect(needs, patience)
        for line, each in opened.items():
            if not each.connections:
                silent.lines[line] = each.failures[0]
        volley = BurstSender(self._transport, self._read_timeout_s, deadline)
        flying: list[tuple[_Effort, Wave]] = []
        for burst in schedule.batches(bound, lambda each: _wished(each[0]), schedule.MOST_AT_ONCE):
            volley.settle()
            efforts = [effort for effort, _ in burst]
            if deadline <= time.time():
                for effort in efforts:
                    effort.ground(*_TOO_LATE)
                continue
            flying += zip(efforts, self._fire(volley, burst, opened), strict=True)
        volley.land()
        for effort, wave in flying:
            effort.waves.append(wave.replies)
            effort.retried += wave.retried
            function = effort.warming.function
            known = self._paces.get(function)
            self._paces[function] = hold_time.learned(known, wave.launch, wave.replies)
            if any(reply.answer and reply.answer.first is not None for reply in wave.replies):
                self._telling.add(function)

    def _fire(
        self,
        volley: BurstSender,
        burst: list[_Bound],
        opened: dict[ConnectionTarget, OpenedConnections],
    ) -> list[Wave]:
        """A wave for each of a salvo, over what connections there are; the rest cannot be sent."""
        total = sum(schedule.pings(_wished(effort)) for effort, _ in burst)
        fires = time.time() * 1000 + hold_time.ready_ms(total, self._transport.opening)
        orders = []
        for effort, endpoint in burst:
            hold = self._hold_ms(effort, total)
            if effort.common is not None:  # alone, and just in time
                fires = effort.common.instant - hold
            until, log_tail = round(fires + hold), effort.warming.function not in self._telling
            connections = opened[endpoint.line].take(schedule.pings(effort.warming.count))
            orders.append(Order(endpoint, effort.warming, connections, until, log_tail=log_tail))
        waves = volley.launch(orders, fires)
        for order, wave in zip(orders, waves, strict=True):
            failures = opened[order.endpoint.line].failures
            unsent = schedule.pings(order.warming.count) - len(order.connections)
            wave.replies += [Reply(PingCode.UNREACHABLE, failures.pop()) for _ in range(unsent)]
        return waves

    def _hold_ms(self, effort: _Effort, total: int) -> int:
        """How long to hold a wave that is one of `total` pings fired together.

        Of those with a common instant, unless it was measured, the guess is for the pings of all:
        what takes them in may be one.
        """
        known, opening = self._paces.get(effort.warming.function), self._transport.opening
        if effort.common is not None:
            return hold_time.hold_ms(effort.common.pings, known, opening)
        return ping_format.hold_ms(effort.warming.dialect, hold_time.hold_ms(total, known, opening))

    def _endpoint(self, effort: _Effort, silent: _Silent, deadline: float) -> Endpoint | None:
        """Where a wave goes; None, with its replies, where it cannot go."""
        if deadline <= time.time():
            effort.ground(*_TOO_LATE)
            return None
        if effort.common is not None and effort.common.instant <= time.time() * 1000:
            effort.ground(PingCode.UNKNOWN, "the common instant was past before anything was sent")
            return None
        place = effort.warming.function.place
        try:
            if place in silent.places:
                raise silent.places[place]
            endpoint = self._endpoints.find(place)
        except EndpointError as error:
            silent.places[place] = error
            effort.ground(error.code, str(error))
            return None
        if (reason := silent.lines.get(endpoint.line)) is not None:
            effort.ground(PingCode.UNREACHABLE, reason)
            return None
        return endpoint


def _wished(effort: _Effort) -> int:
    return effort.warming.count


def _patience(batch: list[_Effort]) -> float:
    """Seconds to connect in: of a shard, all that is left until the common instant."""
    left = [e.common.instant / 1000 - time.time() for e in batch if e.common is not None]
    return max(CONNECT_TIMEOUT_S, *left) if left else CONNECT_TIMEOUT_S


def _another(effort: _Effort, deadline: float) -> bool:
    replies = [reply for wave in effort.waves for reply in wave]
    in_time = deadline - time.time() > CONNECT_TIMEOUT_S
    return in_time and schedule.another_wave(effort.warming.count, replies)
