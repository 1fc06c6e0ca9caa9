"""Tables and their throughput: ACTIVE or UPDATING, one update at a time."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from simulator.delays import Delays
from simulator.errors import ServiceError
from simulator.parts import Change, Part
from simulator.quotas import Quotas
from simulator.throughput import Consumption, Units

Owner = str | None
"""A part of a table: the table itself (None), or an index by its name."""


class Pending(NamedTuple):
    """Provisioned units on their way."""

    units: Units
    settles: datetime


class Table:
    """A table with its indexes. Dimensions are `read`, `write`, `INDEX.read`, `INDEX.write`.

    `replicas` are the same global table in other regions, by region: writes and warm throughput are
    theirs too, reads are of each replica alone.
    """

    def __init__(
        self,
        name: str,
        units: Mapping[Owner, Units | None],
        *,
        created: datetime,
        delays: Delays,
        quotas: Quotas | None = None,
    ) -> None:
        """On-demand where its parts have no units."""
        self.name = name
        self.created = created
        self.parts = {owner: Part.of(_title(owner), each) for owner, each in units.items()}
        self.replicas: dict[str, Table] = {}
        self._delays = delays
        self._quotas = quotas or Quotas()
        self._pending: dict[Owner, Pending] = {}
        self._busy_until = created
        self._quotas.take(name, (each for each in units.values() if each))

    @property
    def on_demand(self) -> bool:
        """Is its billing mode PAY_PER_REQUEST?"""
        return self.parts[None].provisioned is None

    def updating(self, now: datetime) -> frozenset[Owner]:
        """Which parts an update in progress changes."""
        self._settle(now)
        return frozenset(self._pending)

    def active(self, now: datetime) -> bool:
        """Is it ACTIVE, not UPDATING?"""
        return not self.updating(now) and now >= self._busy_until

    def capacity(self, dimension: str, now: datetime) -> int:
        """Units a second in force; of an on-demand table what it serves at once.

        Raises:
            KeyError: If the table has no such dimension.
        """
        self._settle(now)
        owner, kind = _parted(dimension)
        return self.parts[owner].capacity(kind, now)

    def asked(self, dimension: str, now: datetime) -> int:
        """Units a second in force, or on their way: provisioned ones, or warm throughput."""
        self._settle(now)
        owner, kind = _parted(dimension)
        part, pending = self.parts[owner], self._pending.get(owner)
        if part.provisioned is None:
            return int(getattr(part.warmth.asked(now), kind))
        return int(getattr(pending.units if pending else part.provisioned.units, kind))

    def set_capacity(self, dimension: str, units: int, now: datetime) -> None:
        """UpdateTable of one dimension; errors as `update`."""
        self._settle(now)
        owner, kind = _parted(dimension)
        provisioned = self.parts[owner].provisioned
        current = provisioned.units if provisioned else Units(0, 0)
        self.update({owner: Change(current._replace(**{kind: units}))}, now)

    def update(self, changes: Mapping[Owner, Change], now: datetime) -> None:
        """UpdateTable: changes of the table itself and of indexes, all of them or none.

        Raises:
            ServiceError: ResourceInUseException while UPDATING; ValidationException for values that
                are the same or do not go with the billing mode; ResourceNotFoundException for an
                index that does not exist; LimitExceededException where a decrease is not allowed
                yet or a quota would be exceeded.
        """
        copies = [self, *self.replicas.values()]
        for copy in copies:
            copy.require_active(now)
        for owner, change in changes.items():
            self._part(owner).check(change, now)
        self._quotas.take(self.name, self._totals(changes, now))
        for copy in copies:
            copy.accept(changes if copy is self else _replicated(copy, changes), now)

    def require_active(self, now: datetime) -> None:
        """Refuse an update while another is under way."""
        if not self.active(now):
            raise ServiceError(
                "ResourceInUseException",
                "Attempt to change a resource which is still in use: "
                f"Table is being updated: {self.name}",
            )

    def accept(self, changes: Mapping[Owner, Change], now: datetime) -> None:
        """Begin an update that was found right."""
        delays = self._delays
        self._busy_until = now + delays.update
        for owner, change in changes.items():
            part = self.parts[owner]
            if change.caps is not None:
                part.caps = change.caps
            if change.warm is not None:
                part.warmth.ask(change.warm, now + delays.warming)
            if change.units is not None and part.provisioned is not None:
                part.provisioned.count(change.units, now)
                longer = part.warmth.raise_time(change.units, now, delays.split)
                self._pending[owner] = Pending(change.units, now + delays.update + longer)
        self._settle(now)

    def consume(self, rates: Mapping[str, float], now: datetime) -> dict[str, Consumption]:
        """A minute of demand, units a second by dimension.

        A write that an index cannot take is refused by the table too.
        """
        self._settle(now)
        used = {
            dimension: self._consume(dimension, rate, now)
            for dimension, rate in rates.items()
            if dimension != "write"
        }
        if "write" in rates:
            starved = max(
                (_share_throttled(used[each]) for each in used if each.endswith(".write")),
                default=0,
            )
            admitted = rates["write"] * (1 - starved)
            served = self._consume("write", admitted, now)
            refused = (rates["write"] - admitted) * 60
            used["write"] = Consumption(served.consumed, served.throttled + refused)
        return used

    def _consume(self, dimension: str, rate: float, now: datetime) -> Consumption:
        owner, kind = _parted(dimension)
        return self.parts[owner].consume(kind, rate, now)

    def _part(self, owner: Owner) -> Part:
        if owner not in self.parts:
            raise ServiceError(
                "ResourceNotFoundException",
                f"Requested resource not found: Index: {owner} not found for table: {self.name}",
            )
        return self.parts[owner]

    def _totals(self, changes: Mapping[Owner, Change], now: datetime) -> Iterable[Units]:
        """What each part is to be provisioned with."""
        self._settle(now)
        for owner, part in self.parts.items():
            if part.provisioned is not None:
                change = changes.get(owner)
                yield (change and change.units) or part.provisioned.units

    def _settle(self, now: datetime) -> None:
        for owner, pending in list(self._pending.items()):
            provisioned = self.parts[owner].provisioned
            if now >= pending.settles and provisioned is not None:
                provisioned.settle(pending.units)
                self.parts[owner].warmth.reach(pending.units)
                del self._pending[owner]


def _replicated(table: Table, changes: Mapping[Owner, Change]) -> dict[Owner, Change]:
    """What of a change a replica takes over: writes and warm throughput, not reads."""
    taken: dict[Owner, Change] = {}
    for owner, change in changes.items():
        provisioned, units = table.parts[owner].provisioned, None
        if change.units is not None and provisioned is not None:
            wanted = Units(provisioned.units.read, change.units.write)
            units = wanted if wanted != provisioned.units else None
        taken[owner] = Change(units, change.warm)
    return taken


def _parted(dimension: str) -> tuple[Owner, str]:
    index, _, kind = dimension.rpartition(".")
    return index or None, kind


def _title(owner: Owner) -> str:
    return "table" if owner is None else f"index {owner}"


def _share_throttled(used: Consumption) -> float:
    demanded = used.consumed + used.throttled
    return used.throttled / demanded if demanded else 0
