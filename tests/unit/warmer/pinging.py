"""What a test of waves begins with."""

import time

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.model import FunctionRef, Warming, WarmingResult
from warmer.waves.sender import WaveSender

PRICING = FunctionRef("pricing", "live", Place())


def cold() -> WaveSender:
    """A warmer that trusts, and goes through, what the environment says now."""
    aws = Aws()
    return WaveSender(Endpoints(aws), Transport(aws.ca_bundle))


def warming(count: int, name: str = "pricing") -> Warming:
    return Warming(name, FunctionRef(name, "live", Place()), count)


def warm(waves: WaveSender, *warmings: Warming, within_s: float = 30) -> list[WarmingResult]:
    return waves.run(warmings, deadline=time.time() + within_s)


def warm_one(waves: WaveSender, function: FunctionRef = PRICING, count: int = 1) -> WarmingResult:
    [result] = warm(waves, Warming("pricing", function, count))
    return result
