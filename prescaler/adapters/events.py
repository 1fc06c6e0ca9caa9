"""Events of capacity changes on EventBridge."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kickoff.aws.clients import Clients
from kickoff.aws.errors import translated
from kickoff.outcome import Code, Failure, Outcome

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

SOURCE, DETAIL_TYPE = "kickoff", "Capacity Change"
_ENTRIES_PER_CALL = 10  # the most that PutEvents accepts


class EventPublisher:
    """Sends events to a bus in the prescaler's own account and region."""

    def __init__(self, clients: Clients, bus: str) -> None:
        self._clients = clients
        self._bus = bus

    def send(self, changes: Sequence[Mapping[str, Any]], detail_type: str = DETAIL_TYPE) -> None:
        """Send one event for each change, with the change as JSON detail.

        Raises:
            Failure: An event was not accepted.
        """
        for start in range(0, len(changes), _ENTRIES_PER_CALL):
            sent = changes[start : start + _ENTRIES_PER_CALL]
            entries = [self._entry(each, detail_type) for each in sent]
            with translated(f"events:PutEvents to the bus {self._bus}"):
                answer = self._client.put_events(Entries=entries)
            if answer["FailedEntryCount"]:
                codes = {each["ErrorCode"] for each in answer["Entries"] if "ErrorCode" in each}
                message = f"the bus {self._bus} did not accept an event: {', '.join(sorted(codes))}"
                raise Failure(Outcome(Code.FAILED, message))

    def _entry(self, change: Mapping[str, Any], detail_type: str) -> "PutEventsRequestEntryTypeDef":
        return {
            "EventBusName": self._bus,
            "Source": SOURCE,
            "DetailType": detail_type,
            "Detail": json.dumps(change),
        }

    @property
    def _client(self) -> "EventBridgeClient":
        client: EventBridgeClient = self._clients.client("events")
        return client
