"""Planned containers against limits of concurrency."""

import pytest

from operations.preflight.finding import Code
from simulator.clock import Clock
from simulator.cloud import Cloud
from tests.unit.operations.preflight.account import Account, add_prices
from tests.unit.operations.preflight.calendars import NOW, beside


def of_account(concurrency: int, reserved: int | None = None) -> Cloud:
    cloud = Cloud(Clock(NOW), concurrency=concurrency)
    add_prices(cloud)
    cloud.add_function("pricing", reserved=reserved)
    return cloud


def test_containers_beyond_the_functions_reservation_are_told(account: Account) -> None:
    account.cloud = of_account(1000, reserved=50)
    found = account.only(Code.CONCURRENCY)
    assert found.subject == "pricing"
    assert found.what.startswith(
        "80 containers are planned; the function's reserved concurrency is 50"
    )
    assert found.concerned.first
    assert found.concerned.first.name == "Cup final"


def test_pings_leave_a_tenth_to_live_requests(account: Account) -> None:
    account.cloud = of_account(1000, reserved=85)
    found = account.only(Code.CONCURRENCY)
    assert "of the function's reserved concurrency, 85, pings take at most 77" in found.what
    account.cloud = of_account(1000, reserved=90)
    assert account.check() == []


def test_functions_without_a_reservation_share_the_accounts(account: Account) -> None:
    account.cloud = of_account(100)
    account.cloud.add_function("settlement")
    two = beside("settlement: {function: settlement, warm: {baseline: 30, max: 90, every: 5m}}")
    found = account.only(Code.CONCURRENCY, two)
    assert found.subject == "the account in eu-west-1"
    assert found.what.startswith("110 containers are planned")


def test_a_function_that_is_not_there_draws_on_nothing(account: Account) -> None:
    account.cloud = of_account(100)
    two = beside("settlement: {function: settlement, warm: {baseline: 30, max: 90, every: 5m}}")
    assert [each.code for each in account.check(two)] == [Code.NOT_FOUND]


@pytest.mark.parametrize(("provisioned", "well"), [(901, False), (900, True)])
def test_provisioned_concurrency_must_leave_a_hundred(
    account: Account, provisioned: int, *, well: bool
) -> None:
    text = beside(
        "settlement: {function: settlement, qualifier: live, provisioned: "
        f"{{baseline: {provisioned}, max: 990}}}}"
    )
    account.cloud.add_function("settlement")
    found = [each for each in account.check(text) if each.code is Code.CONCURRENCY]
    assert (not found) is well
    if found:
        assert "900 may be provisioned" in found[0].what
        assert found[0].concerned.first is None
