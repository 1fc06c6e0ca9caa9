"""Warm throughput: what a table or index takes at once; raised, never lowered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, log2

from simulator.errors import invalid
from simulator.throughput import Units

ON_DEMAND_START = Units(12_000, 4_000)
_OF_A_PARTITION = Units(3_000, 1_000)


def partitions(units: Units) -> int:
    """How many partitions it takes: one carries 3,000 reads or 1,000 writes a second."""
    return max(1, ceil(units.read / _OF_A_PARTITION.read + units.write / _OF_A_PARTITION.write))


@dataclass(slots=True)
class Warmth:
    """Warm throughput of a table or of one index.

    It is the highest that it has reached, or was asked to take (`WarmThroughput` of UpdateTable).
    """

    _units: Units
    _asked: Units | None = None
    _settles: datetime | None = None

    def updating(self, now: datetime) -> bool:
        """Is its status UPDATING?"""
        self._settle(now)
        return self._asked is not None

    def units(self, now: datetime) -> Units:
        """What is taken at once, in units a second."""
        self._settle(now)
        return self._units

    def asked(self, now: datetime) -> Units:
        """What is taken at once, or is to be."""
        return self.units(now) if self._asked is None else self._asked

    def check(self, asked: Units, now: datetime) -> None:
        """May it be raised so?

        Raises:
            ServiceError: ValidationException: it cannot be lowered, and not changed to the same.
        """
        current = self.units(now)
        if not asked.reaches(current):
            raise invalid(
                "One or more parameter values were invalid: Requested WarmThroughput "
                f"({asked.read} reads, {asked.write} writes) is lower than the current one "
                f"({current.read} reads, {current.write} writes): it cannot be decreased"
            )
        if asked == current:
            raise invalid("The WarmThroughput will not change: it has the requested value already")

    def ask(self, units: Units, settles: datetime) -> None:
        """Raise it; there at `settles`."""
        self._asked, self._settles = units, settles

    def reach(self, units: Units) -> None:
        """A new peak was provisioned, or seen."""
        self._units = self._units.highest(units)

    def raise_time(self, units: Units, now: datetime, split: timedelta) -> timedelta:
        """How much longer an update takes to reach units above it.

        DynamoDB documents only that up to warm throughput a raise is instant. Above it we take it
        that all partitions are split in two at a time, each `split` long, until they carry it.
        """
        missing = partitions(units) / partitions(self.units(now))
        return ceil(log2(max(missing, 1))) * split

    def _settle(self, now: datetime) -> None:
        if self._asked is not None and self._settles is not None and now >= self._settles:
            self.reach(self._asked)
            self._asked = None
