"""Decides the waves of a function whose pings are sent by shards: their sizes, and their times.

Lambda starts at most NEW_AT_ONCE containers of a function in ten seconds. So each wave pings the
containers of the wave before, and at most that many new ones. Once all have started, one more wave
for all of them is counted: a ping that waits for a start may be handed another container.
"""

from dataclasses import dataclass

from warmer.model import Permit, PingCode, WarmingResult, WaveReport
from warmer.plan.results import result_of

# Lambda starts at most 1,000 new containers of a function in ten seconds. The eleventh second is
# for late pings.
NEW_AT_ONCE = 1_000
STEP_S = 11
# After this many waves in a row without any shard the ramp ends.
MOST_LOST_WAVES = 2


@dataclass(frozen=True, slots=True)
class ShardedWave:
    """A wave sent by shards: their number, their pings, and the pings of shards that were lost.

    `failure` describes the last loss; empty without one.
    """

    shards: int = 0
    sent: int = 0
    lost: int = 0
    failure: str = ""


@dataclass(slots=True)
class RampUp:
    """The waves of one function in one tick, from `reached` warm containers to all permitted.

    `next_at`: the earliest instant to request the next wave (epoch seconds). `wave`: the last one
    requested. `proved`: it was for all containers, and none was new.
    """

    permit: Permit
    reached: int
    next_at: float
    wave: ShardedWave = ShardedWave()
    proved: bool = False
    _lost_waves: int = 0

    def __post_init__(self) -> None:
        """Leave out containers that are no longer needed."""
        self.reached = min(self.reached, self.permit.pings)

    @property
    def size(self) -> int:
        """The pings of the next wave."""
        return min(self.reached + NEW_AT_ONCE, self.permit.pings)

    @property
    def proves(self) -> bool:
        """True if the next wave starts no container, and is counted."""
        return self.reached >= self.permit.pings

    @property
    def done(self) -> bool:
        """True if no wave follows."""
        return self.proved or self._lost_waves >= MOST_LOST_WAVES

    def record(self, wave: ShardedWave, at: float) -> None:
        """Take a wave requested for an instant. Only shards that were not lost reach containers."""
        self.wave = wave
        self.next_at = at + STEP_S
        self._lost_waves = 0 if wave.sent else self._lost_waves + 1
        if self.proves and wave.sent:
            self.proved, self.reached = True, wave.sent
        else:
            self.reached = max(self.reached, wave.sent)

    @property
    def result(self) -> WarmingResult:
        """The result so far. Without a wave that proves them, all containers are unknown."""
        requested, wave = self.permit.pings, self.wave
        code, reason = PingCode.SHARDED, f"{wave.shards} shards ping and report its containers"
        if wave.failure:
            code, reason = PingCode.REFUSED, wave.failure
        elif not self.proved:
            code = PingCode.UNKNOWN
            reason = f"no time was left to prove its containers; {self.reached} were pinged"
        report = WaveReport(
            requested=requested,
            waves=0,
            shards=wave.shards,
            sent=wave.sent,
            errors={PingCode.REFUSED: wave.lost} if wave.lost else {},
            unknown=0 if self.proved else requested,
        )
        return result_of(self.permit, report, code, reason)
