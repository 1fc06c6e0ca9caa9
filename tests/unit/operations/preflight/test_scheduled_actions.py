"""Targets with `arm: true` need a scheduled action for each change of a day, two for a raise."""

from operations.preflight.checks import scheduled_actions
from operations.preflight.finding import FindingCode
from prescaler.resources.provisioned_table import ProvisionedTable
from tests.unit.kickoff.files import TARGETS, utc
from tests.unit.operations.preflight.calendars import NOW
from tests.unit.operations.preflight.periods import PeriodMaker, facts_for

ARMED = TARGETS.replace("    table: prices", "    table: prices\n    arm: true")
BOOSTS = """\
profiles:
  boost: {lasts: 5m, lead: 2m, demand: {prices: {read: 300}}}
fixtures: []
recurring:
- {name: At 0, cron: "0 * * * *", profile: boost, from: 2026-11-25, until: 2026-11-26}
- {name: At 10, cron: "10 * * * *", profile: boost, from: 2026-11-25, until: 2026-11-26}
"""
ANOTHER = """\
- {name: At 20, cron: "20 * * * *", profile: boost, from: 2026-11-25, until: 2026-11-26}
"""


def test_more_actions_within_a_day_than_allowed_are_a_finding(make_period: PeriodMaker) -> None:
    period = make_period(ARMED + BOOSTS + ANOTHER, NOW)
    [found] = scheduled_actions.check(period, facts_for(period))
    assert found.code is FindingCode.SCHEDULED_ACTIONS
    assert found.subject == "prices.read"
    assert "needs 216 scheduled actions within a day; 200 are allowed" in found.problem
    assert found.due is not None
    assert utc("2026-11-25 22:00") <= found.due < utc("2026-11-26 00:00")
    assert found.affected.first


def test_as_many_actions_as_allowed_are_no_finding(make_period: PeriodMaker) -> None:
    period = make_period(ARMED + BOOSTS, NOW)
    assert list(scheduled_actions.check(period, facts_for(period))) == []


def test_a_target_without_arm_needs_no_actions(make_period: PeriodMaker) -> None:
    period = make_period(TARGETS + BOOSTS + ANOTHER, NOW)
    assert list(scheduled_actions.check(period, facts_for(period))) == []


def test_arm_without_auto_scaling_is_a_finding(make_period: PeriodMaker) -> None:
    period = make_period(ARMED + BOOSTS, NOW)
    [found] = scheduled_actions.check(period, facts_for(period, kind=ProvisionedTable()))
    assert found.code is FindingCode.CONTRADICTION
    assert found.subject == "prices"
    assert "arm: true does nothing for read and write and by-fixture.write" in found.problem
    assert found.due == utc("2026-11-24 23:58")
