"""Warm throughput: the units that a table or index serves at once; raised, never lowered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, log2
from random import Random

from simulator.delays import TableDelays
from simulator.dynamodb.changes import WarmRequest
from simulator.dynamodb.throughput import TableUnits
from simulator.errors import invalid

ON_DEMAND_START = TableUnits(12_000, 4_000)
_PER_PARTITION = TableUnits(3_000, 1_000)


def partitions(units: TableUnits) -> int:
    """The number of partitions needed: one serves 3,000 reads or 1,000 writes a second."""
    return max(1, ceil(units.read / _PER_PARTITION.read + units.write / _PER_PARTITION.write))


def doublings(units: TableUnits, available: int) -> int:
    """The number of times that all partitions are split in two until they are enough for units.

    This is a model: DynamoDB documents only that a raise up to warm throughput is instant.
    """
    return ceil(log2(max(partitions(units) / available, 1)))


@dataclass(slots=True)
class WarmThroughput:
    """Warm throughput of a table or of one index.

    It is the highest throughput reached so far, or requested by `WarmThroughput` of UpdateTable.
    """

    _units: TableUnits
    _requested: TableUnits | None = None
    _settles: datetime | None = None
    _prepared: int = 0  # partitions after the last raise; 0 before the first

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

    def wanted(self, request: WarmRequest, now: datetime) -> TableUnits:
        """The units that a request asks for; a half that it does not name stays."""
        read, write = self.requested(now)
        return TableUnits(
            read if request.read is None else request.read,
            write if request.write is None else request.write,
        )

    def check(self, request: WarmRequest, title: str, now: datetime) -> None:
        """Refuse a request below the units in force; equal units are accepted.

        Raises:
            ServiceError: ValidationException.
        """
        current, wanted = self.units(now), self.wanted(request, now)
        for name, asked, least in (
            ("ReadUnitsPerSecond", wanted.read, current.read),
            ("WriteUnitsPerSecond", wanted.write, current.write),
        ):
            if asked < least:
                raise invalid(
                    f"One or more parameter values were invalid: Requested {name} for "
                    f"WarmThroughput for {title} is lower than current WarmThroughput, "
                    "decreasing WarmThroughput is not supported"
                )

    def request(
        self, request: WarmRequest, now: datetime, delays: TableDelays, random: Random
    ) -> None:
        """Start a raise. During another one, the new units replace the old at the same instant.

        Recorded: a first raise takes minutes, a later one two seconds. Model: a raise prepares
        twice the partitions that it needs, and later raises within them are quick.
        """
        wanted = self.wanted(request, now)
        raises = wanted != self._units and partitions(wanted) > self._prepared
        if self._requested is None:
            self._settles = now + (delays.warming if raises else delays.rewarming).draw(random)
        if raises:
            self._prepared = 2 * partitions(wanted)
        self._requested = wanted
        self._settle(now)

    def reach(self, units: TableUnits) -> None:
        """Record a new peak, provisioned or consumed."""
        self._units = self._units.highest(units)

    def raise_time(self, units: TableUnits, now: datetime, split: timedelta) -> timedelta:
        """The extra time of an update to units above warm throughput: a model, as `doublings`."""
        return doublings(units, partitions(self.units(now))) * split

    def _settle(self, now: datetime) -> None:
        if self._requested is not None and self._settles is not None and now >= self._settles:
            self.reach(self._requested)
            self._requested = None
