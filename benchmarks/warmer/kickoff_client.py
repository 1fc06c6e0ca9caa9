"""The warmer as its handler runs it; arguments: number of containers, number of waves."""

import sys
import time

from benchmarks.warmer.measure import FUNCTION, measured
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from warmer import handler  # part of a function's memory before its first wave
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.model import Function, Warming
from warmer.waves.wave import Waves


def main(count: int, waves: int) -> None:
    """One wave an invocation: a second wave would hide a shortfall of the first."""
    assert handler.REPORTING_S
    aws = Aws()
    endpoints = Endpoints(aws)
    endpoints.find(Place())
    warmer = Waves(endpoints, Transport(aws.ca_bundle), most_waves=1)
    warming = Warming(FUNCTION, Function(FUNCTION, "live", Place()), count)
    for _ in range(waves):
        with measured():
            warmer.run([warming], time.time() + 45)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
