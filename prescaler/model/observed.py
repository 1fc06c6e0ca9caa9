"""What is there: the floor that somebody set, the capacity that came of it, and its use."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kickoff.outcome import Outcome
from prescaler.model.dimension import Dimension

UNBOUNDED = 2**31 - 1  # the ceiling of what has none of its own


class Kind(StrEnum):
    """What holds a dimension's floor, found out by reading.

    AUTOSCALED: MinCapacity of a scalable target. PROVISIONED: the units or the concurrency that
    were asked for, themselves. ON_DEMAND: the table's warm throughput, which only rises.
    """

    AUTOSCALED = "auto-scaled"
    PROVISIONED = "provisioned"
    ON_DEMAND = "on-demand"


@dataclass(frozen=True, slots=True)
class Limits:
    """The floor of a dimension and its ceiling, in capacity units a second or containers.

    Of an auto-scaled one MinCapacity and MaxCapacity; of another what is asked for, unbounded.
    """

    minimum: int
    maximum: int = UNBOUNDED

    def __str__(self) -> str:
        return f"{self.minimum}..{'' if self.maximum == UNBOUNDED else self.maximum}"


@dataclass(frozen=True, slots=True)
class Capacity:
    """Capacity as DescribeTable or GetProvisionedConcurrencyConfig tells it.

    `provisioned`: there and usable. `other`: the same part's other half, writes beside reads, which
    one update names too. `asked`: what an unfinished change goes to, where it is known.
    `active`: table, index and replicas are ACTIVE. `decreases`: of table or index, during this UTC
    day, the last at `decreased`; None where they are not counted. `warm`: the throughput that a
    raise reaches at once. `cap`: `OnDemandThroughput` of an on-demand table. `note`: why it is not
    as asked, in AWS's words. `replicas`: the other regions of a global table. `arn`: the table's.
    """

    provisioned: int
    active: bool
    other: int | None = None
    asked: int | None = None
    decreases: int | None = None
    decreased: datetime | None = None
    warm: int | None = None
    cap: int | None = None
    on_demand: bool = False
    note: str = ""
    replicas: tuple[str, ...] = ()
    arn: str | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """What was read of a dimension; each read that failed left its outcome instead.

    `kind` is None where the reads do not tell it.
    """

    limits: Limits | Outcome
    capacity: Capacity | Outcome
    kind: Kind | None = Kind.AUTOSCALED


@dataclass(frozen=True, slots=True)
class Use:
    """The busiest of the last minutes: units consumed a second, and requests throttled."""

    peak: float
    throttled: float


@dataclass(frozen=True, slots=True)
class Activity:
    """The last thing that auto scaling did, in AWS's words."""

    at: datetime
    said: str


@dataclass(frozen=True, slots=True)
class Move:
    """What an adapter is to set of one dimension.

    `bounds`: the floor and its ceiling; None leaves them. `units`: provisioned capacity to bring,
    up or down; None leaves it to auto scaling. `warm`: warm throughput to buy.
    """

    dimension: Dimension
    observed: Observed
    bounds: Limits | None
    units: int | None = None
    warm: int | None = None
