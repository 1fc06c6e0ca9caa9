"""Events on EventBridge, with a stubbed client."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from botocore.stub import Stubber

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from prescaler.adapters.events import EventPublisher
from prescaler.model import Code, Failure

CHANGE = {"target": "prices", "dimension": "read", "action": "raise", "from": 50, "to": 1200}


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[EventPublisher, Stubber]]:
    """The bus `default`, and the stub of its service."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    clients = Clients(Aws())
    with Stubber(clients.client("events")) as service:
        yield EventPublisher(clients, "default"), service


def entries(changes: list[dict[str, Any]]) -> Mapping[str, Any]:
    return {
        "Entries": [
            {
                "EventBusName": "default",
                "Source": "kickoff",
                "DetailType": "Capacity Change",
                "Detail": json.dumps(change),
            }
            for change in changes
        ]
    }


def test_every_change_is_an_event_with_ten_in_a_call(bus: tuple[EventPublisher, Stubber]) -> None:
    events, service = bus
    changes = [CHANGE | {"to": n} for n in range(12)]
    for part in (changes[:10], changes[10:]):
        service.add_response("put_events", {"FailedEntryCount": 0, "Entries": []}, entries(part))
    events.send(changes)
    service.assert_no_pending_responses()


def test_without_a_change_nothing_is_sent(bus: tuple[EventPublisher, Stubber]) -> None:
    events, _ = bus
    events.send([])


def test_an_event_that_the_bus_does_not_take_is_a_failure(
    bus: tuple[EventPublisher, Stubber],
) -> None:
    events, service = bus
    refused = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}
    service.add_response("put_events", refused)
    with pytest.raises(Failure, match="did not accept an event: ThrottlingException"):
        events.send([CHANGE])


def test_a_missing_permission_is_named(bus: tuple[EventPublisher, Stubber]) -> None:
    events, service = bus
    service.add_client_error("put_events", "AccessDeniedException", "no")
    with pytest.raises(Failure, match="events:PutEvents to the bus default: allow it") as failure:
        events.send([CHANGE])
    assert failure.value.outcome.code is Code.DENIED
