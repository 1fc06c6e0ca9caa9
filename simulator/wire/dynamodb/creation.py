"""CreateTable and DeleteTable."""

from typing import Any

from simulator.cloud import Cloud
from simulator.dynamodb.changes import BillingMode, PartName, PartUpdate, WarmRequest
from simulator.dynamodb.part import check_caps, check_least
from simulator.dynamodb.table import SimulatedTable, check_limits
from simulator.dynamodb.throughput import TableUnits
from simulator.dynamodb.warm_throughput import ON_DEMAND_START
from simulator.errors import invalid
from simulator.wire.dynamodb.descriptions import description
from simulator.wire.dynamodb.throughputs import read_throughput
from simulator.wire.dynamodb.updates import index_schema
from simulator.wire.json_rpc import Parameters

_INVALID = "One or more parameter values were invalid:"
_SETTINGS = ("AttributeDefinitions", "StreamSpecification", "TableClass")


def create_table(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """CreateTable of a table with a partition key and no sort key."""
    on_demand = parameters.get("BillingMode") == BillingMode.ON_DEMAND
    parts: dict[PartName, PartUpdate] = {None: read_throughput(parameters)}
    indexes = {each["IndexName"]: each for each in parameters.get("GlobalSecondaryIndexes", ())}
    parts |= {name: read_throughput(each) for name, each in indexes.items()}
    for name, throughput in parts.items():
        _check(name, throughput, on_demand=on_demand)
        check_limits(cloud.quotas, name, throughput)
    table = cloud.create_table(
        parameters["TableName"],
        {name: None if on_demand else each.units for name, each in parts.items()},
        _key(parameters),
    )
    for name, throughput in parts.items():
        _apply(table, name, throughput)
    for name, index in indexes.items():
        table.parts[name].schema = index_schema(index)
    table.settings |= {name: parameters[name] for name in _SETTINGS if name in parameters}
    if parameters.get("StreamSpecification", {}).get("StreamEnabled"):
        table.set_stream(parameters["StreamSpecification"], cloud.now)
    table.protected = parameters.get("DeletionProtectionEnabled", False)
    return {"TableDescription": _answer(cloud, table, parts)}


def delete_table(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """DeleteTable."""
    return {"TableDescription": description(cloud, cloud.delete_table(parameters["TableName"]))}


def _key(parameters: Parameters) -> str:
    match parameters["KeySchema"]:
        case [{"AttributeName": str(name), "KeyType": "HASH"}]:
            pass
        case [{"KeyType": "HASH"}, _]:
            raise invalid("the stand-in supports only tables without a sort key")
        case _:
            raise invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
    defined = {each["AttributeName"] for each in parameters["AttributeDefinitions"]}
    keys = {name} | {
        element["AttributeName"]
        for index in parameters.get("GlobalSecondaryIndexes", ())
        for element in index["KeySchema"]
    }
    if not keys <= defined:
        raise invalid(
            f"{_INVALID} Some index key attributes are not defined in AttributeDefinitions. "
            f"Keys: [{', '.join(sorted(keys))}], "
            f"AttributeDefinitions: [{', '.join(sorted(defined))}]"
        )
    if keys != defined:
        raise invalid(
            f"{_INVALID} Number of attributes in KeySchema does not exactly match number of "
            "attributes defined in AttributeDefinitions"
        )
    return name


def _check(name: PartName, throughput: PartUpdate, *, on_demand: bool) -> None:
    units, title = throughput.units, "table" if name is None else f"index {name}"
    if on_demand and units is not None:
        raise invalid(
            f"{_INVALID} Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
            "BillingMode is PAY_PER_REQUEST"
        )
    if not on_demand and units is None:
        raise invalid(
            f"{_INVALID} ReadCapacityUnits and WriteCapacityUnits must both be specified when "
            "BillingMode is PROVISIONED"
            if name is None
            else f"{_INVALID} ProvisionedThroughput must be specified for index: {name}"
        )
    if units is not None:
        check_least(units)
    if throughput.caps is not None:
        check_caps(throughput.caps, title, on_demand=on_demand, least=1)
    if throughput.warm is not None:
        _check_warm(throughput.warm, units, title)


def _check_warm(warm: WarmRequest, units: TableUnits | None, title: str) -> None:
    least = units or ON_DEMAND_START
    for kind, asked, lowest in (
        ("Read", warm.read, least.read),
        ("Write", warm.write, least.write),
    ):
        if asked is not None and asked < lowest:
            bound = f"{kind}CapacityUnits of ProvisionedThroughput"
            raise invalid(
                f"{_INVALID} Requested {kind}UnitsPerSecond for WarmThroughput for {title} is "
                f"lower than {bound if units else 'initial throughput for OnDemand'}"
            )


def _apply(table: SimulatedTable, name: PartName, throughput: PartUpdate) -> None:
    """Set the warm throughput and the caps of a new part; both are there when it is ACTIVE."""
    part = table.parts[name]
    if throughput.warm is not None:
        part.warmth.reach(part.warmth.wanted(throughput.warm, table.created))
    if throughput.caps is not None:
        part.caps = throughput.caps


def _answer(
    cloud: Cloud, table: SimulatedTable, parts: dict[PartName, PartUpdate]
) -> dict[str, Any]:
    """The description without what DescribeTable adds; requested warm throughput is UPDATING."""
    answer = description(cloud, table)
    answer.get("BillingModeSummary", {}).pop("LastUpdateToPayPerRequestDateTime", None)
    if parts[None].warm is None:
        del answer["WarmThroughput"]
    else:
        answer["WarmThroughput"]["Status"] = "UPDATING"
    return answer
