"""Planned containers against concurrency limits."""

import pytest

from operations.preflight.finding import FindingCode
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.traits import Traits
from tests.unit.operations.preflight.account import Account, add_prices
from tests.unit.operations.preflight.calendars import CALENDAR, NOW, beside


def of_account(concurrency: int, reserved: int | None = None) -> Cloud:
    cloud = Cloud(Clock(NOW), concurrency=concurrency)
    add_prices(cloud)
    cloud.add_function("pricing", reserved=reserved)
    return cloud


def test_more_containers_than_the_functions_reservation_are_a_finding(account: Account) -> None:
    account.cloud = of_account(1000, reserved=50)
    found = account.only(FindingCode.CONCURRENCY)
    assert found.subject == "pricing"
    assert found.problem.startswith(
        "80 containers are planned; the function's reserved concurrency is 50"
    )
    assert found.affected.first
    assert found.affected.first.name == "Cup final"


def test_pings_leave_a_tenth_of_the_concurrency_to_live_requests(account: Account) -> None:
    account.cloud = of_account(1000, reserved=85)
    found = account.only(FindingCode.CONCURRENCY)
    assert "pings may take 76 of the function's reserved concurrency, 85" in found.problem
    account.cloud = of_account(1000, reserved=90)
    assert account.check() == []


def test_provisioned_concurrency_outside_the_calendar_takes_its_part_of_a_reservation(
    account: Account,
) -> None:
    account.cloud = Cloud(Clock(NOW))
    add_prices(account.cloud)
    traits = Traits(provisioned={"live": 30})
    account.cloud.add_function("pricing", reserved=100, traits=traits)
    found = account.only(FindingCode.CONCURRENCY, CALENDAR.replace("qualifier: live, ", ""))
    limit = "the function's reserved concurrency without 30 provisioned is 70"
    assert found.problem.startswith(f"80 containers are planned; {limit}")


def test_functions_without_a_reservation_share_the_accounts_concurrency(account: Account) -> None:
    account.cloud = of_account(100)
    account.cloud.add_function("settlement")
    two = beside("settlement: {function: settlement, warm: {baseline: 30, max: 90, every: 5m}}")
    found = account.only(FindingCode.CONCURRENCY, two)
    assert found.subject == "the account in eu-west-1"
    assert found.problem.startswith("110 containers are planned")


def test_provisioned_concurrency_outside_the_calendar_takes_its_part_of_the_account(
    account: Account,
) -> None:
    account.cloud = Cloud(Clock(NOW), concurrency=1000)
    add_prices(account.cloud)
    account.cloud.add_function("pricing", traits=Traits(provisioned={"live": 950}))
    found = account.only(FindingCode.CONCURRENCY, CALENDAR.replace("qualifier: live, ", ""))
    limit = "concurrency of the account in eu-west-1 without 950 provisioned is 50"
    assert limit in found.problem


def test_a_new_account_with_a_limit_of_ten_cannot_hold_a_fixture(account: Account) -> None:
    account.cloud = of_account(10)
    found = account.only(FindingCode.CONCURRENCY)
    assert "the unreserved concurrency of the account in eu-west-1 is 10" in found.problem
    account.cloud.add_function("settlement")
    text = beside(
        "settlement: {function: settlement, qualifier: live, provisioned: {baseline: 5, max: 5}}"
    ).replace("warm: {baseline: 2, max: 100", "warm: {baseline: 0, max: 100")
    problems = [each.problem for each in account.check(text)]
    assert not any("-" in each.partition("may be")[0][:4] for each in problems)


def test_a_missing_function_takes_no_concurrency(account: Account) -> None:
    account.cloud = of_account(100)
    two = beside("settlement: {function: settlement, warm: {baseline: 30, max: 90, every: 5m}}")
    assert [each.code for each in account.check(two)] == [FindingCode.NOT_FOUND]


@pytest.mark.parametrize(("provisioned", "well"), [(901, False), (900, True)])
def test_provisioned_concurrency_leaves_a_hundred_unreserved(
    account: Account, provisioned: int, *, well: bool
) -> None:
    text = beside(
        "settlement: {function: settlement, qualifier: live, provisioned: "
        f"{{baseline: {provisioned}, max: 990}}}}"
    )
    account.cloud.add_function("settlement")
    found = [each for each in account.check(text) if each.code is FindingCode.CONCURRENCY]
    assert (not found) is well
    if found:
        assert (
            "900 of the unreserved concurrency of the account in eu-west-1 may be provisioned"
            in found[0].problem
        )
        assert found[0].affected.first is None
