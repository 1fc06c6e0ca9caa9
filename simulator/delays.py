"""Delays of the simulated services."""

from dataclasses import dataclass, field
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


def exactly(delay: timedelta) -> DelayRange:
    """A delay that is always the same."""
    return DelayRange(delay.total_seconds(), delay.total_seconds())


@dataclass(frozen=True, slots=True)
class TableDelays:
    """Delays of DynamoDB's control plane; all are recorded, except those named as models.

    The recordings are of small tables: 1 to 50 units, empty, in one or two regions. `update` is a
    change of provisioned units, `replicated_update` the same with replicas, which follow
    `replica_lag` later. `index_update` and `index_decrease` are changes of an index. `rewarming` is
    a raise of warm throughput within the partitions of an earlier one. `to_on_demand_again` is the
    switch of a table that was on-demand before. The table is UPDATING for the `allocation` of an
    index, a part of `index_creation`. `cap_removal` is the time for which a removed cap is shown.

    Models: `split` is the extra time for each doubling of partitions above warm throughput, and
    `deletion` is as long as `creation`.
    """

    update: DelayRange = DelayRange(1.0, 2.3)
    replicated_update: DelayRange = DelayRange(33, 41)
    replica_lag: DelayRange = DelayRange(3, 3)
    index_update: DelayRange = DelayRange(2, 4)
    index_decrease: DelayRange = DelayRange(6, 6)
    split: DelayRange = DelayRange(300, 300)
    warming: DelayRange = DelayRange(272, 514)
    rewarming: DelayRange = DelayRange(2, 2)
    to_on_demand: DelayRange = DelayRange(129, 172)
    replicated_to_on_demand: DelayRange = DelayRange(218, 218)
    to_on_demand_again: DelayRange = DelayRange(2, 5)
    to_provisioned: DelayRange = DelayRange(60, 98)
    creation: DelayRange = DelayRange(2, 7)
    creation_with_indexes: DelayRange = DelayRange(14, 22)
    deletion: DelayRange = DelayRange(2, 7)
    allocation: DelayRange = DelayRange(24, 56)
    index_creation: DelayRange = DelayRange(506, 1003)
    index_deletion: DelayRange = DelayRange(2.6, 5.1)
    stream: DelayRange = DelayRange(4, 5.1)
    table_class: DelayRange = DelayRange(3.6, 6.1)
    cap_removal: DelayRange = DelayRange(1, 1)

    @classmethod
    def at_once(cls, update: timedelta = timedelta()) -> "TableDelays":
        """Delays without a wait, except a fixed `update` of a table or of an index."""
        none, fixed = DelayRange(0, 0), exactly(update)
        return cls(
            update=fixed,
            replicated_update=fixed,
            replica_lag=none,
            index_update=fixed,
            index_decrease=fixed,
            split=none,
            warming=none,
            rewarming=none,
        )


@dataclass(frozen=True, slots=True)
class Delays:
    """Delays of the simulated services.

    `seed` repeats the draws from ranges. `tables` are the delays of DynamoDB.
    `reaction` is the time from auto scaling's alarm to its UpdateTable: by default capacity arrives
    some three minutes after load. `metrics` is the time until CloudWatch has a minute.
    `services` is the time until a task, a replica or an instance serves. All three are models.

    Functions: `idle_life` is the time that a container outlives its last request. `start_rate`
    limits new containers. With `lasting`, the live requests of a minute keep their containers until
    the next minute, like steady traffic; otherwise they end at once. `creation` is the time that a
    new function is Pending. Ranges: `allocation` until provisioned concurrency starts to
    arrive, `init_failure` until a failing initialisation is given up, `alias_move` until
    provisioned concurrency has followed its alias to another version. `lambda_calls_per_second`
    limits Lambda's control plane, which AWS limits to 15.
    """

    seed: int = 0
    tables: TableDelays = field(default_factory=TableDelays)
    reaction: timedelta = timedelta(minutes=1)
    services: timedelta = timedelta(minutes=3)
    metrics: timedelta = timedelta(minutes=1)
    idle_life: timedelta = timedelta(minutes=15)
    start_rate: StartRate | None = None
    lasting: bool = False
    creation: timedelta = timedelta(seconds=5)
    allocation: DelayRange = DelayRange(64, 126)
    init_failure: DelayRange = DelayRange(151, 309)
    alias_move: DelayRange = DelayRange(360, 480)
    lambda_calls_per_second: int | None = None

    def random(self, name: str) -> Random:
        """The draws of one resource: independent of the order of calls to others."""
        return Random(f"{self.seed} {name}")  # noqa: S311 (no secret)


LOAD_TEST = Delays(reaction=timedelta(minutes=13))
"""The slow minutes of a real load test: a table passed 50 % utilisation at 10:08 and had its
capacity at 10:24. Auto scaling's alarm takes two of the sixteen minutes, and its reaction thirteen.
"""
