"""Quotas of provisioned throughput."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kickoff.aws.place import Place
from kickoff.calendar import TableTarget
from operations.preflight.checks import simultaneous_updates, throughput_quotas
from operations.preflight.facts import (
    AccountFacts,
    QuotaScope,
    ReadWrite,
    ScopeLimits,
    ThroughputLimits,
)
from operations.preflight.finding import FindingCode
from operations.preflight.period import CheckPeriod
from prescaler.model import Capacity, CapacityKind, Limits, Observed
from prescaler.resources.provisioned_table import ProvisionedTable
from prescaler.resources.registry import KINDS
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.quotas import ThroughputQuotas
from simulator.dynamodb.throughput import TableUnits
from tests.unit.operations.preflight.account import Account, add_prices
from tests.unit.operations.preflight.calendars import CALENDAR, NOW
from tests.unit.operations.preflight.periods import AUTO_SCALED, PeriodMaker, facts_for
from tests.unit.prescaler.calendars import KICKOFF, OPENS, calendar, match

PLENTY = TableUnits(99_999, 99_999)
SCOPE = QuotaScope(None, "eu-west-1")


def limited(whole: TableUnits) -> Cloud:
    cloud = Cloud(Clock(NOW), quotas=ThroughputQuotas(PLENTY, whole))
    add_prices(cloud)
    cloud.add_function("pricing")
    return cloud


def limits(table: ReadWrite) -> dict[QuotaScope, ScopeLimits]:
    return {SCOPE: ScopeLimits(ThroughputLimits(table, ReadWrite(80_000, 80_000)))}


def test_the_quota_of_a_table_holds_for_the_table_and_for_each_index_alone(
    make_period: PeriodMaker,
) -> None:
    period = make_period(CALENDAR, NOW)
    facts = replace(facts_for(period), limits=limits(ReadWrite(40_000, 700)))
    found = list(throughput_quotas.check(period, facts))
    assert [(each.code, each.subject) for each in found] == [
        (FindingCode.TABLE_QUOTA, "prices.write"),
        (FindingCode.TABLE_QUOTA, "prices.by-fixture.write"),
    ]
    assert found[0].problem == "800 writes a second are planned; the quota of a table is 700"
    assert found[1].problem == "800 writes a second are planned; the quota of an index is 700"
    assert found[0].affected.first
    assert found[0].affected.first.name == "Cup final"


def test_a_table_and_its_index_at_their_quotas_are_no_finding(make_period: PeriodMaker) -> None:
    period = make_period(CALENDAR, NOW)
    facts = replace(facts_for(period), limits=limits(ReadWrite(2_400, 800)))
    assert list(throughput_quotas.check(period, facts)) == []


def test_tables_outside_the_calendar_count_toward_the_accounts_quota(
    account: Account,
) -> None:
    account.cloud = limited(whole=TableUnits(10_000, 9_999))
    assert account.check() == []
    account.cloud.add_table("somebody-elses", read=9_000, write=5)
    found = account.only(FindingCode.ACCOUNT_QUOTA)
    assert found.subject == "the account in eu-west-1"
    # Five of them are reads of the index, which the calendar does not name.
    assert found.problem.startswith("2,400 reads a second are planned beside 9,005 others")
    assert found.affected.first
    assert found.affected.first.name == "Leeds v Derby"


def test_on_demand_tables_do_not_count_toward_the_accounts_quota(account: Account) -> None:
    account.cloud = Cloud(Clock(NOW), quotas=ThroughputQuotas(PLENTY, TableUnits(1_000, 1_000)))
    account.cloud.add_function("pricing")
    account.cloud.add_on_demand_table("prices", indexes=["by-fixture"])
    assert account.check() == []


def test_more_than_five_hundred_tables_raised_at_once_are_a_finding() -> None:
    names = [f"table-{number}" for number in range(501)]
    target = {"read": {"baseline": 5, "max": 100}}
    several = calendar(targets={name: {"table": name, **target} for name in names})
    fixture = match(dict.fromkeys(several.bounds, 50))
    targets = {name: {"table": name, **target} for name in names}
    crowd = calendar(fixture, targets=targets)
    period = CheckPeriod.of(crowd, KICKOFF - timedelta(days=1), KICKOFF + timedelta(days=1))
    seen = Observed(Limits(5, 100), Capacity(5, active=True), AUTO_SCALED)
    facts = AccountFacts(
        scopes={Place(): QuotaScope(None, "eu-west-1")},
        observed=dict.fromkeys(KINDS.dimensions(crowd).values(), seen),
    )
    [found] = simultaneous_updates.check(period, facts)
    assert found.problem.startswith("501 tables are raised at once")
    assert found.affected.first is fixture
    assert all(isinstance(each, TableTarget) for each in crowd.targets.values())
    fewer = AccountFacts(facts.scopes, observed=dict(list(facts.observed.items())[1:]))
    assert list(simultaneous_updates.check(period, fewer)) == []


@pytest.mark.parametrize(
    ("tables", "kind", "reported"),
    [
        (60, ProvisionedTable(), True),
        (36, ProvisionedTable(), False),
        (60, AUTO_SCALED, False),
    ],
)
def test_a_queue_of_updates_longer_than_a_tick_is_a_finding_for_tables_without_auto_scaling(
    tables: int, kind: CapacityKind, *, reported: bool
) -> None:
    target = {"read": {"baseline": 5, "max": 100}}
    targets = {
        f"table-{number}": {"table": f"table-{number}", **target} for number in range(tables)
    }
    fixture = match(dict.fromkeys(calendar(targets=targets).bounds, 50))
    crowd = calendar(fixture, targets=targets)
    period = CheckPeriod.of(crowd, KICKOFF - timedelta(days=1), KICKOFF + timedelta(days=1))

    found = list(simultaneous_updates.check_queue(period, facts_for(period, kind=kind)))

    assert [each.code for each in found] == [FindingCode.QUEUE] * reported
    for each in found:
        assert each.problem == (
            "60 tables without auto scaling are raised at once; AWS takes 6 changes, then 1 a "
            "second: the first is raised 2 min early"
        )
        assert each.due == OPENS - timedelta(minutes=2)
        assert each.affected.first is fixture
