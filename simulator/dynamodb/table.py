"""A table with its indexes: what UpdateTable checks, starts and brings into force."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from simulator.delays import Delays
from simulator.dynamodb import jobs, replication
from simulator.dynamodb.admission import Job
from simulator.dynamodb.changes import BillingMode, PartName, PartUpdate, TableChange
from simulator.dynamodb.part import TablePart
from simulator.dynamodb.quotas import ThroughputQuotas
from simulator.dynamodb.status import ResourceStatus
from simulator.dynamodb.throughput import TableUnits, UnitsServed
from simulator.errors import ServiceError, invalid


class SimulatedTable:
    """A table with its indexes. Dimensions are `read`, `write`, `INDEX.read`, `INDEX.write`.

    `replicas` are the copies of a global table in other regions, by region. `scaled` returns
    whether auto scaling has a target for a dimension in this region. `settings` are parameters of
    CreateTable that a description repeats.
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
        self.parts = {part: TablePart.of(part, each) for part, each in units.items()}
        self.replicas: dict[str, SimulatedTable] = {}
        self.scaled: Callable[[str], bool] = lambda _: False
        self.settings: dict[str, Any] = {}
        self.protected = False
        self.switched_to_on_demand = created if self.on_demand else None
        self.delays = delays.tables
        self.random = delays.random(name)
        self.quotas = quotas or ThroughputQuotas()
        self._job: tuple[Job, datetime, Callable[[], None]] | None = None
        self.quotas.check(name, self.totals())
        self.count_units()

    @property
    def on_demand(self) -> bool:
        """Return whether its billing mode is PAY_PER_REQUEST."""
        return self.parts[None].on_demand

    @property
    def billing(self) -> BillingMode:
        """Its billing mode."""
        return BillingMode.ON_DEMAND if self.on_demand else BillingMode.PROVISIONED

    @property
    def table_class(self) -> str:
        """Its class."""
        return str(self.settings.get("TableClass", "STANDARD"))

    @property
    def indexes(self) -> list[str]:
        """The names of its indexes."""
        return [name for name in self.parts if name is not None]

    def part(self, name: PartName) -> TablePart:
        """A part; ResourceNotFoundException for an unknown index."""
        if name not in self.parts:
            raise ServiceError(
                "ResourceNotFoundException",
                f"Requested resource not found: Index {name} for table {self.name}",
            )
        return self.parts[name]

    def status(self, now: datetime, part: PartName = None) -> ResourceStatus:
        """The status of the table, or of an index."""
        self.settle(now)
        own = self.parts[None].life.status(now)
        if part is not None:
            return own if own is ResourceStatus.CREATING else self.parts[part].life.status(now)
        lives = [self.parts[name].life for name in self.indexes]
        if any(life.allocating(now) or life.deleted is not None for life in lives):
            return ResourceStatus.UPDATING if own is ResourceStatus.ACTIVE else own
        return own

    def serves(self, now: datetime) -> bool:
        """Return whether its items can be read and written."""
        return self.status(now) in {ResourceStatus.ACTIVE, ResourceStatus.UPDATING}

    def job(self, now: datetime) -> Job | None:
        """The work for which the table itself is UPDATING."""
        self.settle(now)
        return self._job and self._job[0]

    def updating(self, now: datetime) -> frozenset[PartName]:
        """The parts whose status is UPDATING."""
        return frozenset(
            each for each in self.parts if self.status(now, each) is ResourceStatus.UPDATING
        )

    def active(self, now: datetime, part: PartName = None) -> bool:
        """Return whether the units of a part can be changed: it and its table are ACTIVE."""
        parts = {None, part}
        copies = (self, *self.replicas.values())
        return all(
            copy.status(now, each) is ResourceStatus.ACTIVE for copy in copies for each in parts
        )

    def capacity(self, dimension: str, now: datetime) -> int:
        """Units a second in force; for an on-demand table, the units that it serves at once.

        Raises:
            KeyError: The table has no such dimension.
        """
        self.settle(now)
        part, kind = parted(dimension)
        return self.parts[part].capacity(kind, now)

    def requested(self, dimension: str, now: datetime) -> int:
        """Units a second in force, or being updated: provisioned units or warm throughput."""
        self.settle(now)
        name, kind = parted(dimension)
        part = self.parts[name]
        units = part.warmth.requested(now) if part.on_demand else part.requested()
        return int(getattr(units, kind))

    def set_capacity(self, dimension: str, units: int, now: datetime) -> None:
        """UpdateTable of one dimension; errors as `check`."""
        self.settle(now)
        part, kind = parted(dimension)
        current = self.parts[part].throughput.units
        self.update({part: PartUpdate(current._replace(**{kind: units}))}, now)

    def update(self, updates: Mapping[PartName, PartUpdate], now: datetime) -> None:
        """UpdateTable of throughput, all parts or none; errors as `check`."""
        change = TableChange(updates)
        self.check(change, now)
        self.start(change, now)

    def check(self, change: TableChange, now: datetime) -> None:
        """Refuse a change that is invalid or must wait.

        Raises:
            ServiceError: ResourceInUseException during other work; ValidationException for values
                that are unchanged or invalid in the billing mode; ResourceNotFoundException for an
                unknown index; LimitExceededException for a decrease that is not allowed yet, a
                second index at a time, or a quota.
        """
        replication.admit(self, change, now)
        on_demand = (change.billing or self.billing) is BillingMode.ON_DEMAND
        for name, update in change.updates.items():
            self.part(name).check(update, now, on_demand=on_demand)
            check_limits(self.quotas, name, update)
        if change.billing is BillingMode.PROVISIONED and self.on_demand:
            require_units(change.updates, self.indexes)
        if change.stream is not None:
            self._check_stream(change.stream)
        for copy, copied in replication.copies(self, change):
            copy.quotas.check(copy.name, copy.totals(copied))

    def changes(self, change: TableChange, now: datetime) -> bool:
        """Return whether a valid change has any effect."""
        if self.loses(change, now):
            return False
        values = (change.created, change.deleted, change.stream)
        reclassed = change.table_class not in {None, self.table_class}
        switched = change.billing not in {None, self.billing}
        protection = change.protected not in {None, self.protected}
        effects = any(
            update.units or update.caps or (update.warm and self._warms(name, update, now))
            for name, update in change.updates.items()
        )
        return (
            switched
            or reclassed
            or protection
            or effects
            or any(each is not None for each in values)
        )

    def loses(self, change: TableChange, now: datetime) -> bool:
        """Return whether AWS accepts a change and forgets it: the way back during a switch."""
        way_back = change.billing is BillingMode.ON_DEMAND
        return way_back and self.job(now) is Job.TO_PROVISIONED

    def start(self, change: TableChange, now: datetime) -> None:
        """Start a valid change, here and in the regions of its replicas."""
        if self.loses(change, now):
            return
        changed = list(replication.copies(self, change))
        replication.keep_own_reads(self, change)
        for copy, copied in changed:
            jobs.start(copy, copied, now, follows=copy is not self)
            copy.count_units()
            copy.settle(now)

    def busy(self, job: Job, until: datetime, then: Callable[[], None] = lambda: None) -> None:
        """Set the work under way; `then` runs when it is complete."""
        self._job = job, until, then
        self.parts[None].life.updated = until

    def set_stream(self, stream: Mapping[str, Any], now: datetime) -> None:
        """Enable or disable its stream; a disabled one leaves its label."""
        self.settings.pop("StreamSpecification", None)
        if stream.get("StreamEnabled"):
            self.settings["StreamSpecification"] = stream
            self.settings["LatestStreamLabel"] = f"{now:%Y-%m-%dT%H:%M:%S}.000"

    def consume(self, rates: Mapping[str, float], now: datetime) -> dict[str, UnitsServed]:
        """Serve a minute of demand, in units a second by dimension.

        The table also throttles a write that one of its indexes throttles.
        """
        self.settle(now)
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

    def totals(self, change: TableChange | None = None) -> dict[PartName, TableUnits]:
        """Provisioned units of each part after a change."""
        change = change or TableChange()
        billing = change.billing or self.billing
        if billing is BillingMode.ON_DEMAND:
            return {}
        units = {name: part.requested() for name, part in self.parts.items()}
        units |= {name: each.units for name, each in change.updates.items() if each.units}
        if change.created is not None and change.created.throughput.units:
            units[change.created.name] = change.created.throughput.units
        return units

    def count_units(self) -> None:
        """Count its provisioned units toward the account's."""
        self.quotas.take(self.name, self.totals().values())

    def settle(self, now: datetime) -> None:
        """Bring into force what was to arrive by now."""
        for name, part in list(self.parts.items()):
            part.settle(now)
            if name is not None and part.life.gone(now):
                del self.parts[name]
                self.count_units()
        if self._job is not None and now >= self._job[1]:
            _, _, then = self._job
            self._job = None
            then()

    def _check_stream(self, stream: Mapping[str, Any]) -> None:
        has_stream, enables = "StreamSpecification" in self.settings, stream.get("StreamEnabled")
        if enables and has_stream:
            raise invalid(f"Table already has an enabled stream: TableName: {self.name}")
        if not enables and not has_stream:
            raise invalid(f"Table has no stream to disable: TableName: {self.name}")

    def _consume(self, dimension: str, rate: float, now: datetime) -> UnitsServed:
        part, kind = parted(dimension)
        return self.parts[part].consume(kind, rate, now)

    def _warms(self, name: PartName, update: PartUpdate, now: datetime) -> bool:
        warmth = self.parts[name].warmth
        return update.warm is not None and warmth.wanted(update.warm, now) != warmth.requested(now)


