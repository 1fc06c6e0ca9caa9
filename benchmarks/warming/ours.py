"""The warmer as its handler runs it: arguments are how many containers, and how many waves."""

import sys
import time

from benchmarks.warming.measure import FUNCTION, measured
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from warmer import handler  # what a function has in memory before its first wave
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.model import FunctionRef, Warming
from warmer.waves.sender import WaveSender


def main(count: int, waves: int) -> None:
    """One wave an invocation: what a second one would mend is to be seen."""
    assert handler.REPORTING_S
    aws = Aws()
    endpoints = Endpoints(aws)
    endpoints.find(Place())
    warmer = WaveSender(endpoints, Transport(aws.ca_bundle), most_waves=1)
    warming = Warming(FUNCTION, FunctionRef(FUNCTION, "live", Place()), count)
    for _ in range(waves):
        with measured():
            warmer.run([warming], time.time() + 45)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
