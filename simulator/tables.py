"""Tables and their throughput: ACTIVE or UPDATING, one update at a time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from simulator.errors import ServiceError, invalid
from simulator.throughput import Consumption, Provisioned, Throughput


class Units(NamedTuple):
    """Capacity units a second, as an update asks them or a description tells them."""

    read: int
    write: int


class Table:
    """A table: provisioned with its indexes, or on-demand where `provisioned` is empty.

    `provisioned` holds the table itself under None and each index under its name. Dimensions are
    `read`, `write`, `INDEX.read`, `INDEX.write`.
    """

    def __init__(
        self,
        name: str,
        provisioned: Mapping[str | None, Units],
        *,
        created: datetime,
        update: timedelta,
    ) -> None:
        self.name = name
        self.created = created
        self.provisioned = {
            owner: Provisioned(Throughput(units.read), Throughput(units.write))
            for owner, units in provisioned.items()
        }
        self._update = update
        self._pending: dict[str | None, Units] = {}
        self._settles = created

    def updating(self, now: datetime) -> frozenset[str | None]:
        """What an update in progress changes: the table itself (None), indexes. Empty is ACTIVE."""
        self._settle(now)
        return frozenset(self._pending)

    def throughput(self, dimension: str) -> Throughput:
        """One dimension.

        Raises:
            KeyError: If the table has no such dimension.
        """
        index, _, kind = dimension.rpartition(".")
        owner = self.provisioned[index or None]
        return {"read": owner.read, "write": owner.write}[kind]

    def capacity(self, dimension: str, now: datetime) -> int:
        """Units a second in force."""
        self._settle(now)
        return self.throughput(dimension).units

    def set_capacity(self, dimension: str, units: int, now: datetime) -> None:
        """UpdateTable of one dimension; errors as `update`."""
        index, _, kind = dimension.rpartition(".")
        self._settle(now)
        current = Units(*self.provisioned[index or None].units)
        self.update({index or None: current._replace(**{kind: units})}, now)

    def update(self, changes: Mapping[str | None, Units], now: datetime) -> None:
        """UpdateTable: new units of the table itself (None) and of indexes, all of them or none.

        Raises:
            ServiceError: ResourceInUseException while UPDATING; ValidationException for values that
                are the same, an index that does not exist or an on-demand table;
                LimitExceededException where a decrease is not allowed yet.
        """
        if self.updating(now):
            raise ServiceError(
                "ResourceInUseException",
                "Attempt to change a resource which is still in use: "
                f"Table is being updated: {self.name}",
            )
        for owner, units in changes.items():
            self._check(owner, units, now)
        for owner, units in changes.items():
            self._count(self.provisioned[owner], units, now)
        self._pending = dict(changes)
        self._settles = now + self._update
        self._settle(now)

    def consume(self, rates: Mapping[str, float], now: datetime) -> dict[str, Consumption]:
        """A minute of demand, units a second by dimension.

        A write that an index cannot take is refused by the table too.
        """
        self._settle(now)
        used = {
            dimension: self.throughput(dimension).consume(rate)
            for dimension, rate in rates.items()
            if dimension != "write"
        }
        if "write" in rates:
            starved = max(
                (_share_throttled(used[each]) for each in used if each.endswith(".write")),
                default=0,
            )
            admitted = rates["write"] * (1 - starved)
            served = self.throughput("write").consume(admitted)
            refused = (rates["write"] - admitted) * 60
            used["write"] = Consumption(served.consumed, served.throttled + refused)
        return used

    def _check(self, owner: str | None, units: Units, now: datetime) -> None:
        if not self.provisioned:
            raise invalid(
                "One or more parameter values were invalid: Neither ReadCapacityUnits nor "
                "WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
            )
        if owner not in self.provisioned:
            raise ServiceError(
                "ResourceNotFoundException",
                f"Requested resource not found: Index: {owner} not found for table: {self.name}",
            )
        provisioned = self.provisioned[owner]
        current = Units(*provisioned.units)
        if units == current:
            kind = "table" if owner is None else f"index {owner}"
            raise invalid(
                f"The provisioned throughput for the {kind} will not change. "
                "The requested value equals the current value. "
                f"Current ReadCapacityUnits provisioned for the {kind}: {current.read}. "
                f"Requested ReadCapacityUnits: {units.read}. "
                f"Current WriteCapacityUnits provisioned for the {kind}: {current.write}. "
                f"Requested WriteCapacityUnits: {units.write}. "
                "Refer to the Amazon DynamoDB Developer Guide for current limits and how to "
                "request higher limits."
            )
        if units.read < current.read or units.write < current.write:
            provisioned.decreases.check(now)

    def _count(self, provisioned: Provisioned, units: Units, now: datetime) -> None:
        current = Units(*provisioned.units)
        if units.read < current.read or units.write < current.write:
            provisioned.decreases.spend(now)
            provisioned.decreased_at = now
        if units.read > current.read or units.write > current.write:
            provisioned.increased_at = now

    def _settle(self, now: datetime) -> None:
        if not self._pending or now < self._settles:
            return
        for owner, units in self._pending.items():
            self.provisioned[owner].read.units = units.read
            self.provisioned[owner].write.units = units.write
        self._pending = {}


def _share_throttled(used: Consumption) -> float:
    demanded = used.consumed + used.throttled
    return used.throttled / demanded if demanded else 0
