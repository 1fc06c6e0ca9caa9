"""How slow the services are."""

from dataclasses import dataclass
from datetime import timedelta

from simulator.start_rate import StartRate


@dataclass(frozen=True, slots=True)
class Delays:
    """How slow the services are.

    Of tables: `update` is how long UpdateTable takes within warm throughput, `split` how much
    longer for each doubling of partitions above it, `warming` how long warm throughput takes.
    `reaction`: from auto scaling's alarm to its UpdateTable; the default makes capacity arrive some
    four minutes after load, a real load test took sixteen. `metrics`: how late CloudWatch is.

    Of functions: `idle_life` is how long a container outlives its last request. `start_rate` limits
    new containers, where given. `lasting`: the live requests of a minute keep their containers
    until the next minute's, as standing traffic does; otherwise they are over at once.
    `allocation` is how long provisioned concurrency takes to begin to arrive.
    """

    update: timedelta = timedelta(minutes=1)
    split: timedelta = timedelta(minutes=5)
    warming: timedelta = timedelta(minutes=10)
    reaction: timedelta = timedelta(minutes=1)
    metrics: timedelta = timedelta(minutes=1)
    idle_life: timedelta = timedelta(minutes=15)
    start_rate: StartRate | None = None
    lasting: bool = False
    allocation: timedelta = timedelta(minutes=1)
