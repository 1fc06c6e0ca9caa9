"""Quotas of provisioned throughput."""

from datetime import timedelta

from kickoff.aws.place import Place
from kickoff.calendar import TableTarget
from operations.preflight.checks import updates
from operations.preflight.facts import Facts, Site
from operations.preflight.finding import Code
from operations.preflight.horizon import Horizon
from prescaler.model import Capacity, Limits, Observed
from prescaler.resources.registry import KINDS
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.quotas import ThroughputQuotas
from simulator.dynamodb.throughput import TableUnits
from tests.unit.operations.preflight.account import Account, add_prices
from tests.unit.operations.preflight.calendars import NOW
from tests.unit.operations.preflight.horizons import AUTO_SCALED
from tests.unit.prescaler.calendars import KICKOFF, calendar, match

PLENTY = TableUnits(99_999, 99_999)


def limited(table: TableUnits = PLENTY, whole: TableUnits = PLENTY) -> Cloud:
    cloud = Cloud(Clock(NOW), quotas=ThroughputQuotas(table, whole))
    add_prices(cloud)
    cloud.add_function("pricing")
    return cloud


def test_a_table_and_its_indexes_are_held_against_the_quota_of_a_table_together(
    account: Account,
) -> None:
    account.cloud = limited(table=TableUnits(99_999, 1_500))
    found = account.only(Code.TABLE_QUOTA)
    assert found.subject == "prices"
    assert found.what.startswith("1,600 writes a second are planned; the quota of a table is 1,500")
    assert found.concerned.first
    assert found.concerned.first.name == "Cup final"
    account.cloud = limited(table=TableUnits(99_999, 1_600))
    assert account.check() == []


def test_an_index_that_the_calendar_leaves_alone_counts_too(account: Account) -> None:
    account.cloud = Cloud(Clock(NOW), quotas=ThroughputQuotas(TableUnits(2_500, 9_999), PLENTY))
    account.cloud.add_function("pricing")
    account.cloud.add_table(
        "prices", read=50, write=20, indexes={"by-fixture": (5, 20), "by-team": (200, 5)}
    )
    for dimension in ("read", "write", "by-fixture.write"):
        account.cloud.register("prices", dimension, minimum=20, maximum=4000)
    found = account.only(Code.TABLE_QUOTA)
    assert found.what == (
        "2,400 reads a second are planned beside 205 others; the quota of a table is 2,500"
    )


def test_all_tables_of_an_account_are_held_against_its_quota_those_of_others_too(
    account: Account,
) -> None:
    account.cloud = limited(whole=TableUnits(10_000, 9_999))
    assert account.check() == []
    account.cloud.add_table("somebody-elses", read=9_000, write=5)
    found = account.only(Code.ACCOUNT_QUOTA)
    assert found.subject == "the account in eu-west-1"
    # 5 of them are the reads of our own index, which the calendar does not name.
    assert found.what.startswith("2,400 reads a second are planned beside 9,005 others")
    assert found.concerned.first
    assert found.concerned.first.name == "Leeds v Derby"


def test_on_demand_tables_do_not_count_toward_the_accounts_quota(account: Account) -> None:
    account.cloud = Cloud(Clock(NOW), quotas=ThroughputQuotas(PLENTY, TableUnits(1_000, 1_000)))
    account.cloud.add_function("pricing")
    account.cloud.add_on_demand_table("prices", indexes=["by-fixture"])
    assert account.check() == []


def test_more_than_five_hundred_tables_raised_at_once_are_told() -> None:
    names = [f"table-{number}" for number in range(501)]
    target = {"read": {"baseline": 5, "max": 100}}
    several = calendar(targets={name: {"table": name, **target} for name in names})
    fixture = match(dict.fromkeys(several.bounds, 50))
    targets = {name: {"table": name, **target} for name in names}
    crowd = calendar(fixture, targets=targets)
    horizon = Horizon.of(crowd, KICKOFF - timedelta(days=1), KICKOFF + timedelta(days=1))
    seen = Observed(Limits(5, 100), Capacity(5, active=True), AUTO_SCALED)
    facts = Facts(
        sites={Place(): Site(None, "eu-west-1")},
        observed=dict.fromkeys(KINDS.dimensions(crowd).values(), seen),
    )
    [found] = updates.check(horizon, facts)
    assert found.what.startswith("501 tables are to be raised at once")
    assert found.concerned.first is fixture
    assert all(isinstance(each, TableTarget) for each in crowd.targets.values())
    fewer = Facts(facts.sites, observed=dict(list(facts.observed.items())[1:]))
    assert list(updates.check(horizon, fewer)) == []
