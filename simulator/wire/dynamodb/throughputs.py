"""Throughput in the parameters of CreateTable and UpdateTable."""

from typing import Any

from simulator.dynamodb.changes import OnDemandCaps, PartUpdate, WarmRequest
from simulator.dynamodb.throughput import TableUnits
from simulator.errors import ServiceError
from simulator.wire.json_rpc import Parameters

SETTINGS = frozenset({"ProvisionedThroughput", "WarmThroughput", "OnDemandThroughput"})


def read_throughput(parameters: Parameters) -> PartUpdate:
    """The throughput of a table or an index; a value that is not named is None.

    Raises:
        ServiceError: InternalFailure for an empty structure, as DynamoDB returns.
    """
    units = warm = caps = None
    if provisioned := parameters.get("ProvisionedThroughput"):
        units = TableUnits(provisioned["ReadCapacityUnits"], provisioned["WriteCapacityUnits"])
    if warming := _structure(parameters, "WarmThroughput"):
        warm = WarmRequest(warming.get("ReadUnitsPerSecond"), warming.get("WriteUnitsPerSecond"))
    if capped := _structure(parameters, "OnDemandThroughput"):
        caps = OnDemandCaps(capped.get("MaxReadRequestUnits"), capped.get("MaxWriteRequestUnits"))
    return PartUpdate(units, warm, caps)


def _structure(parameters: Parameters, name: str) -> dict[str, Any]:
    structure: dict[str, Any] = parameters.get(name, {})
    if name in parameters and not structure:
        raise ServiceError("InternalFailure", "", status=500)
    return structure
