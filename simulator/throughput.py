"""Provisioned throughput: what a dimension serves, and how often it may be lowered."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from simulator.errors import ServiceError

BURST = timedelta(seconds=300)
DECREASES_AT_FIRST = 4
_MINUTE = 60
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Consumption:
    """A minute of one dimension, in capacity units (not units a second)."""

    consumed: float
    throttled: float


@dataclass(slots=True)
class Throughput:
    """One dimension: `units` a second provisioned, and up to 300 s of unused ones as burst."""

    units: int
    _burst: float = 0

    def consume(self, rate: float) -> Consumption:
        """A minute of demand at `rate` units a second: served from capacity, then from burst."""
        demanded, provisioned = rate * _MINUTE, self.units * _MINUTE
        consumed = min(demanded, provisioned + self._burst)
        burst = self._burst + provisioned - consumed
        self._burst = min(burst, self.units * BURST.total_seconds())
        return Consumption(consumed, demanded - consumed)


@dataclass(slots=True)
class DecreaseBudget:
    """Decreases of one table or index in the current UTC day.

    Four within an hour of the day's first; after that one an hour, none in the hour before it:
    27 in a day at most.
    """

    _made: list[datetime] = field(default_factory=list)

    def today(self, now: datetime) -> int:
        """`NumberOfDecreasesToday`."""
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self._made = [at for at in self._made if at >= midnight]
        return len(self._made)

    def check(self, now: datetime) -> None:
        """May a decrease be made?

        Raises:
            ServiceError: LimitExceededException, in the words of DynamoDB.
        """
        count = self.today(now)
        if count == 0:
            return
        in_first_hour = now - self._made[0] < _HOUR and count < DECREASES_AT_FIRST
        if not in_first_hour and now - self._made[-1] < _HOUR:
            raise ServiceError(
                "LimitExceededException",
                "Subscriber limit exceeded: Provisioned throughput decreases are limited within a "
                "given UTC day. After the first 4 decreases, each subsequent decrease in the same "
                "UTC day can be performed at most once every 3600 seconds. "
                f"Number of decreases today: {count}. Last decrease at {self._made[-1]}. "
                f"Next decrease can be made at {self._made[-1] + _HOUR}",
            )

    def spend(self, now: datetime) -> None:
        """Count a decrease."""
        self._made.append(now)


@dataclass(slots=True)
class Provisioned:
    """The throughput of a table itself or of one index."""

    read: Throughput
    write: Throughput
    decreases: DecreaseBudget = field(default_factory=DecreaseBudget)
    increased_at: datetime | None = None
    decreased_at: datetime | None = None

    @property
    def units(self) -> tuple[int, int]:
        """Read and write units a second in force."""
        return self.read.units, self.write.units
