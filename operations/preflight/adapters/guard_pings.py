"""The answers of guards to one real ping each. Needs awscrt, as the warmer does."""

from collections.abc import Sequence
from dataclasses import dataclass

from kickoff.aws.sessions import Aws
from kickoff.outcome import Code, Outcome
from operations.preflight.adapters.guard_metrics import GuardAnswers
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.clock import SystemClock
from warmer.model import Permit, PingCode, Warming
from warmer.waves.sender import WaveSender

_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class GuardPinger:
    """Sends one ping to each function, without retries."""

    aws: Aws

    def __call__(self, warmings: Sequence[Warming]) -> GuardAnswers:
        """Return whether an answer named its container; an outcome without any answer."""
        clock = SystemClock()
        transport = Transport(self.aws.ca_bundle, clock=clock)
        sender = WaveSender(Endpoints(self.aws), transport, clock, most_waves=1)
        permits = [Permit(warming, warming.count) for warming in warmings]
        results = sender.send(permits, clock.time() + _TIMEOUT_S)
        answers: GuardAnswers = {}
        for each in results:
            function, failure = each.warming.function, f"failed: {each.reason}"
            answers[function] = (
                each.code is not PingCode.UNGUARDED
                if each.report.answered
                else Outcome(Code.FAILED, f"the ping of {function.label} {failure}")
            )
        return answers
