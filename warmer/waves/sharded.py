"""Waves of any size: what one invocation cannot send is sent by others of the same function."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from warmer.adapters.self_invoker import SelfInvoker
from warmer.model import Barrier, FunctionRef, Outcome, PingCode, Warming, WarmingResult, WaveReport
from warmer.plan import schedule
from warmer.plan.shards import LEAD_S, STEP_S, Shard, shards, steps
from warmer.waves.sender import WaveSender

# A container lives for at least some five minutes without requests; what was reached longer ago is
# not counted on.
REACHED_FOR_S = 360


@dataclass(slots=True)
class RampUp:
    """The waves of one function that are still to be sent, and what came of those that were."""

    warming: Warming
    waves: list[int]
    next_at: float
    shards: int = 0
    sent: int = 0
    lost: int = 0
    failure: str = ""

    @property
    def result(self) -> WarmingResult:
        """The result so far, with the containers that no shard was asked for."""
        unsent = self.warming.count if self.waves else 0
        report = WaveReport(
            requested=self.warming.count,
            waves=0,
            shards=self.shards,
            sent=self.sent,
            errors={PingCode.REFUSED: self.lost} if self.lost else {},
            unknown=unsent,
        )
        if self.failure:
            return WarmingResult(self.warming, report, Outcome(PingCode.REFUSED, self.failure))
        if unsent:
            reason = f"no time was left for the waves of {self.waves} containers"
            return WarmingResult(self.warming, report, Outcome(PingCode.UNKNOWN, reason))
        reason = f"{self.warming.count} containers asked for of {self.shards} shards, which report"
        return WarmingResult(self.warming, report, Outcome(PingCode.SHARDED, reason))


class ShardedSender:
    """Sends small waves itself and has large ones sent, all shards of one with one instant."""

    def __init__(self, waves: WaveSender, ourselves: SelfInvoker) -> None:
        self._waves = waves
        self._ourselves = ourselves
        self._reached: dict[FunctionRef, tuple[int, float]] = {}

    def run(
        self, warmings: Sequence[Warming], deadline: float, configuration: str
    ) -> list[WarmingResult]:
        """Warm all, as `Waves.run` does; large ones are only asked for: shards report themselves.

        Where there is no function to invoke, each gets what one invocation can do.
        """
        large = [w for w in warmings if w.count > schedule.MOST_PINGS and self._ourselves.name]
        ascents = [self._ascent(warming) for warming in large]
        for ascent in ascents:
            self._send(ascent, configuration)
        small = iter(self._waves.run([w for w in warmings if w not in large], deadline))
        self._climb(ascents, deadline, configuration)
        climbed = iter(ascents)
        return [next(climbed).result if w in large else next(small) for w in warmings]

    def shard(self, shard: Shard, deadline: float) -> WarmingResult:
        """Send one shard's pings, in time for the common instant."""
        common = Barrier(shard.hold_until, shard.count * shard.of)
        [result] = self._waves.run([shard.warming], deadline, common=common)
        return result

    def _ascent(self, warming: Warming) -> RampUp:
        now = time.time()
        reached, at = self._reached.get(warming.function, (0, now))
        if now - at > REACHED_FOR_S:
            reached = 0
        return RampUp(warming, steps(warming.count, reached), now)

    def _climb(self, ascents: list[RampUp], deadline: float, configuration: str) -> None:
        """Send the waves that are left, each in its time."""
        while going := [ascent for ascent in ascents if ascent.waves]:
            ascent = min(going, key=lambda ascent: ascent.next_at)
            if ascent.next_at >= deadline:
                return
            time.sleep(max(0, ascent.next_at - time.time()))
            self._send(ascent, configuration)

    def _send(self, ascent: RampUp, configuration: str) -> None:
        now = time.time()
        total = ascent.waves.pop(0)
        hold_until = round((now + LEAD_S) * 1000)
        ascent.shards = ascent.sent = ascent.lost = 0
        for shard in shards(ascent.warming, total, hold_until, configuration):
            ascent.shards += 1
            failure = self._ourselves.send(shard.event())
            if failure is None:
                ascent.sent += shard.count
            else:
                ascent.lost += shard.count
                ascent.failure = f"shard {shard.index + 1} of {shard.of} is lost: {failure}"
        ascent.next_at = now + STEP_S
        self._reached[ascent.warming.function] = (total, now)
