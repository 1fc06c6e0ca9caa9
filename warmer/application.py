"""The warmer of one process: decides how many pings are permitted, and sends them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial

from kickoff.aws.sessions import Aws
from warmer.adapters.concurrency import ConcurrencyReader
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.records import RecordTable
from warmer.adapters.self_invoker import SelfInvoker
from warmer.adapters.transport import Transport
from warmer.adapters.version_records import VersionRecords
from warmer.adapters.versions import VersionReader
from warmer.clock import SystemClock
from warmer.model import FunctionRef, Permit, Warming, WarmingResult
from warmer.plan.live_traffic import PingHistory
from warmer.plan.permits import permits
from warmer.plan.shards import Shard
from warmer.version_watch import VersionWatch
from warmer.waves.guard_first import ask_guards
from warmer.waves.sender import MOST_WAVES, WaveSender
from warmer.waves.sharded import ShardedSender

# The most seconds to read limits and concurrency in.
LIMITS_TIMEOUT_S = 3.0
# The most seconds to read versions in.
VERSIONS_TIMEOUT_S = 2.0


class Warmer:
    """Keeps connections, measured timings and its own pings from tick to tick.

    `own_function` is the name of the function that it runs in; None outside of Lambda. `records`
    are shared with other warmers; None without a lease table.
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
        transport = Transport(aws.ca_bundle, clock=clock)
        self._single = WaveSender(Endpoints(aws), transport, clock, most_waves=most_waves)
        self._sender = ShardedSender(self._single, SelfInvoker(aws, own_function), clock)
        self._versions = VersionWatch(VersionReader(aws), VersionRecords(records))
        self._concurrency = ConcurrencyReader(aws)
        self._history: PingHistory | None = None
        self._reported: set[str] = set()

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
        self._history = self._history or PingHistory.before(at, due)
        warmings = list(due(at))
        if not warmings:
            return [], []
        functions = list(dict.fromkeys(warming.function for warming in warmings))
        timeout_s = max(0, min(timeout_s, LIMITS_TIMEOUT_S))
        snapshot = self._concurrency.read(functions, at, timeout_s)
        missing = sorted(snapshot.denied.union(self._versions.denied) - self._reported)
        self._reported.update(missing)
        return permits(warmings, snapshot, self._history, at), missing

    def send(
        self, permits: Sequence[Permit], at: datetime, deadline: float, configuration: str
    ) -> list[WarmingResult]:
        """Send the permitted pings, and return before `deadline` (epoch seconds)."""
        unproven = {number: self._versions.to_ask(each) for number, each in enumerate(permits)}
        first = ask_guards(permits, unproven, partial(self._single.send, deadline=deadline))
        self._versions.record_answers([answer for _, answer in first.answers])
        proven = [permit for number, permit in enumerate(permits) if number not in first.stopped]
        later = self._sender.send(proven, deadline, configuration)
        results = [self._versions.noted(each) for each in first.results(later, len(permits))]
        self._versions.record(results, at)
        if self._history is not None:
            self._history.record(results, at)
        return results

    def send_shard(self, shard: Shard, deadline: float) -> WarmingResult:
        """Send the part of a wave that another invocation requested."""
        return self._sender.send_shard(shard, deadline)
