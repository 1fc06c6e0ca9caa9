"""The warmer of one process: decides how many pings are permitted, and sends them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import ONE_ATTEMPT, Aws
from warmer.adapters.concurrency import ConcurrencyReader
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.ping_log import PingLog
from warmer.adapters.records import RecordTable
from warmer.adapters.self_invoker import SelfInvoker
from warmer.adapters.transport import Transport
from warmer.adapters.version_records import VersionRecords
from warmer.adapters.versions import VersionReader
from warmer.clock import SystemClock
from warmer.model import FunctionRef, Permit, PingCode, Warming, WarmingResult
from warmer.plan.live_traffic import PingHistory, sent_minutes
from warmer.plan.permits import permits
from warmer.plan.results import warming_result
from warmer.plan.schedule import pings_per_wave
from warmer.plan.shards import Shard
from warmer.version_watch import VersionWatch
from warmer.waves.guard_first import ask_guards
from warmer.waves.sender import MOST_WAVES, WaveSender
from warmer.waves.sharded import ShardedSender

# The most seconds to read limits and concurrency in.
LIMITS_TIMEOUT_S = 3.0
# The most seconds to read versions in.
VERSIONS_TIMEOUT_S = 2.0
_WAVE_TAKEN = "another warmer sends its wave of this minute, and reports it"
_SHARD_TAKEN = "another invocation sent this shard: the call that queued it was repeated"


@dataclass(frozen=True, slots=True)
class _ClaimedWaves:
    """Permits without the waves of other warmers, and the pings that this process sends itself."""

    permits: list[Permit]
    pings: Mapping[Warming, int]
    tick: datetime
    started: datetime


class Warmer:
    """Keeps measured timings and its own pings from tick to tick.

    `own_function` is the name of the function that it runs in; None outside of Lambda. `records`
    are shared with other warmers: it knows their pings, and each wave is sent once. None without a
    lease table.
    """

    def __init__(
        self,
        aws: Aws,
        clock: SystemClock,
        *,
        own_function: str | None = None,
        records: RecordTable | None = None,
        most_waves: int = MOST_WAVES,
    ) -> None:
        clients, transport = Clients(aws, ONE_ATTEMPT), Transport(aws.ca_bundle, clock=clock)
        self._clock = clock
        self._single = WaveSender(Endpoints(aws), transport, clock, most_waves=most_waves)
        self._sender = ShardedSender(self._single, SelfInvoker(aws, own_function), clock)
        self._versions = VersionWatch(VersionReader(clients), VersionRecords(records))
        self._concurrency = ConcurrencyReader(clients)
        self._log = PingLog(records)
        self._history: PingHistory | None = None
        self._reported: set[str] = set()

    @property
    def unrecorded(self) -> str:
        """The reason why this tick's pings are in no record; empty if they are in one."""
        return "" if self._log.failure is None else self._log.failure.message

    def moved(
        self, warmings: Collection[Warming], at: datetime, timeout_s: float
    ) -> frozenset[FunctionRef]:
        """Read the versions of functions; return those that serve a version not yet warmed."""
        moved = self._versions.read(warmings, at, min(timeout_s, VERSIONS_TIMEOUT_S))
        self._concurrency.forget(moved)
        return moved

    def permits(
        self, due: Callable[[datetime], Iterable[Warming]], at: datetime, timeout_s: float
    ) -> tuple[list[Permit], list[str]]:
        """Return a permit for each warming due at a tick, and newly found missing permissions.

        Limits and concurrency are read for at most `timeout_s` seconds.
        """
        self._log.begin_tick()
        self._history = self._history or PingHistory.before(at, due)
        warmings = list(due(at))
        if not warmings:
            return [], []
        functions = list(dict.fromkeys(warming.function for warming in warmings))
        timeout_s = max(0, min(timeout_s, LIMITS_TIMEOUT_S))
        snapshot = self._concurrency.read(functions, at, timeout_s)
        self._history.recorded = self._log.read({*functions, *snapshot.functions}, at)
        denied = snapshot.denied.union(self._log.denied, self._versions.denied)
        missing = sorted(denied - self._reported)
        self._reported.update(missing)
        return permits(warmings, snapshot, self._history, at), missing

    def send(
        self, permits: Sequence[Permit], at: datetime, deadline: float, configuration: str
    ) -> list[WarmingResult]:
        """Send the permitted pings, and return before `deadline` (epoch seconds).

        A wave that another warmer claimed before is not sent. Without an answer of the lease table
        it is sent.
        """
        claimed = self._claim(permits, at)
        results = self._send_proven(claimed.permits, deadline, configuration)
        self._versions.record(results, at)
        self._record(claimed, results)
        return results

    def send_shard(self, shard: Shard, deadline: float) -> WarmingResult:
        """Send the part of a wave that another invocation requested, once."""
        self._log.begin_tick()
        started = self._now()
        [first, *_] = sent_minutes(started, started, started)
        if not self._log.claim_shard(shard, first):
            permit = replace(shard.permit, pings=0, code=PingCode.CLAIMED, reason=_SHARD_TAKEN)
            return warming_result(permit, [])
        result = self._sender.send_shard(shard, deadline)
        _, *later = sent_minutes(started, started, self._now())
        self._log.record(shard.permit.warming.function, shard.count, later)
        return result

    def _send_proven(
        self, permits: Sequence[Permit], deadline: float, configuration: str
    ) -> list[WarmingResult]:
        """Send one ping to unproven versions, then all pings of those whose guards answered."""
        unproven = {number: self._versions.to_ask(each) for number, each in enumerate(permits)}
        first = ask_guards(permits, unproven, partial(self._single.send, deadline=deadline))
        self._versions.record_answers([answer for _, answer in first.answers])
        proven = [permit for number, permit in enumerate(permits) if number not in first.stopped]
        later = self._sender.send(proven, deadline, configuration)
        return [self._versions.noted(each) for each in first.results(later, len(permits))]

    def _claim(self, permits: Sequence[Permit], at: datetime) -> _ClaimedWaves:
        started = self._now()
        [first, *_] = sent_minutes(at, started, started)
        pings = {permit.warming: self._own_pings(permit) for permit in permits if permit.pings}
        taken = self._log.claim(pings, at, first)
        left = [
            replace(permit, pings=0, busy=None, code=PingCode.CLAIMED, reason=_WAVE_TAKEN)
            if permit.warming in taken
            else permit
            for permit in permits
        ]
        return _ClaimedWaves(left, pings, at, started)

    def _record(self, claimed: _ClaimedWaves, results: Sequence[WarmingResult]) -> None:
        """Record the pings that were still in flight in later minutes."""
        minutes = sent_minutes(claimed.tick, claimed.started, self._now())
        if self._history is not None:
            self._history.record(results, minutes)
        for result in results:
            if result.report.sent and (sent := claimed.pings[result.warming]):
                self._log.record(result.warming.function, sent, minutes[1:])

    def _own_pings(self, permit: Permit) -> int:
        """Return the pings that this process has in flight; shards record theirs."""
        return 0 if self._sender.is_sharded(permit) else pings_per_wave(permit.pings)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.time(), UTC)
