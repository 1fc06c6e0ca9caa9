"""Global tables: a change applies to the copies of a table in all regions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from simulator.dynamodb import admission
from simulator.dynamodb.changes import PartName, PartUpdate, TableChange
from simulator.errors import ServiceError

if TYPE_CHECKING:
    from simulator.dynamodb.table import SimulatedTable


def copies(
    table: "SimulatedTable", change: TableChange
) -> Iterator[tuple["SimulatedTable", TableChange]]:
    """The table and its replicas, each with its own part of a change.

    Units and warm throughput apply to all. Reads that auto scaling manages where they are changed
    stay that region's, and a replica that has reads of its own keeps them.
    """
    yield table, change
    for copy in table.replicas.values():
        updates = {
            name: _replicated(table, copy, name, update) for name, update in change.updates.items()
        }
        yield copy, replace(change, updates=updates, protected=None)


def keep_own_reads(table: "SimulatedTable", change: TableChange) -> None:
    """Mark the replicas that do not follow a change of reads: they get an override."""
    for copy in table.replicas.values():
        for name, update in change.updates.items():
            if update.units is not None and _reads_stay(table, name):
                units = copy.parts[name].requested()
                copy.parts[name].own_reads |= units.read != update.units.read


def admit(table: "SimulatedTable", change: TableChange, now: datetime) -> None:
    """Refuse a change during other work in any region.

    Raises:
        ServiceError: As `admission.admit`; a table with replicas names no reason.
    """
    try:
        for copy, copied in copies(table, change):
            admission.admit(copy, copied, now)
    except ServiceError as error:
        if table.replicas and error.code == "ResourceInUseException":
            message = "The resource which you are attempting to change is in use."
            raise ServiceError(error.code, message) from error
        raise


def _replicated(
    table: "SimulatedTable", copy: "SimulatedTable", name: PartName, update: PartUpdate
) -> PartUpdate:
    if update.units is None or name not in copy.parts:
        return PartUpdate(warm=update.warm)
    part, units = copy.parts[name], update.units
    if part.own_reads or _reads_stay(table, name):
        units = units._replace(read=part.requested().read)
    return PartUpdate(units, update.warm)


def _reads_stay(table: "SimulatedTable", name: PartName) -> bool:
    return table.scaled("read" if name is None else f"{name}.read")
