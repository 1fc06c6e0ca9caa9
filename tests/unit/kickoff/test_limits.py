"""Fixtures above a max are refused before they are deployed."""

from tests.unit.kickoff.conftest import Loaded, Refused
from tests.unit.kickoff.files import BASE, READ, utc


def test_fixtures_that_together_exceed_a_max_are_reported_once(refused: Refused) -> None:
    lines = "".join(
        f"- {{name: {name}, kickoff: 2026-12-05 12:30, profile: league-match, scale: 2}}\n"
        for name in ("Leeds", "Hull")
    )
    (problem,) = refused(f"{BASE}fixtures:\n{lines}")
    assert problem.message == (
        "Hull and Leeds need 4800 of prices.read at 2026-12-05 12:10Z, where its max is 4000; "
        "raise max, or set over_max to clamp or raise"
    )


def test_windows_that_overlap_exceed_a_max_in_the_overlap(refused: Refused) -> None:
    lines = "".join(
        f"- {{name: {name}, kickoff: 2026-12-05 {hour}:30, profile: league-match, scale: 2}}\n"
        for name, hour in (("Leeds", 12), ("Hull", 14))
    )
    (problem,) = refused(f"{BASE}fixtures:\n{lines}")
    assert "Leeds and Hull need 4800 of prices.read at 2026-12-05 14:10Z" in problem.message


def test_adjacent_windows_do_not_add_up(loaded: Loaded) -> None:
    lines = "".join(
        f"- {{name: {name}, kickoff: 2026-12-05 {time}, profile: league-match, scale: 2}}\n"
        for name, time in (("Leeds", "12:30"), ("Hull", "15:20"))
    )
    calendar = loaded(f"{BASE}fixtures:\n{lines}")
    assert calendar.levels(utc("2026-12-05 15:00"))[READ].value == 2400


def test_demand_of_a_rule_days_before_its_first_kickoff_is_checked(refused: Refused) -> None:
    shape = (
        "    lead: 5d\n    phases: [{from: kickoff-5d, share: 1}, {from: kickoff-4d, share: 0}]\n"
    )
    text = BASE.replace("    lead: 20m\n", shape).replace("read: 1200", "read: 5000")
    rule = "cron: 0 20 5 12 *, from: 2026-12-05, until: 2026-12-05"
    (problem,) = refused(f"{text}recurring: [{{name: night, {rule}, profile: league-match}}]\n")
    assert "night needs 5000 of prices.read at 2026-11-30 20:00Z" in problem.message


def test_an_old_fixture_does_not_hide_a_rule_above_a_max(refused: Refused) -> None:
    old = "fixtures: [{name: Leeds, kickoff: 1996-12-05 12:30, profile: league-match}]\n"
    rule = "{name: night, cron: 0 20 * * *, from: 2026-12-05, profile: league-match, scale: 4}"
    (problem,) = refused(f"{BASE}{old}recurring: [{rule}]\n")
    assert "night needs 4800 of prices.read at 2026-12-05 19:40Z" in problem.message


def test_rules_with_too_many_fixtures_are_refused(refused: Refused) -> None:
    rule = "{name: hour, cron: 0 * * * *, from: 1971-01-01, until: 2100-12-31, profile: none}"
    none = "  none: {lasts: 10m}\n"
    (problem,) = refused(f"{BASE}{none}recurring: [{rule}]\n")
    assert problem.path == ("recurring",)
    assert problem.message == (
        "more than 100,000 fixtures from 1970 to 2101; write fewer rules, or a nearer until"
    )
