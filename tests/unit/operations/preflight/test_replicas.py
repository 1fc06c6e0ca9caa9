"""Global tables with regions outside the calendar."""

from operations.preflight.finding import FindingCode
from simulator.clock import Clock
from simulator.cloud import Cloud
from tests.unit.operations.preflight.account import Account, add_prices
from tests.unit.operations.preflight.calendars import CALENDAR, NOW, beside

AMERICA = "america: {table: prices, region: us-east-1, write: {baseline: 20, max: 2000}}"


def replicated(account: Account) -> None:
    """Give the table a replica in us-east-1."""
    america = Cloud(Clock(NOW))
    add_prices(america)
    account.cloud.table("prices").replicas = {"us-east-1": america.table("prices")}


def test_a_region_outside_the_calendar_that_shares_the_writes_is_a_finding(
    account: Account,
) -> None:
    replicated(account)

    found = account.only(FindingCode.REPLICA_UNKNOWN)

    assert found.subject == "prices"
    assert found.problem == (
        "the calendar does not name the table in us-east-1, where a change of by-fixture.write, "
        "write applies too: kickoff raises it and does not lower it"
    )
    assert found.affected.count == 2


def test_a_region_that_the_calendar_names_is_no_finding(account: Account) -> None:
    replicated(account)
    assert account.check(beside(AMERICA)) == []


def test_reads_without_auto_scaling_are_shared_too(account: Account) -> None:
    cloud = Cloud(Clock(NOW))
    cloud.add_function("pricing")
    add_prices(cloud, auto_scaled=False)
    account.cloud = cloud
    replicated(account)

    found = account.only(FindingCode.REPLICA_UNKNOWN, CALENDAR)

    assert "a change of by-fixture.write, read, write applies too" in found.problem
