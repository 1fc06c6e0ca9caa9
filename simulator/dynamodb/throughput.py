"""Provisioned throughput: the units that a dimension serves, and the limit of its decreases."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from kickoff.table_throughput import SECONDS, ThroughputBucket
from simulator.errors import ServiceError

DECREASES_AT_ANY_TIME = 4
_HOUR = timedelta(hours=1)


class TableUnits(NamedTuple):
    """Reads and writes a second."""

    read: int
    write: int

    def reaches(self, other: "TableUnits") -> bool:
        """Return whether both values are at least the other's."""
        return self.read >= other.read and self.write >= other.write

    def highest(self, other: "TableUnits") -> "TableUnits":
        """The higher value of each."""
        return TableUnits(max(self.read, other.read), max(self.write, other.write))

    def plus(self, other: "TableUnits") -> "TableUnits":
        """The sum of each."""
        return TableUnits(self.read + other.read, self.write + other.write)


@dataclass(frozen=True, slots=True)
class UnitsServed:
    """Capacity units of one dimension in a minute (not units a second)."""

    consumed: float
    throttled: float


@dataclass(slots=True)
class DimensionThroughput:
    """One dimension: `units` a second, and up to 300 s of unused units as burst."""

    units: int
    _bucket: ThroughputBucket = field(default_factory=ThroughputBucket)

    def consume(self, rate: float) -> UnitsServed:
        """Serve a minute of demand, in units a second: first from capacity, then from burst."""
        demanded = rate * SECONDS
        consumed = self._bucket.consume(demanded, self.units)
        return UnitsServed(consumed, demanded - consumed)


@dataclass(slots=True)
class DecreaseBudget:
    """Decreases of one table or index in the current UTC day.

    Four are allowed at any time. After that, one is allowed an hour after the last. A day has at
    most 27: four in its first hour and one in each hour that follows.
    """

    _made: list[datetime] = field(default_factory=list)

    def today(self, now: datetime) -> int:
        """`NumberOfDecreasesToday`."""
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self._made = [at for at in self._made if at >= midnight]
        return len(self._made)

    def check(self, now: datetime) -> None:
        """Refuse a decrease above the limit.

        Raises:
            ServiceError: LimitExceededException, with DynamoDB's message.
        """
        count = self.today(now)
        if count >= DECREASES_AT_ANY_TIME and now - self._made[-1] < _HOUR:
            raise ServiceError(
                "LimitExceededException",
                "Subscriber limit exceeded: Provisioned throughput decreases are limited within a "
                "given UTC day. After the first 4 decreases, each subsequent decrease in the same "
                "UTC day can be performed at most once every 3600 seconds. "
                f"Number of decreases today: {count}. Last decrease at {_spelled(self._made[-1])}. "
                f"Next decrease can be made at {_spelled(self._made[-1] + _HOUR)}",
            )

    def spend(self, now: datetime) -> None:
        """Count a decrease."""
        self._made.append(now)


@dataclass(slots=True)
class ProvisionedThroughput:
    """The provisioned throughput of a table itself or of one index."""

    read: DimensionThroughput
    write: DimensionThroughput
    decreases: DecreaseBudget = field(default_factory=DecreaseBudget)
    increased_at: datetime | None = None
    decreased_at: datetime | None = None

    @classmethod
    def of(cls, units: TableUnits) -> "ProvisionedThroughput":
        """New throughput with these units."""
        return cls(DimensionThroughput(units.read), DimensionThroughput(units.write))

    @property
    def units(self) -> TableUnits:
        """Units a second in force."""
        return TableUnits(self.read.units, self.write.units)

    def count(self, units: TableUnits, now: datetime) -> None:
        """Record that an update to other units was accepted."""
        if not units.reaches(self.units):
            self.decreases.spend(now)
            self.decreased_at = now
        if not self.units.reaches(units):
            self.increased_at = now

    def settle(self, units: TableUnits) -> None:
        """Put updated units in force."""
        self.read.units, self.write.units = units


def _spelled(at: datetime) -> str:
    """An instant as in the service's messages, such as `Friday, October 9, 2026 at 1:21:34 AM`."""
    utc = at.astimezone(UTC)
    return (
        f"{utc:%A, %B} {utc.day}, {utc.year} at {utc.hour % 12 or 12}:{utc:%M:%S %p} "
        "Coordinated Universal Time"
    )
