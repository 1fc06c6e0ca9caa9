"""Delays of the simulated services."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class StartRate:
    """At most `count` new containers of a function in any `within` of real time."""

    count: int = 1000
    within: timedelta = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Delays:
    """Delays of the simulated services.

    Tables: `update` is the time of an UpdateTable within warm throughput. `split` is the extra time
    for each doubling of partitions above it. `warming` is the time to raise warm throughput.
    `reaction` is the time from auto scaling's alarm to its UpdateTable: by default capacity arrives
    some four minutes after load; in a real load test it took sixteen. `metrics` is the time until
    CloudWatch has a minute.

    Functions: `idle_life` is the time that a container outlives its last request. `start_rate`
    limits new containers. With `lasting`, the live requests of a minute keep their containers until
    the next minute, like steady traffic; otherwise they end at once. `allocation` is the time until
    provisioned concurrency starts to arrive.
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
