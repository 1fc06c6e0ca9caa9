"""What can be told of a calendar alone: clocks, overlaps, pings."""

from operations.preflight.checks import clamped, clocks, pings
from operations.preflight.finding import Code
from tests.unit.kickoff.files import PROFILES, TARGETS, utc
from tests.unit.operations.preflight.calendars import CALENDAR, FIXTURES, NOW
from tests.unit.operations.preflight.horizons import NOTHING, Written

A_FIXTURE = "fixtures:\n- {{name: Late show, kickoff: {}, profile: league-match}}\n"


def test_a_window_over_the_night_the_clocks_go_back_is_told_with_both_readings(
    horizon: Written,
) -> None:
    text = TARGETS + PROFILES + A_FIXTURE.format("2027-10-31 00:30")
    [found] = clocks.check(horizon(text, utc("2027-10-25 09:00")), NOTHING)
    assert found.code is Code.CLOCK_CHANGE
    assert found.what == ("clocks go back in its window, 00:10 to 02:00 local, 170 minutes in all")
    assert found.due == utc("2027-10-30 23:10")


def test_a_window_over_the_night_the_clocks_go_forward_is_told(horizon: Written) -> None:
    text = TARGETS + PROFILES + A_FIXTURE.format("2027-03-28 00:30")
    [found] = clocks.check(horizon(text, utc("2027-03-27 09:00")), NOTHING)
    assert "clocks go forward in its window, 00:10 to 04:00 local" in found.what


def test_a_window_that_ends_as_the_clocks_change_is_told_and_one_on_any_other_night_is_not(
    horizon: Written,
) -> None:
    text = TARGETS + PROFILES + A_FIXTURE.format("2027-10-30 00:30")
    assert list(clocks.check(horizon(text, utc("2027-10-25 09:00")), NOTHING)) == []


def test_a_fixture_that_a_rule_loses_to_the_clocks_is_told(horizon: Written) -> None:
    rule = '{name: Night show, cron: "30 1 * * SUN", profile: league-match%s}'
    text = TARGETS + PROFILES + "fixtures: []\nrecurring:\n- " + rule
    [found] = clocks.check(horizon(text % "", utc("2027-03-22 09:00"), days=7), NOTHING)
    assert found.code is Code.CLOCK_CHANGE
    assert found.subject == "Night show"
    assert found.what == "Sun 28 Mar has no 01:30: the clocks skip it, and so does the rule"
    assert found.due == utc("2027-03-28 01:30")
    for besides in (", except: [2027-03-28]", ", until: 2027-03-27"):
        left_out = horizon(text % besides, utc("2027-03-22 09:00"), days=7)
        assert list(clocks.check(left_out, NOTHING)) == []
    [autumn] = clocks.check(horizon(text % "", utc("2027-10-25 09:00"), days=7), NOTHING)
    assert autumn.what.startswith("clocks go back in its window")


def test_what_overlapping_fixtures_ask_above_max_in_vain_is_told(horizon: Written) -> None:
    text = CALENDAR.replace("    table: prices", "    table: prices\n    over_max: clamp").replace(
        "read: {baseline: 50, max: 4000}", "read: {baseline: 50, max: 2000}"
    )
    derby = "- {name: Derby, kickoff: 2026-11-28 13:30, profile: league-match, scale: 1.2}\n"
    together = text + derby
    [found] = clamped.check(horizon(together, NOW), NOTHING)
    assert found.code is Code.CLAMPED
    assert found.subject == "prices.read"
    assert found.what == "Leeds v Derby and Derby ask 2,640, max is 2,000: 640 go unserved"
    assert found.due == utc("2026-11-28 13:10")
    assert found.concerned.count == 3
    assert list(clamped.check(horizon(CALENDAR, NOW), NOTHING)) == []


def test_a_ping_too_seldom_for_the_lead_is_told(horizon: Written) -> None:
    seldom = CALENDAR.replace("every: 5m", 'every: "30 * * * *"')
    well = horizon(seldom, NOW)  # one opens at 12:10 for 12:30, the other at 14:40 for 15:00
    [found] = pings.check(well, NOTHING)
    assert found.code is Code.NO_PING
    assert found.subject == "pricing.warm"
    assert found.due == utc("2026-12-05 15:00")
    assert found.concerned.first
    assert (found.concerned.first.name, found.concerned.count) == ("Cup final", 1)


def test_a_ping_at_kick_off_itself_is_in_time(horizon: Written) -> None:
    on_time = CALENDAR.replace("every: 5m", 'every: "0,30 * * * *"')
    assert list(pings.check(horizon(on_time, NOW), NOTHING)) == []


def test_a_window_that_is_open_already_is_not_judged_by_its_next_phase(horizon: Written) -> None:
    seldom = CALENDAR.replace("every: 5m", 'every: "45 * * * *"').replace(FIXTURES, "")
    phases = "phases: [{from: kickoff-20m, share: 0.5}, {from: kickoff, share: 1}]"
    running = seldom.replace("    tail: 30m", f"    tail: 30m\n    {phases}")
    running += A_FIXTURE.format("2026-11-23 09:10")
    assert list(pings.check(horizon(running, NOW), NOTHING)) == []
