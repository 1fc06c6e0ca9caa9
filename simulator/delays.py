"""Delays of the simulated services."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random


@dataclass(frozen=True, slots=True)
class StartRate:
    """At most `count` new containers of a function in any `within` of real time."""

    count: int = 1000
    within: timedelta = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class DelayRange:
    """The shortest and the longest delay that was recorded, in seconds."""

    least: float
    most: float

    def draw(self, random: Random) -> timedelta:
        """A delay in the range; each is as likely as any other."""
        return timedelta(seconds=random.uniform(self.least, self.most))


_ALLOCATION = DelayRange(64, 126)
_INIT_FAILURE = DelayRange(151, 309)
_ALIAS_MOVE = DelayRange(360, 480)


@dataclass(frozen=True, slots=True)
class Delays:
    """Delays of the simulated services.

    `seed` repeats the draws from ranges.

    Tables: `update` is the time of an UpdateTable within warm throughput. `split` is the extra time
    for each doubling of partitions above it. `warming` is the time to raise warm throughput.
    `reaction` is the time from auto scaling's alarm to its UpdateTable: by default capacity arrives
    some four minutes after load; in a real load test it took sixteen. `metrics` is the time until
    CloudWatch has a minute.

    Functions: `idle_life` is the time that a container outlives its last request. `start_rate`
    limits new containers. With `lasting`, the live requests of a minute keep their containers until
    the next minute, like steady traffic; otherwise they end at once. `creation` is the time that a
    new function is Pending. Ranges: `allocation` until provisioned concurrency starts to
    arrive, `init_failure` until a failing initialisation is given up, `alias_move` until
    provisioned concurrency has followed its alias to another version. `lambda_calls_per_second`
    limits Lambda's control plane, which AWS limits to 15.
    """

    seed: int = 0
    update: timedelta = timedelta(minutes=1)
    split: timedelta = timedelta(minutes=5)
    warming: timedelta = timedelta(minutes=10)
    reaction: timedelta = timedelta(minutes=1)
    metrics: timedelta = timedelta(minutes=1)
    idle_life: timedelta = timedelta(minutes=15)
    start_rate: StartRate | None = None
    lasting: bool = False
    creation: timedelta = timedelta(seconds=5)
    allocation: DelayRange = _ALLOCATION
    init_failure: DelayRange = _INIT_FAILURE
    alias_move: DelayRange = _ALIAS_MOVE
    lambda_calls_per_second: int | None = None

    def random(self, name: str) -> Random:
        """The draws of one resource: independent of the order of calls to others."""
        return Random(f"{self.seed} {name}")  # noqa: S311 (no secret)
