"""Rules that map the entries of a feed, days left out, and ends at a local time."""

from pathlib import Path

import pytest

from tests.unit.kickoff.conftest import Loaded, Refused
from tests.unit.kickoff.files import BASE, fixtures, kickoffs, utc

_FINAL = "  final: {lasts: 3h, demand: {prices: {read: 3000}}}\n"
_YEAR = ("2026-01-01", "2027-01-01")


def _write(folder: Path, *entries: tuple[str, ...]) -> None:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for day, entry in enumerate(entries, start=1):
        start = f"DTSTART:202612{day:02}T150000Z"
        lines += ["BEGIN:VEVENT", f"UID:{day}", start, *entry, "END:VEVENT"]
    (folder / "league.ics").write_text("\n".join([*lines, "END:VCALENDAR"]))


def _calendar(rules: str, keys: str = "") -> str:
    return f"{BASE}{_FINAL}calendars:\n- {{ics: league.ics, {keys}rules: [{rules}]}}\n"


def _mapped(calendar_text: str, loaded: Loaded) -> dict[str, tuple[str, float]]:
    found = fixtures(loaded(calendar_text), *_YEAR)
    return {each.name: (each.profile, float(each.scale)) for each in found}


def test_the_first_rule_that_matches_decides(tmp_path: Path, loaded: Loaded) -> None:
    _write(tmp_path, ("SUMMARY:Cup Final",), ("SUMMARY:Leeds v Derby",), ("SUMMARY:U21 final",))
    rules = '{title: "u21*", leave_out: true}, {title: "*final", profile: final, scale: 1.1}'
    text = _calendar(rules, "profile: league-match, ")
    assert _mapped(text, loaded) == {
        "Cup Final": ("final", 1.1),
        "Leeds v Derby": ("league-match", 1),
    }


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("category: '*cup*'", "CATEGORIES:Football,FA Cup"),
        ("category: FA Cup", "CATEGORIES:Football,FA Cup"),
        ("category: 'Men, women'", "CATEGORIES:Men\\, women"),
        ("category: FA Cup", "CATEGORIES:Football\nCATEGORIES:FA Cup"),
        ("category: '*', description: x", "DESCRIPTION:x"),
        ("location: Wembley*", "LOCATION:Wembley Stadium"),
        ("description: /kick-?off at \\d+/", "DESCRIPTION:Kickoff at 15"),
        ("title: '*', location: '*ley*'", "LOCATION:Wembley"),
    ],
)
def test_rules_compare_other_properties(
    tmp_path: Path, loaded: Loaded, rule: str, line: str
) -> None:
    _write(tmp_path, ("SUMMARY:a", line), ("SUMMARY:b",))
    text = _calendar(f"{{{rule}, profile: final}}")
    assert _mapped(text, loaded) == {"a": ("final", 1)}


@pytest.mark.parametrize(
    ("glob", "rest"), [("Leeds*", "Derby v Leeds"), ("*Leeds", "Leeds v Derby")]
)
def test_a_glob_compares_the_whole_text(
    tmp_path: Path, loaded: Loaded, glob: str, rest: str
) -> None:
    _write(tmp_path, ("SUMMARY:Leeds v Derby",), ("SUMMARY:Derby v Leeds",))
    text = _calendar(f"{{title: '{glob}', leave_out: true}}", "profile: final, ")
    assert list(_mapped(text, loaded)) == [rest]


def test_lasts_of_a_rule_replaces_the_end_of_the_feed(tmp_path: Path, loaded: Loaded) -> None:
    _write(tmp_path, ("SUMMARY:a",))
    text = _calendar("{title: a, lasts: 90m}", "profile: final, ends: '06:00', ")
    (fixture,) = fixtures(loaded(text), *_YEAR)
    assert fixture.end == utc("2026-12-01 16:30")


def test_tags_of_a_rule_replace_those_of_the_feed(tmp_path: Path, loaded: Loaded) -> None:
    _write(tmp_path, ("SUMMARY:Leeds v Derby",), ("SUMMARY:Hull v Stoke",))
    text = _calendar(
        "{title: '*derby*', tags: [derby, tv]}, {title: '*'}",
        "profile: league-match, tags: [league], ",
    )
    found = fixtures(loaded(text), *_YEAR)
    assert {each.name: each.tags for each in found} == {
        "Leeds v Derby": ("derby", "tv"),
        "Hull v Stoke": ("league",),
    }


def test_a_rule_without_a_profile_leaves_out_with_a_note(tmp_path: Path, loaded: Loaded) -> None:
    _write(tmp_path, ("SUMMARY:a",))
    calendar = loaded(_calendar("{title: a, scale: 2}"))
    assert fixtures(calendar, *_YEAR) == []
    assert calendar.notes == (
        "league.ics: left out 1 entry by rules[0], which has no profile: 'a' (line 3)",
    )


def test_an_expression_that_takes_long_to_prepare_is_refused(refused: Refused) -> None:
    (problem,) = refused(_calendar("{title: '/((a{100}){100}){100}/', profile: final}"))
    assert "a regular expression that repeats up to 10,000 times" in problem.message


