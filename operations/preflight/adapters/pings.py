"""Whether a function's guard answers, by one real ping; needs awscrt, as the warmer does."""

from collections.abc import Sequence
from dataclasses import dataclass

from kickoff.aws.sessions import Aws
from operations.preflight.adapters.answers import Answers
from prescaler.model import Code, Outcome
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.clock import SystemClock
from warmer.model import Permit, Warming
from warmer.model import PingCode as Pinged
from warmer.waves.sender import WaveSender

_PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Pings:
    """One to each function, in the words of its guard; none is sent twice."""

    aws: Aws

    def __call__(self, warmings: Sequence[Warming]) -> Answers:
        """Did an answer name its container? An outcome where none came."""
        clock = SystemClock()
        transport = Transport(self.aws.ca_bundle, clock=clock)
        sender = WaveSender(Endpoints(self.aws), transport, clock, most_waves=1)
        permits = [Permit(warming, warming.count) for warming in warmings]
        results = sender.send(permits, clock.time() + _PATIENCE_S)
        return {
            each.warming.function: _failed(each.warming, each.reason)
            if not each.report.answered
            else each.code is not Pinged.UNGUARDED
            for each in results
        }


def _failed(warming: Warming, reason: str) -> Outcome:
    return Outcome(Code.FAILED, f"the ping of {warming.function.label} failed: {reason}")
