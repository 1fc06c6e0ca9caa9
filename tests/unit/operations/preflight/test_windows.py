"""Checks of the calendar alone: clock changes, overlaps, pings."""

from operations.preflight.checks import bounds, clock_changes, pings
from operations.preflight.finding import FindingCode
from tests.unit.kickoff.files import PROFILES, TARGETS, utc
from tests.unit.operations.preflight.calendars import CALENDAR, FIXTURES, NOW
from tests.unit.operations.preflight.periods import NO_FACTS, PeriodMaker

A_FIXTURE = "fixtures:\n- {{name: Late show, kickoff: {}, profile: league-match}}\n"


def test_a_window_in_which_clocks_go_back_is_reported_with_both_local_times(
    make_period: PeriodMaker,
) -> None:
    text = TARGETS + PROFILES + A_FIXTURE.format("2027-10-31 00:30")
    [found] = clock_changes.check(make_period(text, utc("2027-10-25 09:00")), NO_FACTS)
    assert found.code is FindingCode.CLOCK_CHANGE
    assert found.problem == (
        "clocks go back in its window, 00:10 to 02:00 local, 170 minutes in all"
    )
    assert found.due == utc("2027-10-30 23:10")


def test_a_window_in_which_clocks_go_forward_is_a_finding(make_period: PeriodMaker) -> None:
    text = TARGETS + PROFILES + A_FIXTURE.format("2027-03-28 00:30")
    [found] = clock_changes.check(make_period(text, utc("2027-03-27 09:00")), NO_FACTS)
    assert "clocks go forward in its window, 00:10 to 04:00 local" in found.problem


def test_a_window_without_a_clock_change_is_no_finding(
    make_period: PeriodMaker,
) -> None:
    text = TARGETS + PROFILES + A_FIXTURE.format("2027-10-30 00:30")
    assert list(clock_changes.check(make_period(text, utc("2027-10-25 09:00")), NO_FACTS)) == []


def test_an_occurrence_skipped_by_the_clocks_is_a_finding(make_period: PeriodMaker) -> None:
    rule = '{name: Night show, cron: "30 1 * * SUN", profile: league-match%s}'
    text = TARGETS + PROFILES + "fixtures: []\nrecurring:\n- " + rule
    [found] = clock_changes.check(make_period(text % "", utc("2027-03-22 09:00"), days=7), NO_FACTS)
    assert found.code is FindingCode.CLOCK_CHANGE
    assert found.subject == "Night show"
    assert found.problem == "Sun 28 Mar has no 01:30: the clocks skip it, and so does the rule"
    assert found.due == utc("2027-03-28 01:30")
    for besides in (", except: [2027-03-28]", ", until: 2027-03-27"):
        left_out = make_period(text % besides, utc("2027-03-22 09:00"), days=7)
        assert list(clock_changes.check(left_out, NO_FACTS)) == []
    [autumn] = clock_changes.check(
        make_period(text % "", utc("2027-10-25 09:00"), days=7), NO_FACTS
    )
    assert autumn.problem.startswith("clocks go back in its window")


def test_demand_of_overlapping_fixtures_above_max_is_a_finding(make_period: PeriodMaker) -> None:
    text = CALENDAR.replace("    table: prices", "    table: prices\n    over_max: clamp").replace(
        "read: {baseline: 50, max: 4000}", "read: {baseline: 50, max: 2000}"
    )
    derby = "- {name: Derby, kickoff: 2026-11-28 13:30, profile: league-match, scale: 1.2}\n"
    together = text + derby
    [found] = bounds.check_clamped(make_period(together, NOW), NO_FACTS)
    assert found.code is FindingCode.CLAMPED
    assert found.subject == "prices.read"
    assert found.problem == "Leeds v Derby and Derby need 2,640, max is 2,000: 640 are cut"
    assert found.due == utc("2026-11-28 13:10")
    assert found.affected.count == 3
    assert list(bounds.check_clamped(make_period(CALENDAR, NOW), NO_FACTS)) == []


def test_pings_less_often_than_the_lead_are_a_finding(make_period: PeriodMaker) -> None:
    seldom = CALENDAR.replace("every: 5m", 'every: "30 * * * *"')
    well = make_period(seldom, NOW)  # the windows open at 12:10 for 12:30 and at 14:40 for 15:00
    [found] = pings.check(well, NO_FACTS)
    assert found.code is FindingCode.NO_PING
    assert found.subject == "pricing.warm"
    assert found.due == utc("2026-12-05 15:00")
    assert found.affected.first
    assert (found.affected.first.name, found.affected.count) == ("Cup final", 1)


def test_a_ping_at_kick_off_is_in_time(make_period: PeriodMaker) -> None:
    on_time = CALENDAR.replace("every: 5m", 'every: "0,30 * * * *"')
    assert list(pings.check(make_period(on_time, NOW), NO_FACTS)) == []


def test_an_open_window_is_not_checked_by_its_next_phase(make_period: PeriodMaker) -> None:
    seldom = CALENDAR.replace("every: 5m", 'every: "45 * * * *"').replace(FIXTURES, "")
    phases = "phases: [{from: kickoff-20m, share: 0.5}, {from: kickoff, share: 1}]"
    running = seldom.replace("    tail: 30m", f"    tail: 30m\n    {phases}")
    running += A_FIXTURE.format("2026-11-23 09:10")
    assert list(pings.check(make_period(running, NOW), NO_FACTS)) == []
