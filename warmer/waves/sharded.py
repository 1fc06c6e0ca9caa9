"""Sends waves of any size: other invocations of the same function send what one cannot."""

from collections.abc import Sequence
from dataclasses import dataclass

from warmer.adapters.self_invoker import SelfInvoker
from warmer.clock import SystemClock
from warmer.model import Barrier, FunctionRef, Permit, PingCode, WarmingResult, WaveReport
from warmer.plan import schedule
from warmer.plan.results import result_of
from warmer.plan.shards import LEAD_S, STEP_S, Shard, shards, wave_sizes
from warmer.waves.sender import WaveSender

# A container lives for at least about five minutes without requests. Older waves do not count.
REACHED_AGE_S = 360


@dataclass(slots=True)
class RampUp:
    """The waves of one function that are not sent yet, and the shards of the last wave sent."""

    permit: Permit
    waves: list[int]
    next_at: float
    shards: int = 0
    sent: int = 0
    lost: int = 0
    failure: str = ""

    @property
    def result(self) -> WarmingResult:
        """The result so far. Containers of waves that were not sent are unknown."""
        requested = self.permit.pings
        code, reason = PingCode.SHARDED, f"{self.shards} shards ping and report its containers"
        if self.failure:
            code, reason = PingCode.REFUSED, self.failure
        elif self.waves:
            code = PingCode.UNKNOWN
            reason = f"no time was left for the waves of {self.waves} containers"
        report = WaveReport(
            requested=requested,
            waves=0,
            shards=self.shards,
            sent=self.sent,
            errors={PingCode.REFUSED: self.lost} if self.lost else {},
            unknown=requested if self.waves else 0,
        )
        return result_of(self.permit, report, code, reason)


class ShardedSender:
    """Sends small waves itself. Shards send large waves, all at one instant."""

    def __init__(self, sender: WaveSender, invoker: SelfInvoker, clock: SystemClock) -> None:
        self._sender = sender
        self._invoker = invoker
        self._clock = clock
        self._reached: dict[FunctionRef, tuple[int, float]] = {}

    def send(
        self, permits: Sequence[Permit], deadline: float, configuration: str
    ) -> list[WarmingResult]:
        """Send the pings of all permits, and return before `deadline` (epoch seconds).

        Shards report the containers of large waves themselves. Without a function to invoke, a
        large wave is cut down to one invocation's size.
        """
        ramp_ups = {
            number: self._ramp_up(permit)
            for number, permit in enumerate(permits)
            if self.is_sharded(permit)
        }
        for ramp_up in ramp_ups.values():
            self._send_wave(ramp_up, configuration)
        small = [permit for number, permit in enumerate(permits) if number not in ramp_ups]
        results = iter(self._sender.send(small, deadline))
        self._send_later_waves(list(ramp_ups.values()), deadline, configuration)
        numbers = range(len(permits))
        return [ramp_ups[n].result if n in ramp_ups else next(results) for n in numbers]

    def is_sharded(self, permit: Permit) -> bool:
        """True if other invocations send the pings of a permit."""
        return permit.pings > schedule.MOST_PINGS and self._invoker.name is not None

    def send_shard(self, shard: Shard, deadline: float) -> WarmingResult:
        """Send the pings of one shard, in time for the barrier."""
        barrier = Barrier(shard.hold_until)
        [result] = self._sender.send([shard.permit], deadline, barrier=barrier)
        return result

    def _ramp_up(self, permit: Permit) -> RampUp:
        now = self._clock.time()
        reached, at = self._reached.get(permit.warming.function, (0, now))
        if now - at > REACHED_AGE_S:
            reached = 0
        return RampUp(permit, wave_sizes(permit.pings, reached), now)

    def _send_later_waves(
        self, ramp_ups: Sequence[RampUp], deadline: float, configuration: str
    ) -> None:
        """Send the remaining waves, each at its time, until the deadline."""
        while unfinished := [ramp_up for ramp_up in ramp_ups if ramp_up.waves]:
            ramp_up = min(unfinished, key=lambda ramp_up: ramp_up.next_at)
            if ramp_up.next_at >= deadline:
                return
            self._clock.sleep(max(0, ramp_up.next_at - self._clock.time()))
            self._send_wave(ramp_up, configuration)

    def _send_wave(self, ramp_up: RampUp, configuration: str) -> None:
        """Invoke the shards of the next wave."""
        now = self._clock.time()
        total = ramp_up.waves.pop(0)
        hold_until = round((now + LEAD_S) * 1000)
        ramp_up.shards = ramp_up.sent = ramp_up.lost = 0
        for shard in shards(ramp_up.permit, total, hold_until, configuration):
            ramp_up.shards += 1
            failure = self._invoker.invoke(shard.event())
            if failure is None:
                ramp_up.sent += shard.count
            else:
                ramp_up.lost += shard.count
                ramp_up.failure = f"shard {shard.index + 1} of {shard.of} is lost: {failure}"
        ramp_up.next_at = now + STEP_S
        self._reached[ramp_up.permit.warming.function] = (total, now)
