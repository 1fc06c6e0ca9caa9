"""Stages of a warmer process from its clients to its first wave."""

from contextlib import ExitStack

from benchmarks.warmer.measure import FUNCTION
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.clock import SystemClock
from warmer.model import FunctionRef, Permit, Warming
from warmer.waves.sender import WaveSender


class WaveStages:
    """Functions by stage; each stage needs the one before it."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._aws, self._clock = Aws(), SystemClock()
        self._endpoints = Endpoints(self._aws)
        self._open = ExitStack()
        self.stages = {
            "boto3's clients of Lambda and CloudWatch": self._make_clients,
            f"{count} open TLS connections": self._connect,
            f"a wave of {count} pings": self._ping,
        }

    def _make_clients(self) -> None:
        self._target = self._endpoints.find(Place()).target
        self._metrics = self._aws.session(Place()).client("cloudwatch")

    def _connect(self) -> None:
        self._transport = Transport(self._aws.ca_bundle, clock=self._clock)
        connections = self._transport.connections({self._target: self._count}, timeout=30)
        self._open.enter_context(connections)

    def _ping(self) -> None:
        self._open.close()  # a wave opens its own
        warming = Warming(FUNCTION, FunctionRef(FUNCTION, "live", Place()), self._count)
        sender = WaveSender(self._endpoints, self._transport, self._clock)
        sender.send([Permit(warming, self._count)], self._clock.time() + 45)
