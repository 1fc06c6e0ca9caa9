"""The parts of an observation: bounds, capacity, consumption, activity."""

from dataclasses import dataclass
from datetime import datetime

UNBOUNDED = 2**31 - 1  # the maximum of a capacity without one


@dataclass(frozen=True, slots=True)
class Limits:
    """The minimum of a dimension and its maximum, in its own unit.

    Under auto scaling: MinCapacity and MaxCapacity. Otherwise: the requested capacity, unbounded.
    """

    minimum: int
    maximum: int = UNBOUNDED

    def __str__(self) -> str:
        return f"{self.minimum}..{'' if self.maximum == UNBOUNDED else self.maximum}"


@dataclass(frozen=True, slots=True)
class Capacity:
    """Capacity as AWS describes it.

    `provisioned`: usable now. `other`: the other half (write beside read) that an update must name
    too. `requested`: the target of an unfinished change, where it is known. `active`: resource and
    replicas are ACTIVE. `decreases`: made in this UTC day, the last at `decreased`; None where they
    are unlimited. `warm`: the throughput that a raise reaches at once; `other_warm`: of the other
    half; `warming`: more of one of them is being added. `cap`: OnDemandThroughput. `on_demand`: the
    billing mode. `note`: AWS's reason for a difference. `replicas`: the other regions of a
    global table; `own_reads`: those with a read capacity of their own. `arn`: the table's.
    """

    provisioned: int
    active: bool
    other: int | None = None
    requested: int | None = None
    decreases: int | None = None
    decreased: datetime | None = None
    warm: int | None = None
    other_warm: int | None = None
    warming: bool = False
    cap: int | None = None
    on_demand: bool = False
    note: str = ""
    replicas: tuple[str, ...] = ()
    own_reads: tuple[str, ...] = ()
    arn: str | None = None

    def describe_regions(self) -> str:
        """The number of its regions after a sum of money; nothing for one region."""
        return f" in {1 + len(self.replicas)} regions" if self.replicas else ""


@dataclass(frozen=True, slots=True)
class RecentConsumption:
    """Units consumed in the busiest of the last minutes, a second, and requests throttled."""

    peak: float
    throttled: float


@dataclass(frozen=True, slots=True)
class Activity:
    """The last scaling activity of auto scaling, in AWS's words."""

    at: datetime
    said: str
