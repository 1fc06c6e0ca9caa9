"""Tables that differ from the calendar."""

from operations.preflight.finding import FindingCode
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.changes import OnDemandCaps
from tests.unit.operations.preflight.account import Account, add_prices
from tests.unit.operations.preflight.calendars import CALENDAR, NOW


def without_prices() -> Cloud:
    cloud = Cloud(Clock(NOW))
    cloud.add_function("pricing")
    return cloud


def test_a_missing_table_is_reported_once_for_all_its_dimensions(account: Account) -> None:
    account.cloud = without_prices()
    found = account.only(FindingCode.NOT_FOUND)
    assert found.subject == "prices"
    assert "dynamodb:DescribeTable of prices" in found.problem
    assert found.time_left(NOW) == "none"
    assert found.affected.first
    assert (found.affected.first.name, found.affected.count) == ("Leeds v Derby", 2)


def test_a_missing_index_is_named(account: Account) -> None:
    account.cloud = without_prices()
    account.cloud.add_table("prices", read=50, write=20)
    for dimension in ("read", "write"):
        account.cloud.register("prices", dimension, minimum=20, maximum=4000)
    found = account.only(FindingCode.NOT_FOUND)
    assert "no index by-fixture" in found.problem


def test_a_level_above_max_capacity_is_reported_with_first_fixture_and_highest_level(
    account: Account,
) -> None:
    account.cloud = without_prices()
    add_prices(account.cloud, read_max=1000)
    found = account.only(FindingCode.MAX_TOO_LOW)
    assert found.subject == "prices.read"
    assert found.problem == "MaxCapacity 1000 is below the 2400 needed by Cup final"
    assert "over_max: raise" in found.advice
    assert found.affected.first
    assert found.affected.first.name == "Leeds v Derby"
    assert found.time_left(NOW) == "5 d 3 h"


def test_a_level_above_max_capacity_is_no_finding_if_it_may_be_raised(
    account: Account,
) -> None:
    account.cloud = without_prices()
    add_prices(account.cloud, read_max=1000)
    assert (
        account.check(
            CALENDAR.replace("    table: prices", "    table: prices\n    over_max: raise")
        )
        == []
    )


def test_an_on_demand_table_that_may_not_be_warmed_is_a_finding(
    account: Account,
) -> None:
    account.cloud = without_prices()
    account.cloud.add_on_demand_table("prices", indexes=["by-fixture"])
    text = CALENDAR.replace("max: 4000", "max: 90000").replace("read: 1200", "read: 20000")
    found = account.only(FindingCode.ON_DEMAND, text)
    assert found.subject == "prices.read"
    assert "40000 needed by Cup final" in found.problem
    assert "prewarm: true" in found.advice


def test_a_level_above_the_cap_of_an_on_demand_table_is_a_finding(account: Account) -> None:
    account.cloud = without_prices()
    account.cloud.add_on_demand_table("prices", indexes=["by-fixture"], caps=OnDemandCaps(read=900))
    found = account.only(FindingCode.CAPPED)
    assert "caps it at 900" in found.problem


def test_a_table_without_auto_scaling_is_no_finding_by_itself(account: Account) -> None:
    account.cloud = without_prices()
    add_prices(account.cloud, auto_scaled=False)
    assert account.check() == []
