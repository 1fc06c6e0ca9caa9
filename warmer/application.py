"""The warmer of one process: what it looks at, sends, and remembers from tick to tick."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from kickoff.aws.sessions import Aws
from warmer.adapters.concurrency import ConcurrencyReader
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.self_invoker import SelfInvoker
from warmer.adapters.transport import Transport
from warmer.model import Warming, WarmingResult
from warmer.plan.headroom import Permit
from warmer.plan.shards import Shard
from warmer.waves.gate import Gate
from warmer.waves.sender import MOST_WAVES, WaveSender
from warmer.waves.sharded import ShardedSender


class Warmer:
    """Looks, then warms. `ourselves` is the function it runs in, None where it runs in none."""

    def __init__(
        self, aws: Aws, *, ourselves: str | None = None, most_waves: int = MOST_WAVES
    ) -> None:
        waves = WaveSender(Endpoints(aws), Transport(aws.ca_bundle), most_waves=most_waves)
        self._waves = ShardedSender(waves, SelfInvoker(aws, ourselves))
        self._gate = Gate(ConcurrencyReader(aws))

    def look(
        self, due: Callable[[datetime], Iterable[Warming]], at: datetime, patience: float
    ) -> tuple[list[Permit], list[str]]:
        """A permit for each warming due at a tick; and permissions missing that were not told yet.

        `patience` is how many seconds there are to look.
        """
        return self._gate.admit(due, at, patience)

    def warm(
        self, permits: Sequence[Permit], at: datetime, deadline: float, configuration: str
    ) -> list[WarmingResult]:
        """Send what is permitted; be back by `deadline`, in epoch seconds."""
        let = [replace(permit.warming, count=permit.pings) for permit in permits if permit.pings]
        return self._gate.settle(permits, self._waves.run(let, deadline, configuration), at)

    def shard(self, shard: Shard, deadline: float) -> WarmingResult:
        """Send a part of a wave that another invocation asked for."""
        return self._waves.shard(shard, deadline)
