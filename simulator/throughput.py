"""Throughput: what a dimension serves, and how often a table or index may be lowered."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from simulator.errors import ServiceError

BURST = timedelta(seconds=300)
DECREASES_AT_ANY_TIME = 4
_MINUTE = 60
_HOUR = timedelta(hours=1)


class Units(NamedTuple):
    """Reads and writes a second, as an update asks them or a description tells them."""

    read: int
    write: int

    def reaches(self, other: "Units") -> bool:
        """Is neither below the other's?"""
        return self.read >= other.read and self.write >= other.write

    def highest(self, other: "Units") -> "Units":
        """The higher of each."""
        return Units(max(self.read, other.read), max(self.write, other.write))

    def plus(self, other: "Units") -> "Units":
        """The sum of each."""
        return Units(self.read + other.read, self.write + other.write)


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

    Four at any time; after that one in an hour without another: at most 27, four in the day's first
    hour and one in each that follows (Service quotas, "Decreasing provisioned throughput").
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
        if count >= DECREASES_AT_ANY_TIME and now - self._made[-1] < _HOUR:
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
    """The provisioned throughput of a table itself or of one index."""

    read: Throughput
    write: Throughput
    decreases: DecreaseBudget = field(default_factory=DecreaseBudget)
    increased_at: datetime | None = None
    decreased_at: datetime | None = None

    @classmethod
    def of(cls, units: Units) -> "Provisioned":
        """At so many units a second, never changed."""
        return cls(Throughput(units.read), Throughput(units.write))

    @property
    def units(self) -> Units:
        """Units a second in force."""
        return Units(self.read.units, self.write.units)

    def count(self, units: Units, now: datetime) -> None:
        """An update to other units was accepted."""
        if not units.reaches(self.units):
            self.decreases.spend(now)
            self.decreased_at = now
        if not self.units.reaches(units):
            self.increased_at = now

    def settle(self, units: Units) -> None:
        """An update is over."""
        self.read.units, self.write.units = units
