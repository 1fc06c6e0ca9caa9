"""UpdateTable."""

from collections.abc import Iterable
from typing import Any

from simulator.cloud import Cloud
from simulator.dynamodb.changes import BillingMode, NewIndex, PartName, PartUpdate, TableChange
from simulator.errors import ServiceError, invalid
from simulator.wire.dynamodb.combinations import check_combination
from simulator.wire.dynamodb.descriptions import description
from simulator.wire.dynamodb.throughputs import SETTINGS, read_throughput
from simulator.wire.json_rpc import Parameters

_INDEX_UPDATE = SETTINGS | {"IndexName"}


def update_table(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """UpdateTable: parameters are checked before the table is looked up."""
    check_combination(parameters)
    if "SSESpecification" in parameters:
        raise invalid("the stand-in's UpdateTable does not support SSESpecification alone")
    change = _change(parameters)
    table = cloud.table(parameters["TableName"])
    table.check(change, cloud.now)
    if table.changes(change, cloud.now):
        cloud.control_plane.admit(cloud.now)
    table.start(change, cloud.now)
    table.settings |= _added_attributes(parameters, table.settings)
    answer = description(cloud, table)
    if change.billing is not None:  # the same mode again also answers so
        answer["TableStatus"] = "UPDATING"
    return {"TableDescription": answer}


def _change(parameters: Parameters) -> TableChange:
    updates: dict[PartName, PartUpdate] = {}
    if parameters.keys() & SETTINGS:
        updates[None] = read_throughput(parameters)
    created: list[NewIndex] = []
    deleted: list[str] = []
    for each in parameters.get("GlobalSecondaryIndexUpdates", ()):
        match each:
            case {"Update": {"IndexName": str(name)} as update} if update.keys() <= _INDEX_UPDATE:
                updates[name] = read_throughput(update)
            case {"Create": {"IndexName": str(name)} as index}:
                created.append(NewIndex(name, read_throughput(index), index_schema(index)))
            case {"Delete": {"IndexName": str(name)}}:
                deleted.append(name)
            case _:
                raise invalid(f"the stand-in does not support the index update {each}")
    if len(created) + len(deleted) > 1:
        raise ServiceError(
            "LimitExceededException",
            "Subscriber limit exceeded: Only 1 online index can be created or deleted "
            "simultaneously per table",
        )
    billing = parameters.get("BillingMode")
    return TableChange(
        updates=updates,
        billing=None if billing is None else BillingMode(billing),
        created=created[0] if created else None,
        deleted=deleted[0] if deleted else None,
        stream=parameters.get("StreamSpecification"),
        table_class=parameters.get("TableClass"),
        protected=parameters.get("DeletionProtectionEnabled"),
    )


def index_schema(index: Parameters) -> dict[str, Any]:
    """The KeySchema and the Projection of an index."""
    return {name: index[name] for name in ("KeySchema", "Projection")}


def _added_attributes(parameters: Parameters, settings: dict[str, Any]) -> dict[str, Any]:
    """The definitions with those of an added index; other definitions are ignored."""
    updates: Iterable[dict[str, Any]] = parameters.get("GlobalSecondaryIndexUpdates", ())
    if not any("Create" in each for each in updates):
        return {}
    known = {
        each["AttributeName"]: each
        for source in (settings, parameters)
        for each in source.get("AttributeDefinitions", ())
    }
    return {"AttributeDefinitions": [known[name] for name in sorted(known)]}
