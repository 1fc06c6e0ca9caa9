"""What a test of waves begins with."""

import time

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.model import Function, Result, Warming
from warmer.waves.wave import Waves

PRICING = Function("pricing", "live", Place())


def cold() -> Waves:
    """A warmer that trusts, and goes through, what the environment says now."""
    aws = Aws()
    return Waves(Endpoints(aws), Transport(aws.ca_bundle))


def warming(count: int, name: str = "pricing") -> Warming:
    return Warming(name, Function(name, "live", Place()), count)


def warm(waves: Waves, *warmings: Warming, within_s: float = 30) -> list[Result]:
    return waves.run(warmings, deadline=time.time() + within_s)


def warm_one(waves: Waves, function: Function = PRICING, count: int = 1) -> Result:
    [result] = warm(waves, Warming("pricing", function, count))
    return result
