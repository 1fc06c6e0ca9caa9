"""Raises that are not complete by kick-off.

A raise up to the warm throughput is instant; one to more than four times of it takes an hour.
"""

from datetime import timedelta

from operations.preflight.checks import lead
from operations.preflight.finding import FindingCode
from prescaler.resources.provisioned_concurrency import AutoScaledConcurrency
from tests.unit.kickoff.files import PROFILES, TARGETS, utc
from tests.unit.operations.preflight.calendars import NOW
from tests.unit.operations.preflight.periods import PeriodMaker, facts_for

READS = "demand: {prices: {read: 1200}}"
LARGE = """\
profiles:
  final: {lasts: 2h, lead: 20m, tail: 30m, demand: {prices: {read: 14000}}}
fixtures:
- {name: Cup final, kickoff: 2026-11-23 15:00, profile: final}
"""
TEXT = TARGETS.replace("max: 4000", "max: 40000") + LARGE


def test_a_large_raise_that_begins_in_time_is_no_finding(make_period: PeriodMaker) -> None:
    period = make_period(TEXT, utc("2026-11-23 14:00"))
    assert list(lead.check(period, facts_for(period, warm=None))) == []


def test_a_raise_that_takes_longer_than_the_time_left_is_late(make_period: PeriodMaker) -> None:
    period = make_period(TEXT, utc("2026-11-23 14:10"))
    [found] = lead.check(period, facts_for(period, warm=None))
    assert found.code is FindingCode.LATE
    assert found.subject == "prices.read"
    assert found.problem == "a raise to 14,000 takes some 60 min, 50 min are left"
    assert found.time_left(period.now) == "50 min"


def test_a_raise_of_both_halves_that_only_singly_fit_a_partition_is_late(
    make_period: PeriodMaker,
) -> None:
    both = TEXT.replace("{read: 14000}", "{read: 3000, write: 1000}")
    period = make_period(both, utc("2026-11-23 14:50"))
    found = list(lead.check(period, facts_for(period, warm=None)))
    assert [each.subject for each in found] == ["prices.read", "prices.write"]
    assert found[0].problem == "a raise to 3,000 takes some 15 min, 10 min are left"


def test_provisioned_concurrency_that_is_not_there_by_kick_off_is_late(
    make_period: PeriodMaker,
) -> None:
    text = """\
targets: {settlement: {function: settlement, qualifier: live, provisioned: {baseline: 0, max: 50}}}
profiles: {final: {lasts: 2h, lead: 20m, demand: {settlement: {provisioned: 30}}}}
fixtures: [{name: Cup final, kickoff: 2026-11-23 15:00, profile: final}]
"""
    head = TARGETS[: TARGETS.index("targets:")]
    period = make_period(head + text, utc("2026-11-23 14:58"))
    [found] = lead.check(period, facts_for(period, kind=AutoScaledConcurrency(), provisioned=0))
    assert (found.code, found.subject) == (FindingCode.LATE, "settlement.provisioned")
    assert found.problem == "a raise to 30 takes some 3 min, 2 min are left"


def test_a_raise_within_the_warm_throughput_is_not_late(make_period: PeriodMaker) -> None:
    period = make_period(TEXT, utc("2026-11-23 14:59"))
    assert list(lead.check(period, facts_for(period, warm=14_000))) == []


def test_a_level_in_place_is_not_late(make_period: PeriodMaker) -> None:
    period = make_period(TEXT, utc("2026-11-23 14:50"))
    assert list(lead.check(period, facts_for(period, provisioned=14_000, warm=None))) == []


def test_a_requested_raise_is_not_late_until_kick_off(make_period: PeriodMaker) -> None:
    period = make_period(TEXT, utc("2026-11-23 14:30"))
    asked = facts_for(period, minimum=14_000, warm=None)
    assert list(lead.check(period, asked)) == []
    kick_off = make_period(TEXT, utc("2026-11-23 15:00"))
    [found] = lead.check(kick_off, asked)
    assert found.code is FindingCode.LATE


def test_a_running_fixture_without_its_capacity_is_late(make_period: PeriodMaker) -> None:
    period = make_period(TEXT, utc("2026-11-23 15:30"))
    [found] = lead.check(period, facts_for(period, warm=None))
    assert (found.code, found.time_left(period.now)) == (FindingCode.LATE, "none")
    assert "they are needed now" in found.problem


def test_a_window_that_opens_just_before_kick_off_is_a_finding(
    make_period: PeriodMaker,
) -> None:
    text = TARGETS + PROFILES.replace("lead: 20m", "lead: 4m")
    text += "fixtures:\n- {name: Leeds v Derby, kickoff: 2026-11-28 12:30, profile: league-match}\n"
    period = make_period(text, NOW)
    found = list(lead.check(period, facts_for(period)))
    assert {each.code for each in found} == {FindingCode.LEAD}
    assert [each.subject for each in found] == [
        "prices.read",
        "prices.write",
        "prices.by-fixture.write",
    ]
    assert found[0].problem.startswith("its raise begins 4 min before kick-off")
    enough = make_period(text.replace("lead: 4m", "lead: 5m"), NOW)
    assert list(lead.check(enough, facts_for(enough))) == []


def test_a_short_lead_is_no_finding_if_the_prescaler_begins_earlier(
    make_period: PeriodMaker,
) -> None:
    short = make_period(TEXT.replace("lead: 20m", "lead: 1m"), utc("2026-11-23 09:00"))
    assert list(lead.check(short, facts_for(short, warm=None))) == []


def test_a_raise_by_a_phase_after_kick_off_is_no_finding(make_period: PeriodMaker) -> None:
    phases = "phases: [{from: kickoff-20m, share: 0.2}, {from: end-10m, share: 1}]"
    text = TEXT.replace("demand: {prices", f"{phases}, demand: {{prices")
    period = make_period(text, NOW)
    assert list(lead.check(period, facts_for(period))) == []
    assert timedelta(0) < period.end - period.now
