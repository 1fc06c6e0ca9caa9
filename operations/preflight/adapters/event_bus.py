"""Amazon EventBridge: whether the bus of the events exists."""

from functools import partial
from typing import TYPE_CHECKING

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.outcome import Outcome
from operations.preflight.adapters.calls import call

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient


def missing_bus(clients: Clients, bus: str) -> Outcome | None:
    """Look up the bus in kickoff's own account and region; None if it exists.

    PutEvents does not tell: it accepts events for a bus that does not exist, and they are lost.
    """

    def read() -> None:
        client: EventBridgeClient = clients.client("events")
        client.describe_event_bus(Name=bus)

    within = partial(clients.calling, Place())
    return call(f"events:DescribeEventBus of {bus}", read, within)
