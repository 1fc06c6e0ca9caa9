"""Decreases in a UTC day, of a table and of each index."""

from operations.preflight.checks import decreases
from operations.preflight.finding import FindingCode
from prescaler.resources.on_demand_table import OnDemandTable
from tests.unit.kickoff.files import TARGETS, utc
from tests.unit.operations.preflight.calendars import NOW
from tests.unit.operations.preflight.periods import PeriodMaker, facts_for

# A boost of reads for ten minutes, at the hours of a rule.
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


def test_a_fifth_decrease_within_the_hour_has_to_wait(make_period: PeriodMaker) -> None:
    period = make_period(HALF_HOURLY, NOW)
    [found] = decreases.check(period, facts_for(period))
    assert found.code is FindingCode.DECREASES
    assert found.subject == "prices"
    assert found.problem.startswith("the decrease on Wed 25 Nov at 02:10Z and ")
    assert "must wait, this one until 02:40Z" in found.problem
    assert found.due == utc("2026-11-25 02:10")
    assert found.affected.first
    assert found.affected.first.kickoff == utc("2026-11-25 00:00")


def test_a_decrease_that_waits_is_not_made_if_a_raise_comes_first(make_period: PeriodMaker) -> None:
    """So the half hours are raised and held, and each hour has its decrease."""
    period = make_period(HALF_HOURLY, NOW)
    [found] = decreases.check(period, facts_for(period))
    assert " and 43 more " in found.problem


def test_four_decreases_at_any_time_and_one_an_hour_after_them_are_no_finding(
    make_period: PeriodMaker,
) -> None:
    period = make_period(HOURLY, NOW)
    assert list(decreases.check(period, facts_for(period))) == []


def test_decreases_made_today_count(make_period: PeriodMaker) -> None:
    text = TARGETS + (BOOSTS % "12").replace("2026-11-25", "2026-11-23")
    period = make_period(text, NOW)  # lowered at 12:10
    made = utc("2026-11-23 11:30")
    assert list(decreases.check(period, facts_for(period, decreases=3, decreased=made))) == []
    [found] = decreases.check(period, facts_for(period, decreases=4, decreased=made))
    assert "on Mon 23 Nov at 12:10Z must wait, this one until 12:30Z" in found.problem
    assert found.due == utc("2026-11-23 12:10")


def test_midnight_utc_gives_new_decreases(make_period: PeriodMaker) -> None:
    late = TARGETS + (BOOSTS % "23").replace("0 23", "50 23").replace("2026-11-25", "2026-11-23")
    period = make_period(late, NOW)  # lowered at midnight
    made = utc("2026-11-23 23:30")
    assert list(decreases.check(period, facts_for(period, decreases=9, decreased=made))) == []


def test_one_decrease_lowers_reads_and_writes_together(make_period: PeriodMaker) -> None:
    period = make_period(HOURLY.replace("read: 300", "read: 300, write: 300"), NOW)
    assert list(decreases.check(period, facts_for(period))) == []
    apart = HALF_HOURLY.replace("read: 300", "read: 300, write: 300")
    assert len(list(decreases.check(make_period(apart, NOW), facts_for(period)))) == 1


def test_an_index_has_its_own_decreases(make_period: PeriodMaker) -> None:
    both = "write: 300, indexes: {by-fixture: {write: 90}}"
    period = make_period(HALF_HOURLY.replace("read: 300", both), NOW)
    subjects = [each.subject for each in decreases.check(period, facts_for(period))]
    assert subjects == ["prices", "prices.by-fixture"]


def test_on_demand_tables_are_not_lowered(make_period: PeriodMaker) -> None:
    period = make_period(HALF_HOURLY, NOW)
    assert list(decreases.check(period, facts_for(period, kind=OnDemandTable()))) == []
