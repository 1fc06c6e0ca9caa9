"""Stages of a warmer process from its clients to its first wave."""

import time

from benchmarks.warmer.measure import FUNCTION
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.model import Function, Warming
from warmer.waves.wave import Waves


class WaveStages:
    """Functions by stage; each stage needs the one before it."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._aws = Aws()
        self._endpoints = Endpoints(self._aws)
        self.stages = {
            "boto3's clients of Lambda and CloudWatch": self._make_clients,
            f"{count} open TLS connections": self._connect,
            f"a wave of {count} pings": self._ping,
        }

    def _make_clients(self) -> None:
        self._line = self._endpoints.find(Place()).line
        self._metrics = self._aws.session(Place()).client("cloudwatch")

    def _connect(self) -> None:
        self._transport = Transport(self._aws.ca_bundle)
        opened = self._transport.connect({self._line: self._count}, timeout=30)[self._line]
        for connection, _ in opened.connections:
            self._transport.keep(self._line, connection)

    def _ping(self) -> None:
        warming = Warming(FUNCTION, Function(FUNCTION, "live", Place()), self._count)
        Waves(self._endpoints, self._transport).run([warming], time.time() + 45)
