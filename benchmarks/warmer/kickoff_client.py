"""The warmer as its handler runs it; arguments: number of containers, number of waves."""

import sys

from benchmarks.warmer.measure import FUNCTION, measured
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from warmer import handler  # part of a function's memory before its first wave
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.clock import SystemClock
from warmer.model import FunctionRef, Permit, Warming
from warmer.waves.sender import WaveSender


def main(count: int, waves: int) -> None:
    """One wave an invocation: a second wave would hide a shortfall of the first."""
    assert handler.REPORTING_S
    aws = Aws()
    endpoints = Endpoints(aws)
    endpoints.find(Place())
    clock = SystemClock()
    transport = Transport(aws.ca_bundle, clock=clock)
    sender = WaveSender(endpoints, transport, clock, most_waves=1)
    warming = Warming(FUNCTION, FunctionRef(FUNCTION, "live", Place()), count)
    permit = Permit(warming, count)
    for _ in range(waves):
        with measured():
            sender.send([permit], clock.time() + 45)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
