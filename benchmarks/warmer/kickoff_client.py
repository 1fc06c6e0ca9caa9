"""The warmer as its handler runs it; arguments: number of containers, number of ticks."""

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


def main(count: int, ticks: int) -> None:
    """Send the waves of each tick."""
    assert handler.REPORTING_S
    aws = Aws()
    endpoints = Endpoints(aws)
    endpoints.find(Place())
    clock = SystemClock()
    sender = WaveSender(endpoints, Transport(aws.ca_bundle, clock=clock), clock)
    warming = Warming(FUNCTION, FunctionRef(FUNCTION, "live", Place()), count)
    for _ in range(ticks):
        with measured():
            sender.send([Permit(warming, count)], clock.time() + 45)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
