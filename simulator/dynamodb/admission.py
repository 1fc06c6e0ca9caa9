"""Refusals of a change while work on the table or its indexes is under way."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING

from simulator.dynamodb.changes import TableChange
from simulator.dynamodb.status import ResourceStatus
from simulator.errors import ServiceError, invalid

if TYPE_CHECKING:
    from simulator.dynamodb.table import SimulatedTable

_STILL = "Attempt to change a resource which is still in use:"


class Job(Enum):
    """The work of a table whose status is UPDATING."""

    IOPS = auto()  # provisioned units, or the switch to on-demand
    TO_PROVISIONED = auto()
    STREAM = auto()
    TABLE_CLASS = auto()


def admit(table: "SimulatedTable", change: TableChange, now: datetime) -> None:
    """Refuse a change that the work under way does not permit.

    Raises:
        ServiceError: ResourceInUseException, LimitExceededException for a second index at a time,
            InternalServerError for warm throughput while an index is allocated.
    """
    _check_exists(table, now)
    for name, update in change.updates.items():
        table.part(name)
        if name is not None and (update.units or update.caps):
            _check_index(table, name, now)
    if table.loses(change, now):
        return
    if _changes_iops(table, change):
        _check_indexes(table, "Can't change table IOPS when an index is being", now)
        if table.job(now) is not None:
            raise in_use(f"Table IOPS are currently being updated. Table: {table.name}")
    elif table.job(now) is not None and _needs_idle_table(change):
        raise in_use(f"Table is being updated: {table.name}")
    if change.created is not None or change.deleted is not None:
        _check_online(table, change, now)
    if change.stream is not None:
        _check_indexes(table, "Can't change stream status when an index is being", now)
    _check_throughput(table, change, now)


def admit_deletion(table: "SimulatedTable", now: datetime) -> None:
    """Refuse DeleteTable.

    Raises:
        ServiceError: ValidationException for a protected table, ResourceInUseException during work.
    """
    _check_exists(table, now)
    if table.protected:
        raise invalid(
            "Resource cannot be deleted as it is currently protected against deletion. "
            "Disable deletion protection first."
        )
    if any(table.status(now, name) is not ResourceStatus.ACTIVE for name in table.indexes):
        raise in_use("Cannot delete table while indexes are being created, updated, or deleted.")
    warming = any(part.warmth.updating(now) for part in table.parts.values())
    if warming or table.status(now) is not ResourceStatus.ACTIVE:
        raise in_use(f"Table: {table.name} is in the process of being updated.")


def in_use(message: str) -> ServiceError:
    """A ResourceInUseException."""
    return ServiceError("ResourceInUseException", f"{_STILL} {message}")


def _check_exists(table: "SimulatedTable", now: datetime) -> None:
    status = table.status(now)
    if status in {ResourceStatus.CREATING, ResourceStatus.DELETING}:
        raise in_use(f"Table is being {_participle(status)}: {table.name}")


def _check_index(table: "SimulatedTable", name: str, now: datetime) -> None:
    status = table.status(now, name)
    if status is not ResourceStatus.ACTIVE:
        doing = _participle(status)
        raise in_use(f"Index is being {doing}. Table: {table.name} Index: {name}")


def _check_indexes(table: "SimulatedTable", words: str, now: datetime) -> None:
    for doing, names in _online(table, now):
        raise in_use(f"{words} {doing}. Table: {table.name} Indexes: [{', '.join(names)}]")


def _check_online(table: "SimulatedTable", change: TableChange, now: datetime) -> None:
    match table.job(now):
        case Job.IOPS | Job.TO_PROVISIONED:
            raise in_use(
                "Can't create or delete indexes while table IOPS are being updated. "
                f"Table: {table.name}"
            )
        case Job.STREAM:
            raise in_use("Can't create or delete an index when stream status is being updated.")
        case Job.TABLE_CLASS:
            raise in_use(
                "Can't create or delete an index when a table class update is in progress."
            )
        case None:
            pass
    if change.deleted is not None and table.part(change.deleted).life.allocating(now):
        raise in_use(
            "Index creation is in resource allocation phase. Retry deletion during backfilling "
            f"phase or when the index is active. Table: {table.name} Index: {change.deleted}"
        )
    if any(table.parts[name].life.online(now) for name in table.indexes if name != change.deleted):
        raise ServiceError(
            "LimitExceededException",
            "Subscriber limit exceeded: Only 1 online index can be created or deleted "
            "simultaneously per table",
        )
    if change.deleted is not None and table.status(now, change.deleted) is ResourceStatus.DELETING:
        _check_index(table, change.deleted, now)


def _check_throughput(table: "SimulatedTable", change: TableChange, now: datetime) -> None:
    for doing, names in _online(table, now):
        noun = {"created": "creation", "deleted": "deletion"}[doing]
        if any(update.caps for name, update in change.updates.items() if name is None):
            raise in_use(
                f"OnDemandThroughput cannot be updated while index {noun} is in progress for "
                f"indexes: [{', '.join(names)}]"
            )
        if doing == "created" and any(update.warm for update in change.updates.values()):
            raise ServiceError(
                "InternalServerError",
                "Table is under system maintenance, please try again later",
                status=500,
            )


def _online(table: "SimulatedTable", now: datetime) -> Iterable[tuple[str, list[str]]]:
    """Indexes in allocation or deletion, each with its word."""
    lives = {name: table.parts[name].life for name in table.indexes}
    for doing, names in (
        ("created", [name for name, life in lives.items() if life.allocating(now)]),
        ("deleted", [name for name, life in lives.items() if life.deleted is not None]),
    ):
        if names:
            yield doing, names


def _changes_iops(table: "SimulatedTable", change: TableChange) -> bool:
    own = change.updates.get(None)
    return bool(own and own.units) or change.billing not in {None, table.billing}


def _needs_idle_table(change: TableChange) -> bool:
    throughput = any(update.units or update.caps for update in change.updates.values())
    return throughput or change.stream is not None or change.table_class is not None


def _participle(status: ResourceStatus) -> str:
    return {
        ResourceStatus.CREATING: "created",
        ResourceStatus.UPDATING: "updated",
        ResourceStatus.DELETING: "deleted",
    }[status]
