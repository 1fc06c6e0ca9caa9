"""Raises that will not be there by kick-off. What a table takes at once is its warm throughput;
a raise to more than four times that takes an hour, by the prescaler's own rule."""

from datetime import timedelta

from operations.preflight.checks import lead
from operations.preflight.finding import Code
from tests.unit.kickoff.files import PROFILES, TARGETS, utc
from tests.unit.operations.preflight.calendars import NOW
from tests.unit.operations.preflight.horizons import Written, seen

READS = "demand: {prices: {read: 1200}}"
LARGE = """\
profiles:
  final: {lasts: 2h, lead: 20m, tail: 30m, demand: {prices: {read: 14000}}}
fixtures:
- {name: Cup final, kickoff: 2026-11-23 15:00, profile: final}
"""
TEXT = TARGETS.replace("max: 4000", "max: 40000") + LARGE


def test_a_raise_that_can_begin_in_time_is_no_finding_however_large(horizon: Written) -> None:
    ahead = horizon(TEXT, utc("2026-11-23 14:00"))
    assert list(lead.check(ahead, seen(ahead, warm=None))) == []


def test_a_raise_that_takes_longer_than_there_is_left_is_told(horizon: Written) -> None:
    ahead = horizon(TEXT, utc("2026-11-23 14:10"))
    [found] = lead.check(ahead, seen(ahead, warm=None))
    assert found.code is Code.LATE
    assert found.subject == "prices.read"
    assert found.what == "14,000 take some 60 min to be there, 50 min are left"
    assert found.left(ahead.now) == "50 min"


def test_within_warm_throughput_a_raise_is_there_at_once(horizon: Written) -> None:
    ahead = horizon(TEXT, utc("2026-11-23 14:59"))
    assert list(lead.check(ahead, seen(ahead, warm=14_000))) == []


def test_what_is_there_already_is_not_late(horizon: Written) -> None:
    ahead = horizon(TEXT, utc("2026-11-23 14:50"))
    assert list(lead.check(ahead, seen(ahead, provisioned=14_000, warm=None))) == []


def test_a_raise_that_is_on_its_way_began_in_time_until_kick_off(horizon: Written) -> None:
    ahead = horizon(TEXT, utc("2026-11-23 14:30"))
    asked = seen(ahead, minimum=14_000, warm=None)
    assert list(lead.check(ahead, asked)) == []
    kick_off = horizon(TEXT, utc("2026-11-23 15:00"))
    [found] = lead.check(kick_off, asked)
    assert found.code is Code.LATE


def test_a_fixture_that_runs_without_its_capacity_is_told(horizon: Written) -> None:
    ahead = horizon(TEXT, utc("2026-11-23 15:30"))
    [found] = lead.check(ahead, seen(ahead, warm=None))
    assert (found.code, found.left(ahead.now)) == (Code.LATE, "none")
    assert "they are wanted now" in found.what


def test_a_window_that_opens_just_before_kick_off_leaves_no_time_to_read_back(
    horizon: Written,
) -> None:
    text = TARGETS + PROFILES.replace("lead: 20m", "lead: 4m")
    text += "fixtures:\n- {name: Leeds v Derby, kickoff: 2026-11-28 12:30, profile: league-match}\n"
    ahead = horizon(text, NOW)
    found = list(lead.check(ahead, seen(ahead)))
    assert {each.code for each in found} == {Code.LEAD}
    assert [each.subject for each in found] == [
        "prices.read",
        "prices.write",
        "prices.by-fixture.write",
    ]
    assert found[0].what.startswith("its raise begins 4 min before kick-off")
    enough = horizon(text.replace("lead: 4m", "lead: 5m"), NOW)
    assert list(lead.check(enough, seen(enough))) == []


def test_a_short_lead_is_enough_where_the_prescaler_begins_earlier_by_itself(
    horizon: Written,
) -> None:
    short = horizon(TEXT.replace("lead: 20m", "lead: 1m"), utc("2026-11-23 09:00"))
    assert list(lead.check(short, seen(short, warm=None))) == []


def test_a_phase_after_kick_off_rises_as_it_is_meant_to(horizon: Written) -> None:
    phases = "phases: [{from: kickoff-20m, share: 0.2}, {from: end-10m, share: 1}]"
    text = TEXT.replace("demand: {prices", f"{phases}, demand: {{prices")
    ahead = horizon(text, NOW)
    assert list(lead.check(ahead, seen(ahead))) == []
    assert timedelta(0) < ahead.end - ahead.now
