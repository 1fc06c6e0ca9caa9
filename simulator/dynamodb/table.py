"""Tables: ACTIVE or UPDATING, one update at a time."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from simulator.delays import Delays
from simulator.dynamodb.part import PartUpdate, TablePart
from simulator.dynamodb.quotas import ThroughputQuotas
from simulator.dynamodb.throughput import TableUnits, UnitsServed
from simulator.errors import ServiceError

PartName = str | None
"""The name of an index; None for the table itself."""


class PendingUnits(NamedTuple):
    """Provisioned units that are not yet in force."""

    units: TableUnits
    settles: datetime


class SimulatedTable:
    """A table with its indexes. Dimensions are `read`, `write`, `INDEX.read`, `INDEX.write`.

    `replicas` are the copies of a global table in other regions, by region. Writes and warm
    throughput apply to all copies, reads to one.
    """

    def __init__(
        self,
        name: str,
        units: Mapping[PartName, TableUnits | None],
        *,
        created: datetime,
        delays: Delays,
        quotas: ThroughputQuotas | None = None,
    ) -> None:
        """Units of None make a part on-demand."""
        self.name = name
        self.created = created
        self.parts = {part: TablePart.of(_title(part), each) for part, each in units.items()}
        self.replicas: dict[str, SimulatedTable] = {}
        self._delays = delays
        self._quotas = quotas or ThroughputQuotas()
        self._pending: dict[PartName, PendingUnits] = {}
        self._busy_until = created
        self._quotas.take(name, (each for each in units.values() if each))

    @property
    def on_demand(self) -> bool:
        """Return whether its billing mode is PAY_PER_REQUEST."""
        return self.parts[None].provisioned is None

    def part(self, name: PartName) -> TablePart:
        """A part; ResourceNotFoundException for an unknown index."""
        if name not in self.parts:
            raise ServiceError(
                "ResourceNotFoundException",
                f"Requested resource not found: Index: {name} not found for table: {self.name}",
            )
        return self.parts[name]

    def updating(self, now: datetime) -> frozenset[PartName]:
        """The parts whose units are being updated."""
        self._settle(now)
        return frozenset(self._pending)

    def active(self, now: datetime) -> bool:
        """Return whether its status is ACTIVE."""
        return not self.updating(now) and now >= self._busy_until

    def capacity(self, dimension: str, now: datetime) -> int:
        """Units a second in force; for an on-demand table, the units that it serves at once.

        Raises:
            KeyError: The table has no such dimension.
        """
        self._settle(now)
        part, kind = _parted(dimension)
        return self.parts[part].capacity(kind, now)

    def requested(self, dimension: str, now: datetime) -> int:
        """Units a second in force, or being updated: provisioned units or warm throughput."""
        self._settle(now)
        name, kind = _parted(dimension)
        part, pending = self.parts[name], self._pending.get(name)
        if part.provisioned is None:
            return int(getattr(part.warmth.requested(now), kind))
        return int(getattr(pending.units if pending else part.provisioned.units, kind))

    def set_capacity(self, dimension: str, units: int, now: datetime) -> None:
        """UpdateTable of one dimension; errors as `update`."""
        self._settle(now)
        part, kind = _parted(dimension)
        provisioned = self.parts[part].provisioned
        current = provisioned.units if provisioned else TableUnits(0, 0)
        self.update({part: PartUpdate(current._replace(**{kind: units}))}, now)

    def update(self, updates: Mapping[PartName, PartUpdate], now: datetime) -> None:
        """UpdateTable: updates of the table itself and of indexes, all or none.

        Raises:
            ServiceError: ResourceInUseException while UPDATING; ValidationException for values that
                are unchanged or invalid in the billing mode; ResourceNotFoundException for an
                unknown index; LimitExceededException for a decrease that is not allowed yet or a
                quota.
        """
        self.check(updates, now)
        self._quotas.take(self.name, self._totals(updates, now))
        for copy in (self, *self.replicas.values()):
            copy.accept(updates if copy is self else _replicated(copy, updates), now)

    def check(self, updates: Mapping[PartName, PartUpdate], now: datetime) -> None:
        """Refuse an invalid update; errors as `update`, without the quotas."""
        for copy in (self, *self.replicas.values()):
            copy.require_active(now)
        for part, update in updates.items():
            self.part(part).check(update, now)

    def require_active(self, now: datetime) -> None:
        """Refuse an update during another."""
        if not self.active(now):
            raise ServiceError(
                "ResourceInUseException",
                "Attempt to change a resource which is still in use: "
                f"Table is being updated: {self.name}",
            )

    def accept(self, updates: Mapping[PartName, PartUpdate], now: datetime) -> None:
        """Start a valid update."""
        delays = self._delays
        self._busy_until = now + delays.update
        for name, update in updates.items():
            part = self.parts[name]
            if update.caps is not None:
                part.caps = update.caps
            if update.warm is not None:
                part.warmth.request(update.warm, now + delays.warming)
            if update.units is not None and part.provisioned is not None:
                part.provisioned.count(update.units, now)
                longer = part.warmth.raise_time(update.units, now, delays.split)
                self._pending[name] = PendingUnits(update.units, now + delays.update + longer)
        self._settle(now)

    def consume(self, rates: Mapping[str, float], now: datetime) -> dict[str, UnitsServed]:
        """Serve a minute of demand, in units a second by dimension.

        The table also throttles a write that one of its indexes throttles.
        """
        self._settle(now)
        served = {
            dimension: self._consume(dimension, rate, now)
            for dimension, rate in rates.items()
            if dimension != "write"
        }
        if "write" in rates:
            starved = max(
                (_share_throttled(served[each]) for each in served if each.endswith(".write")),
                default=0,
            )
            admitted = rates["write"] * (1 - starved)
            write = self._consume("write", admitted, now)
            throttled = write.throttled + (rates["write"] - admitted) * 60
            served["write"] = UnitsServed(write.consumed, throttled)
        return served

    def _consume(self, dimension: str, rate: float, now: datetime) -> UnitsServed:
        part, kind = _parted(dimension)
        return self.parts[part].consume(kind, rate, now)

    def _totals(
        self, updates: Mapping[PartName, PartUpdate], now: datetime
    ) -> Iterable[TableUnits]:
        """Provisioned units of each part after the updates."""
        self._settle(now)
        for name, part in self.parts.items():
            if part.provisioned is not None:
                update = updates.get(name)
                yield (update and update.units) or part.provisioned.units

    def _settle(self, now: datetime) -> None:
        for name, pending in list(self._pending.items()):
            provisioned = self.parts[name].provisioned
            if now >= pending.settles and provisioned is not None:
                provisioned.settle(pending.units)
                self.parts[name].warmth.reach(pending.units)
                del self._pending[name]


def _replicated(
    table: SimulatedTable, updates: Mapping[PartName, PartUpdate]
) -> dict[PartName, PartUpdate]:
    """The updates that apply to a replica: writes and warm throughput, not reads."""
    applied: dict[PartName, PartUpdate] = {}
    for name, update in updates.items():
        provisioned, units = table.parts[name].provisioned, None
        if update.units is not None and provisioned is not None:
            both = TableUnits(provisioned.units.read, update.units.write)
            units = both if both != provisioned.units else None
        applied[name] = PartUpdate(units, update.warm)
    return applied


def _parted(dimension: str) -> tuple[PartName, str]:
    index, _, kind = dimension.rpartition(".")
    return index or None, kind


def _title(part: PartName) -> str:
    return "table" if part is None else f"index {part}"


def _share_throttled(served: UnitsServed) -> float:
    demanded = served.consumed + served.throttled
    return served.throttled / demanded if demanded else 0
