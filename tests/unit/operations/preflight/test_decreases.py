"""Decreases are counted: of a table and of each index, in a UTC day."""

from operations.preflight.checks import decreases
from operations.preflight.finding import Code
from prescaler.resources.on_demand_table import OnDemandTable
from tests.unit.kickoff.files import TARGETS, utc
from tests.unit.operations.preflight.calendars import NOW
from tests.unit.operations.preflight.horizons import Written, seen

# A price boost of ten minutes, of reads alone: at the hours of one rule, and those of another.
BOOSTS = """\
profiles:
  boost: {lasts: 10m, lead: 5m, demand: {prices: {read: 300}}}
fixtures: []
recurring:
- {name: Boost, cron: "0 %s * * *", profile: boost, from: 2026-11-25, until: 2026-11-26}
"""
HOURLY = TARGETS + BOOSTS % "*"
HALF_HOURLY = (
    HOURLY
    + """\
- {name: Another, cron: "30 * * * *", profile: boost, from: 2026-11-25, until: 2026-11-26}
"""
)


def test_more_lowerings_than_a_day_allows_are_told_of_the_first_such_day(horizon: Written) -> None:
    ahead = horizon(HALF_HOURLY, NOW)
    [found] = decreases.check(ahead, seen(ahead))
    assert found.code is Code.DECREASES
    assert found.subject == "prices"
    assert found.what.startswith("48 lowerings are planned on Wed 25 Nov (UTC), DynamoDB allows 27")
    assert found.due == utc("2026-11-25 00:00")
    assert found.concerned.first
    assert found.concerned.first.kickoff == utc("2026-11-25 00:00")


def test_as_many_as_a_day_allows_are_no_finding(horizon: Written) -> None:
    ahead = horizon(HOURLY, NOW)
    assert list(decreases.check(ahead, seen(ahead))) == []


def test_what_was_spent_today_is_spent(horizon: Written) -> None:
    text = TARGETS + (BOOSTS % "12-23").replace("2026-11-25", "2026-11-23")
    ahead = horizon(text, NOW)  # twelve today
    assert list(decreases.check(ahead, seen(ahead, decreases=15))) == []
    [found] = decreases.check(ahead, seen(ahead, decreases=16))
    assert "12 lowerings are planned on Mon 23 Nov (UTC), DynamoDB allows 11" in found.what
    assert found.due == NOW


def test_one_update_lowers_reads_and_writes_together(horizon: Written) -> None:
    ahead = horizon(HOURLY.replace("read: 300", "read: 300, write: 300"), NOW)
    assert list(decreases.check(ahead, seen(ahead))) == []
    apart = HALF_HOURLY.replace("read: 300", "read: 300, write: 300")
    assert len(list(decreases.check(horizon(apart, NOW), seen(ahead)))) == 1


def test_an_index_has_a_budget_of_its_own(horizon: Written) -> None:
    both = "write: 300, indexes: {by-fixture: {write: 90}}"
    ahead = horizon(HALF_HOURLY.replace("read: 300", both), NOW)
    subjects = [each.subject for each in decreases.check(ahead, seen(ahead))]
    assert subjects == ["prices", "prices.by-fixture"]


def test_on_demand_tables_are_not_lowered(horizon: Written) -> None:
    ahead = horizon(HALF_HOURLY, NOW)
    assert list(decreases.check(ahead, seen(ahead, kind=OnDemandTable()))) == []
