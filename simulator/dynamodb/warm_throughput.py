"""Warm throughput: the units that a table or index serves at once; raised, never lowered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, log2

from simulator.dynamodb.throughput import TableUnits
from simulator.errors import invalid

ON_DEMAND_START = TableUnits(12_000, 4_000)
_PER_PARTITION = TableUnits(3_000, 1_000)


def partitions(units: TableUnits) -> int:
    """The number of partitions needed: one serves 3,000 reads or 1,000 writes a second."""
    return max(1, ceil(units.read / _PER_PARTITION.read + units.write / _PER_PARTITION.write))


@dataclass(slots=True)
class WarmThroughput:
    """Warm throughput of a table or of one index.

    It is the highest throughput reached so far, or requested by `WarmThroughput` of UpdateTable.
    """

    _units: TableUnits
    _requested: TableUnits | None = None
    _settles: datetime | None = None

    def updating(self, now: datetime) -> bool:
        """Return whether its status is UPDATING."""
        self._settle(now)
        return self._requested is not None

    def units(self, now: datetime) -> TableUnits:
        """Units a second in force."""
        self._settle(now)
        return self._units

    def requested(self, now: datetime) -> TableUnits:
        """Units a second in force, or requested and not yet in force."""
        return self.units(now) if self._requested is None else self._requested

    def check(self, units: TableUnits, now: datetime) -> None:
        """Refuse a request that does not raise it.

        Raises:
            ServiceError: ValidationException for lower or equal units.
        """
        current = self.units(now)
        if not units.reaches(current):
            raise invalid(
                "One or more parameter values were invalid: Requested WarmThroughput "
                f"({units.read} reads, {units.write} writes) is lower than the current one "
                f"({current.read} reads, {current.write} writes): it cannot be decreased"
            )
        if units == current:
            raise invalid("The WarmThroughput will not change: it has the requested value already")

    def request(self, units: TableUnits, settles: datetime) -> None:
        """Start a raise; it is in force at `settles`."""
        self._requested, self._settles = units, settles

    def reach(self, units: TableUnits) -> None:
        """Record a new peak, provisioned or consumed."""
        self._units = self._units.highest(units)

    def raise_time(self, units: TableUnits, now: datetime, split: timedelta) -> timedelta:
        """The extra time of an update to units above warm throughput.

        This is a model. DynamoDB documents only that a raise up to warm throughput is instant. In
        the model all partitions are split in two, `split` each time, until they are enough.
        """
        missing = partitions(units) / partitions(self.units(now))
        return ceil(log2(max(missing, 1))) * split

    def _settle(self, now: datetime) -> None:
        if self._requested is not None and self._settles is not None and now >= self._settles:
            self.reach(self._requested)
            self._requested = None
