"""Functions that pings will not warm."""

import pytest

from operations.preflight.finding import Code
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.traits import ORDINARY, Traits
from tests.unit.operations.preflight.account import Account, add_prices
from tests.unit.operations.preflight.calendars import CALENDAR, NOW, beside


def with_pricing(traits: Traits = ORDINARY, qualifier: str = "live") -> Cloud:
    cloud = Cloud(Clock(NOW))
    add_prices(cloud)
    cloud.add_function("pricing", qualifiers=[qualifier], traits=traits)
    return cloud


def test_a_function_that_does_not_exist_is_told(account: Account) -> None:
    text = CALENDAR.replace("function: pricing", "function: pricings")
    found = account.only(Code.NOT_FOUND, text)
    assert found.subject == "pricing"
    assert "lambda:GetFunctionConfiguration of pricings:live" in found.what


def test_an_alias_that_does_not_exist_is_told(account: Account) -> None:
    account.cloud = with_pricing(qualifier="blue")
    found = account.only(Code.NOT_FOUND)
    assert "pricing:live" in found.what


@pytest.mark.parametrize(
    ("traits", "code", "told"),
    [
        (Traits(state="Pending"), Code.NOT_READY, "it is Pending"),
        (Traits(state="Failed"), Code.NOT_READY, "it is Failed"),
        (Traits(managed=True), Code.CONTRADICTION, "on Lambda Managed Instances"),
        (Traits(provisioned={"live": 5}), Code.CONTRADICTION, "has provisioned concurrency"),
    ],
)
def test_what_pings_cannot_warm_is_told_as_the_warmer_would(
    account: Account, traits: Traits, code: Code, told: str
) -> None:
    account.cloud = with_pricing(traits)
    found = account.only(code)
    assert told in found.what
    assert found.concerned.count == 2


def test_a_function_that_sleeps_is_woken_in_time_by_itself(account: Account) -> None:
    account.cloud = with_pricing(Traits(state="Inactive"))
    assert account.check() == []


def test_what_the_calendar_itself_provisions_is_no_contradiction(account: Account) -> None:
    account.cloud = with_pricing(Traits(provisioned={"live": 5}))
    text = CALENDAR.replace(
        "qualifier: live,", "qualifier: live, provisioned: {baseline: 5, max: 9},"
    )
    assert account.check(text) == []


def test_provisioned_concurrency_without_an_alias_is_told(account: Account) -> None:
    text = beside("settlement: {function: settlement, provisioned: {baseline: 5, max: 9}}")
    account.cloud.add_function("settlement")
    found = account.only(Code.CONTRADICTION, text)
    assert (found.subject, "alias or a published version" in found.what) == ("settlement", True)
