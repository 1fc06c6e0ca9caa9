"""Work that a valid change of a table starts, and the time that it takes."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator.dynamodb.admission import Job
from simulator.dynamodb.changes import (
    BillingMode,
    NewIndex,
    OnDemandCaps,
    PartName,
    PartUpdate,
    TableChange,
)
from simulator.dynamodb.part import PendingUnits, TablePart
from simulator.dynamodb.status import Lifecycle
from simulator.dynamodb.throughput import TableUnits
from simulator.dynamodb.warm_throughput import ON_DEMAND_START

if TYPE_CHECKING:
    from simulator.dynamodb.table import SimulatedTable


def start(table: "SimulatedTable", change: TableChange, now: datetime, *, follows: bool) -> None:
    """Start the work of a change; with `follows`, of a replica that gets it from another region."""
    lag = table.delays.replica_lag.draw(table.random) if follows else timedelta()
    switches = change.billing not in {None, table.billing}
    for name, update in change.updates.items():
        if update.units is not None and not switches:
            _change_units(table, name, update.units, now, lag)
        _change_the_rest(table, name, update, now)
    if switches and change.billing is BillingMode.ON_DEMAND:
        _switch_to_on_demand(table, now)
    elif switches:
        _switch_to_provisioned(table, change, now)
    if change.created is not None:
        table.parts[change.created.name] = _added(table, change.created, now)
    if change.deleted is not None:
        deletion = table.delays.index_deletion.draw(table.random)
        table.parts[change.deleted].life.deleted = now + deletion
    _change_settings(table, change, now)


def begin_creation(table: "SimulatedTable", now: datetime) -> None:
    """Make a new table CREATING; it and its indexes become ACTIVE together."""
    delays = table.delays
    delay = delays.creation_with_indexes if table.indexes else delays.creation
    ready = now + delay.draw(table.random)
    for part in table.parts.values():
        part.life.created = ready


def begin_deletion(table: "SimulatedTable", now: datetime) -> None:
    """Make a table DELETING."""
    table.parts[None].life.deleted = now + table.delays.deletion.draw(table.random)


def _change_units(
    table: "SimulatedTable", name: PartName, units: TableUnits, now: datetime, lag: timedelta
) -> None:
    part, delays = table.parts[name], table.delays
    decrease = not units.reaches(part.throughput.units)
    if table.replicas:
        delay = delays.replicated_update
    elif name is None:
        delay = delays.update
    else:
        delay = delays.index_decrease if decrease else delays.index_update
    split = part.warmth.raise_time(units, now, delays.split.draw(table.random))
    settles = now + delay.draw(table.random) + split + lag
    part.throughput.count(units, now)
    part.pending = PendingUnits(units, settles, decrease)
    if name is None:
        table.busy(Job.IOPS, settles)
    else:
        part.life.updated = settles


def _change_the_rest(
    table: "SimulatedTable", name: PartName, update: PartUpdate, now: datetime
) -> None:
    """Change warm throughput, which leaves the status ACTIVE, and caps, which are in force."""
    part, delays = table.parts[name], table.delays
    if update.warm is not None:
        part.warmth.request(update.warm, now, delays, table.random)
    if update.caps is not None:
        part.cap(update.caps, now + delays.cap_removal.draw(table.random))
        if name is not None:
            part.life.updated = now + delays.index_update.draw(table.random)


def _switch_to_on_demand(table: "SimulatedTable", now: datetime) -> None:
    """Start a switch; it spends a decrease of an index, or of a table with replicas."""
    delays, before = table.delays, table.switched_to_on_demand
    first = delays.replicated_to_on_demand if table.replicas else delays.to_on_demand
    ends = now + (first if before is None else delays.to_on_demand_again).draw(table.random)
    for name, part in table.parts.items():
        if name is not None or table.replicas:
            part.throughput.decreases.spend(now)
        part.throughput.settle(TableUnits(0, 0))
        part.on_demand = True

    def complete() -> None:
        table.switched_to_on_demand = ends
        for part in table.parts.values():
            part.warmth.reach(ON_DEMAND_START)

    table.busy(Job.IOPS, ends, complete)


def _switch_to_provisioned(table: "SimulatedTable", change: TableChange, now: datetime) -> None:
    """Start a switch; the units are described at once, and the caps are dropped."""
    for name, update in change.updates.items():
        part = table.parts[name]
        if update.units is not None:
            part.throughput.settle(update.units)
            part.warmth.reach(update.units)
        part.on_demand, part.caps = False, OnDemandCaps()
    table.busy(Job.TO_PROVISIONED, now + table.delays.to_provisioned.draw(table.random))


def _added(table: "SimulatedTable", index: NewIndex, now: datetime) -> TablePart:
    delays = table.delays
    part = TablePart.of(index.name, index.throughput.units)
    part.schema = index.schema
    part.life = Lifecycle(
        created=now + delays.index_creation.draw(table.random),
        allocated=now + delays.allocation.draw(table.random),
    )
    return part


def _change_settings(table: "SimulatedTable", change: TableChange, now: datetime) -> None:
    if change.protected is not None:
        table.protected = change.protected
    if change.stream is not None:
        table.set_stream(change.stream, now)
        table.busy(Job.STREAM, now + table.delays.stream.draw(table.random))
    if change.table_class not in {None, table.table_class}:
        ends = now + table.delays.table_class.draw(table.random)

        def complete() -> None:
            table.settings["TableClass"] = change.table_class

        table.busy(Job.TABLE_CLASS, ends, complete)
