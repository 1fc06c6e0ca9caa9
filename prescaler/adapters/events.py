"""Tells EventBridge of changes of capacity."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kickoff.aws.clients import Clients
from kickoff.aws.errors import translated
from prescaler.model import Code, Failure, Outcome

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

SOURCE, KIND = "kickoff", "Capacity Change"
_ENTRIES_A_CALL = 10  # PutEvents takes no more


class Events:
    """A bus where we run, whatever the places of the targets."""

    def __init__(self, clients: Clients, bus: str) -> None:
        self._clients = clients
        self._bus = bus

    def tell(self, changes: Sequence[Mapping[str, Any]]) -> None:
        """One event a change, its detail as JSON.

        Raises:
            Failure: If one of them was not taken.
        """
        for start in range(0, len(changes), _ENTRIES_A_CALL):
            entries = [self._entry(each) for each in changes[start : start + _ENTRIES_A_CALL]]
            with translated(f"events:PutEvents to the bus {self._bus}"):
                answer = self._client.put_events(Entries=entries)
            if answer["FailedEntryCount"]:
                codes = {each["ErrorCode"] for each in answer["Entries"] if "ErrorCode" in each}
                message = f"the bus {self._bus} did not take an event: {', '.join(sorted(codes))}"
                raise Failure(Outcome(Code.FAILED, message))

    def _entry(self, change: Mapping[str, Any]) -> "PutEventsRequestEntryTypeDef":
        return {
            "EventBusName": self._bus,
            "Source": SOURCE,
            "DetailType": KIND,
            "Detail": json.dumps(change),
        }

    @property
    def _client(self) -> "EventBridgeClient":
        client: EventBridgeClient = self._clients.client("events")
        return client
