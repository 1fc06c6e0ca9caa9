"""The bus of the prescaler's events. PutEvents to a missing bus answers 200."""

from operations.preflight.finding import FindingCode
from tests.unit.operations.preflight.account import Account
from tests.unit.operations.preflight.calendars import NOW
from tests.unit.operations.preflight.identity import ACCOUNT, SQUAD
from tests.unit.operations.preflight.test_permissions import simulated


def test_an_existing_bus_is_no_finding(account: Account) -> None:
    account.event_bus = "default"
    assert account.check() == []
    assert (SQUAD, f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default") in simulated(account)


def test_a_bus_that_does_not_exist_is_a_finding_that_says_what_to_do(account: Account) -> None:
    account.event_bus = "matchday"
    found = account.only(FindingCode.NOT_FOUND)
    assert found.subject == "event bus matchday"
    assert found.problem.startswith("it does not exist: EventBridge accepts its events")
    assert "KICKOFF_EVENT_BUS" in found.advice
    assert found.time_left(NOW) == "5 d 3 h"


def test_a_bus_that_may_not_be_looked_up_is_unknown(account: Account) -> None:
    account.event_bus = "matchday"
    account.identity.refused = {"DescribeEventBus"}
    found = account.only(FindingCode.UNREAD)
    assert found.problem.startswith("events:DescribeEventBus of matchday is denied")


def test_a_prescaler_that_may_not_send_events_is_a_finding(account: Account) -> None:
    account.event_bus = "default"
    account.identity.denied = {(SQUAD, "events:PutEvents")}
    found = account.only(FindingCode.DENIED)
    assert found.problem == "role/squad may not events:PutEvents on event-bus/default"


def test_without_events_no_bus_is_looked_up(account: Account) -> None:
    account.identity.buses = set()
    assert account.check() == []
