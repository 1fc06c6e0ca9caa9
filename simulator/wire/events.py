"""EventBridge: event buses and the events on them."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from simulator.cloud import Cloud
from simulator.errors import ServiceError, invalid
from simulator.wire.arrival import fault_errors
from simulator.wire.json_rpc import JsonOperation, JsonService, Parameters

_ARN = "arn:aws:events:eu-west-1:123456789012:event-bus"
_MOST_ENTRIES = 10


def _put_events(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """Take every event; those to a bus that does not exist are lost without a word."""
    entries = parameters["Entries"]
    if len(entries) > _MOST_ENTRIES:
        raise invalid(
            "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member "
            f"must have length less than or equal to {_MOST_ENTRIES}"
        )
    answered = []
    for entry in entries:
        events = cloud.side.buses.get(_bus_name(entry.get("EventBusName", "default")))
        if events is not None:
            events.append(entry)
        cloud.side.events_taken += 1
        answered.append({"EventId": str(uuid5(NAMESPACE_URL, str(cloud.side.events_taken)))})
    return {"FailedEntryCount": 0, "Entries": answered}


def _create_bus(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    name = parameters["Name"]
    if name in cloud.side.buses:
        raise ServiceError("ResourceAlreadyExistsException", f"Event bus {name} already exists.")
    cloud.side.buses[name] = []
    return {"EventBusArn": f"{_ARN}/{name}"}


def _describe_bus(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    name = _bus_name(parameters.get("Name", "default"))
    if name not in cloud.side.buses:
        raise ServiceError("ResourceNotFoundException", f"Event bus {name} does not exist.")
    return {"Name": name, "Arn": f"{_ARN}/{name}"}


def _bus_name(name_or_arn: str) -> str:
    return name_or_arn.rpartition("/")[2] if name_or_arn.startswith("arn:") else name_or_arn


EVENTS = JsonService(
    name="events",
    content_type="application/x-amz-json-1.1",
    operations={
        "PutEvents": JsonOperation(_put_events, frozenset({"Entries"})),
        "CreateEventBus": JsonOperation(_create_bus, frozenset({"Name"})),
        "DescribeEventBus": JsonOperation(_describe_bus, frozenset({"Name"})),
    },
    errors=fault_errors(
        ServiceError("InternalException", "The service failed", status=500),
        ServiceError("ThrottlingException", "Rate exceeded"),
    ),
)
