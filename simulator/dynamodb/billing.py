"""Switches of the billing mode."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from simulator.dynamodb.admission import Job
from simulator.dynamodb.changes import OnDemandCaps, PartName, PartUpdate, TableChange
from simulator.dynamodb.throughput import TableUnits
from simulator.dynamodb.warm_throughput import ON_DEMAND_START
from simulator.errors import invalid

if TYPE_CHECKING:
    from simulator.dynamodb.table import SimulatedTable


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


def switch_to_on_demand(table: "SimulatedTable", now: datetime) -> None:
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


def switch_to_provisioned(table: "SimulatedTable", change: TableChange, now: datetime) -> None:
    """Start a switch; the units are described at once, and the caps are dropped."""
    for name, update in change.updates.items():
        part = table.parts[name]
        if update.units is not None:
            part.throughput.settle(update.units)
            part.warmth.reach(update.units)
        part.on_demand, part.caps = False, OnDemandCaps()
    table.busy(Job.TO_PROVISIONED, now + table.delays.to_provisioned.draw(table.random))