def require_units(updates: Mapping[PartName, PartUpdate], indexes: Iterable[str]) -> None:
    """Refuse provisioned mode without units of the table and of each index."""
    if None not in updates or updates[None].units is None:
        raise invalid(
            "One or more parameter values were invalid: ProvisionedThroughput must be specified "
            "when BillingMode is PROVISIONED"
        )
    for name in indexes:
        if name not in updates or updates[name].units is None:
            raise invalid(
                "One or more parameter values were invalid: ProvisionedThroughput must be "
                f"specified for index: {name}"
            )


def check_limits(quotas: ThroughputQuotas, name: PartName, update: PartUpdate) -> None:
    """Refuse warm throughput and caps above the quota of a table."""
    if update.warm is not None:
        title = "table" if name is None else f"index {name}"
        quotas.check_value("ReadUnitsPerSecond", "WarmThroughput", title, update.warm.read)
        quotas.check_value("WriteUnitsPerSecond", "WarmThroughput", title, update.warm.write)
    if update.caps is not None:
        title = "table" if name is None else f"index : {name}"
        quotas.check_value("MaxReadRequestUnits", "OnDemandThroughput", title, update.caps.read)
        quotas.check_value("MaxWriteRequestUnits", "OnDemandThroughput", title, update.caps.write)


def parted(dimension: str) -> tuple[PartName, str]:
    """The part and the kind of a dimension."""
    index, _, kind = dimension.rpartition(".")
    return index or None, kind


def _share_throttled(served: UnitsServed) -> float:
    demanded = served.consumed + served.throttled
    return served.throttled / demanded if demanded else 0
