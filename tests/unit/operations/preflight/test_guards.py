"""Answers of guards, from the warmer's metrics or from one ping."""

from datetime import timedelta

import pytest

from operations.preflight.finding import FindingCode
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


def test_pings_without_an_answer_of_the_guard_for_a_day_are_a_finding(account: Account) -> None:
    account.cloud.published.note("WarmRequested", OF_PRICING, 40, AN_HOUR_AGO)
    found = account.only(FindingCode.UNGUARDED)
    assert found.subject == "pricing"
    assert "the guard kickoff answered none" in found.problem
    account.cloud.published.note("WarmDistinct", OF_PRICING, 40, AN_HOUR_AGO)
    assert account.check() == []


def test_a_function_without_pings_for_a_day_is_no_finding_and_gets_no_ping(
    account: Account,
) -> None:
    account.cloud = unguarded()
    account.cloud.published.note("WarmRequested", OF_PRICING, 40, NOW - timedelta(hours=25))
    assert account.check() == []
    assert pings(account.cloud) == 0


def test_guards_that_never_name_their_container_are_not_checked(account: Account) -> None:
    account.cloud.published.note("WarmRequested", OF_PRICING, 40, AN_HOUR_AGO)
    text = CALENDAR.replace("function: pricing,", "function: pricing, guard: lambda-warmer,")
    assert account.pinged(text) == []
    assert account.check(text) == []
    assert pings(account.cloud) == 0


def test_a_ping_finds_a_function_without_guard(account: Account) -> None:
    account.cloud = unguarded()
    [found] = account.pinged()
    assert found.code is FindingCode.UNGUARDED
    assert pings(account.cloud) == 1


def test_one_ping_to_one_container_shows_the_guard(account: Account) -> None:
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
def test_a_function_that_a_ping_would_wake_or_not_warm_is_not_pinged(
    account: Account, traits: Traits
) -> None:
    account.cloud = Cloud(Clock(NOW))
    add_prices(account.cloud)
    account.cloud.add_function("pricing", traits=traits)
    assert all(found.code is not FindingCode.UNREAD for found in account.pinged())
    assert pings(account.cloud) == 0


def test_a_failed_ping_is_a_finding_with_its_reason(account: Account) -> None:
    account.cloud.faults.next("lambda.Invoke", Fault.CRASHED)
    [found] = account.pinged()
    assert found.code is FindingCode.UNREAD
    assert "the ping of pricing:live failed" in found.problem
