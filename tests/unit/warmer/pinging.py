"""Senders, warmings and one call to send them, for tests of waves."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.lambda_runtime import aws_environment
from simulator.server import IdleDeath, serve
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.transport import Transport
from warmer.clock import SystemClock
from warmer.model import FunctionRef, Permit, Warming, WarmingResult
from warmer.waves.sender import MOST_WAVES, READ_TIMEOUT_S, WaveSender

PRICING = FunctionRef("pricing", "live", Place())
CLOCK = SystemClock()


def new_sender(
    transport: Transport | None = None,
    *,
    read_timeout_s: float = READ_TIMEOUT_S,
    most_waves: int = MOST_WAVES,
) -> WaveSender:
    """A sender that has measured nothing yet; its transport trusts what the environment says."""
    aws = Aws()
    return WaveSender(
        Endpoints(aws),
        transport or Transport(aws.ca_bundle, clock=CLOCK),
        CLOCK,
        read_timeout_s=read_timeout_s,
        most_waves=most_waves,
    )


def warming(count: int, name: str = "pricing") -> Warming:
    return Warming(name, FunctionRef(name, "live", Place()), count)


def warm(sender: WaveSender, *warmings: Warming, within_s: float = 30) -> list[WarmingResult]:
    permits = [Permit(warming, warming.count) for warming in warmings]
    return sender.send(permits, deadline=time.time() + within_s)


def warm_one(sender: WaveSender, function: FunctionRef = PRICING, count: int = 1) -> WarmingResult:
    [result] = warm(sender, Warming("pricing", function, count))
    return result


@contextmanager
def simulated(idle_death: IdleDeath | None = None) -> Iterator[Cloud]:
    """A simulated account that the environment names while the context lasts."""
    cloud = Cloud(Clock(datetime.now(UTC)))
    with serve(cloud, idle_death=idle_death) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield cloud
