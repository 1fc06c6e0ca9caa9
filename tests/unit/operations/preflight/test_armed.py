"""Armed targets have a scheduled action for each change of the coming day, two for a raise."""

from operations.preflight.checks import armed
from operations.preflight.finding import Code
from prescaler.resources.provisioned_table import ProvisionedTable
from tests.unit.kickoff.files import TARGETS, utc
from tests.unit.operations.preflight.calendars import NOW
from tests.unit.operations.preflight.horizons import Written, seen

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


def test_more_changes_a_day_than_actions_are_kept_are_told(horizon: Written) -> None:
    ahead = horizon(ARMED + BOOSTS + ANOTHER, NOW)
    [found] = armed.check(ahead, seen(ahead))
    assert found.code is Code.SCHEDULED_ACTIONS
    assert found.subject == "prices.read"
    assert "needs 216 scheduled actions within a day; 200 are allowed" in found.what
    assert found.due is not None
    assert utc("2026-11-25 22:00") <= found.due < utc("2026-11-26 00:00")
    assert found.concerned.first


def test_as_many_as_are_kept_are_no_finding(horizon: Written) -> None:
    ahead = horizon(ARMED + BOOSTS, NOW)
    assert list(armed.check(ahead, seen(ahead))) == []


def test_what_is_not_armed_needs_none(horizon: Written) -> None:
    ahead = horizon(TARGETS + BOOSTS + ANOTHER, NOW)
    assert list(armed.check(ahead, seen(ahead))) == []


def test_what_is_not_under_auto_scaling_cannot_be_armed(horizon: Written) -> None:
    ahead = horizon(ARMED + BOOSTS, NOW)
    [found] = armed.check(ahead, seen(ahead, kind=ProvisionedTable()))
    assert found.code is Code.CONTRADICTION
    assert found.subject == "prices"
    assert "arm: true does nothing for read and write and by-fixture.write" in found.what
    assert found.due == utc("2026-11-24 23:58")
