"""Sends waves of any size: other invocations of the same function send what one cannot."""

from collections.abc import Sequence

from warmer.adapters.self_invoker import SelfInvoker
from warmer.clock import SystemClock
from warmer.model import Barrier, FunctionRef, Permit, WarmingResult
from warmer.plan import schedule
from warmer.plan.ramp_up import STEP_S, RampUp, ShardedWave
from warmer.plan.shards import LEAD_S, Shard, shards
from warmer.waves.sender import WaveSender

# A container lives for at least about five minutes without requests. Older waves do not count.
REACHED_AGE_S = 360
# The seconds before the deadline in which the last shards are requested.
REQUESTING_S = 1


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
        return RampUp(permit, reached if now - at <= REACHED_AGE_S else 0, now)

    def _send_later_waves(
        self, ramp_ups: Sequence[RampUp], deadline: float, configuration: str
    ) -> None:
        """Request the remaining waves, each at its time, until the deadline.

        A wave due in the step after the deadline is requested before it; its shards wait.
        """
        last = deadline - REQUESTING_S
        while ahead := [
            each for each in ramp_ups if not each.done and each.next_at < last + STEP_S
        ]:
            ramp_up = min(ahead, key=lambda each: each.next_at)
            self._clock.sleep(max(0, min(ramp_up.next_at, last) - self._clock.time()))
            self._send_wave(ramp_up, configuration)

    def _send_wave(self, ramp_up: RampUp, configuration: str) -> None:
        """Invoke the shards of the next wave."""
        at = max(self._clock.time(), ramp_up.next_at)
        count, sent, lost, failure = 0, 0, 0, ""
        hold_until = round((at + LEAD_S) * 1000)
        for shard in shards(
            ramp_up.permit, ramp_up.size, hold_until, configuration, last=ramp_up.proves
        ):
            count += 1
            if (error := self._invoker.invoke(shard.event())) is None:
                sent += shard.count
            else:
                lost += shard.count
                failure = f"shard {shard.index + 1} of {shard.of} is lost: {error}"
        ramp_up.record(ShardedWave(count, sent, lost, failure), at)
        if sent:
            self._reached[ramp_up.permit.warming.function] = (ramp_up.reached, at)