def test_entries_that_match_no_rule_are_left_out_without_a_profile(
    tmp_path: Path, loaded: Loaded
) -> None:
    _write(tmp_path, ("SUMMARY:a",), ("SUMMARY:b",), ("SUMMARY:c",))
    calendar = loaded(_calendar("{title: a, profile: final}"))
    assert [each.name for each in fixtures(calendar, *_YEAR)] == ["a"]
    assert calendar.notes == (
        "league.ics: left out 2 entries that match no rule: 'b' (line 8), 'c' (line 13)",
    )


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_a_rule_calls_an_entry_off(tmp_path: Path, loaded: Loaded, status: str) -> None:
    _write(tmp_path, ("SUMMARY:a (P)",), ("SUMMARY:b",))
    calendar = loaded(_calendar(f'{{title: "*(P)", status: {status}}}', "profile: final, "))
    assert [each.name for each in fixtures(calendar, *_YEAR)] == ["b"]
    assert [(each.name, each.status) for each in calendar.called_off] == [("a (P)", status)]


def test_a_level_names_the_rule_and_the_entry(tmp_path: Path, loaded: Loaded) -> None:
    _write(tmp_path, ("SUMMARY:a",))
    (fixture,) = fixtures(loaded(_calendar("{title: x}, {title: a, profile: final}")), *_YEAR)
    assert fixture.origin == ("calendars", 0, "rules", 1)
    assert fixture.source == "league.ics line 3"


def test_a_slow_expression_is_a_problem_of_its_rule(tmp_path: Path, refused: Refused) -> None:
    _write(tmp_path, ("SUMMARY:" + "a" * 40 + "!",))
    (problem,) = refused(_calendar("{title: /^(a|aa)+$/, profile: final}"))
    assert problem.path == ("calendars", 0, "rules", 0)
    assert "takes longer than 0.1 s" in problem.message


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        (_calendar("{title: /(/, profile: final}"), "rules", "a correct regular expression"),
        (_calendar("{title: a, profile: finale}"), "rules", "did you mean 'final'?"),
        (_calendar("{title: a, leave_out: true, scale: 2}"), "rules", "either leave_out, or"),
        (f"{BASE}calendars: [{{ics: league.ics}}]\n", "calendars", "neither"),
    ],
)
def test_an_invalid_rule_is_refused_at_its_place(
    tmp_path: Path, refused: Refused, text: str, path: str, message: str
) -> None:
    _write(tmp_path, ("SUMMARY:a",))
    (problem,) = refused(text)
    assert path in problem.path
    assert message in problem.message


_EXCEPT = "except: [2026-12-02, {from: 2026-12-04, until: 2026-12-05}]"


@pytest.mark.parametrize("whole", [True, False])
def test_days_are_left_out_of_a_feed_or_of_everything(
    tmp_path: Path, loaded: Loaded, *, whole: bool
) -> None:
    _write(tmp_path, *[(f"SUMMARY:{number}",) for number in range(1, 7)])
    inner = "" if whole else f", {_EXCEPT}"
    text = f"{BASE}calendars: [{{ics: league.ics, profile: league-match{inner}}}]\n"
    calendar = loaded(text + (f"{_EXCEPT}\n" if whole else ""))
    assert [each.name for each in fixtures(calendar, *_YEAR)] == ["1", "3", "6"]


def test_days_left_out_of_everything_hold_for_dates_and_rules(loaded: Loaded) -> None:
    lines = (
        "fixtures: [{name: a, kickoff: 2026-12-02 15:00, profile: league-match}]\n"
        'recurring: [{name: b, cron: "0 20 * * *", profile: league-match, from: 2026-12-01,\n'
        "  until: 2026-12-03}]\n"
    )
    calendar = loaded(f"{BASE}{lines}except: [2026-12-02]\n")
    assert kickoffs(calendar, *_YEAR) == ["2026-12-01 20:00", "2026-12-03 20:00"]


def test_a_rule_may_have_a_zone_of_its_own(loaded: Loaded) -> None:
    rule = '{name: b, cron: "0 20 1 7 *", profile: league-match, timezone: America/New_York}'
    calendar = loaded(f"{BASE}recurring: [{rule}]\n")
    assert kickoffs(calendar, *_YEAR) == ["2026-07-02 00:00"]


@pytest.mark.parametrize(
    ("kickoff", "end"),
    [
        ("2026-10-24 22:00", "2026-10-25 06:00"),  # the clocks go back in this night
        ("2026-10-23 22:00", "2026-10-24 05:00"),
        ("2026-12-05 05:00", "2026-12-05 06:00"),
    ],
)
def test_a_window_ends_at_a_local_time_whatever_the_clocks_do(
    loaded: Loaded, kickoff: str, end: str
) -> None:
    line = f"{{name: a, kickoff: {kickoff}, profile: league-match, ends: '06:00'}}"
    (fixture,) = fixtures(loaded(f"{BASE}fixtures: [{line}]\n"), *_YEAR)
    assert fixture.end == utc(end)


def test_a_length_and_an_end_exclude_each_other(refused: Refused) -> None:
    line = "{name: a, kickoff: 2026-12-05 12:00, profile: league-match, ends: '06:00', lasts: 2h}"
    (problem,) = refused(f"{BASE}fixtures: [{line}]\n")
    assert "either lasts or ends" in problem.message
