"""Whether guards answer: by what the deployed warmer published, or by one ping."""

from datetime import timedelta

import pytest

from operations.preflight.finding import Code
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.traits import Traits
from tests.unit.operations.preflight.account import Account, add_prices
from tests.unit.operations.preflight.calendars import CALENDAR, NOW

OF_PRICING = {"Function": "pricing:live"}
AN_HOUR_AGO = NOW - timedelta(hours=1)


def unguarded() -> Cloud:
    cloud = Cloud(Clock(NOW))
    add_prices(cloud)
    cloud.add_function("pricing", guarded=False)
    return cloud


def pings(cloud: Cloud) -> int:
    return sum(call.operation == "lambda.Invoke" for call in cloud.calls)


def test_a_function_whose_pings_no_guard_answered_for_a_day_is_told(account: Account) -> None:
    account.cloud.published.note("WarmRequested", OF_PRICING, 40, AN_HOUR_AGO)
    found = account.only(Code.UNGUARDED)
    assert found.subject == "pricing"
    assert "none was answered by the guard kickoff" in found.what
    account.cloud.published.note("WarmDistinct", OF_PRICING, 40, AN_HOUR_AGO)
    assert account.check() == []


def test_what_was_not_pinged_for_a_day_is_not_known_and_nothing_is_sent(account: Account) -> None:
    account.cloud = unguarded()
    account.cloud.published.note("WarmRequested", OF_PRICING, 40, NOW - timedelta(hours=25))
    assert account.check() == []
    assert pings(account.cloud) == 0


def test_guards_that_never_name_their_container_are_not_judged(account: Account) -> None:
    account.cloud.published.note("WarmRequested", OF_PRICING, 40, AN_HOUR_AGO)
    text = CALENDAR.replace("function: pricing,", "function: pricing, guard: lambda-warmer,")
    assert account.pinged(text) == []
    assert account.check(text) == []
    assert pings(account.cloud) == 0


def test_asked_by_a_ping_a_function_without_guard_is_told(account: Account) -> None:
    account.cloud = unguarded()
    [found] = account.pinged()
    assert found.code is Code.UNGUARDED
    assert pings(account.cloud) == 1


def test_asked_by_a_ping_a_guard_answers_and_one_container_is_enough(account: Account) -> None:
    assert account.pinged() == []
    assert pings(account.cloud) == 1
    assert account.cloud.warm("pricing", "live") == 1


@pytest.mark.parametrize(
    "traits",
    [
        Traits(state="Inactive"),
        Traits(state="Pending"),
        Traits(managed=True),
        Traits(provisioned={"live": 5}),
    ],
)
def test_what_a_ping_would_not_warm_or_would_wake_is_not_pinged(
    account: Account, traits: Traits
) -> None:
    account.cloud = Cloud(Clock(NOW))
    add_prices(account.cloud)
    account.cloud.add_function("pricing", traits=traits)
    assert all(found.code is not Code.UNREAD for found in account.pinged())
    assert pings(account.cloud) == 0


def test_a_ping_that_fails_is_told_with_its_reason(account: Account) -> None:
    account.cloud.faults.next("lambda.Invoke", Fault.CRASHED)
    [found] = account.pinged()
    assert found.code is Code.UNREAD
    assert "the ping of pricing:live failed" in found.what
