"""Doubts about a valid calendar."""

from pathlib import Path

import pytest

from kickoff.calendar import load
from operations.calendar_warnings import warnings
from tests.unit.kickoff.files import BASE, utc

_LINE = "- {{name: {}, kickoff: 2026-12-{:02} 12:30, profile: league-match}}\n"
_NOW = utc("2026-12-01 12:00")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.yaml"


def found(path: Path, text: str) -> list[str]:
    path.write_text(text)
    return list(warnings(load(path), _NOW))


def test_an_ordinary_calendar_has_no_doubt(path: Path) -> None:
    assert found(path, f"{BASE}fixtures:\n{_LINE.format('Leeds v Derby', 5)}") == []


def test_the_same_fixture_twice_names_both_entries(path: Path) -> None:
    lines = "".join(_LINE.format(name, 5) for name in ("Leeds v Derby", "leeds v derby "))
    (doubt,) = found(path, f"{BASE}fixtures:\n{lines}")

    assert "is there twice, in fixtures[0] and fixtures[1]" in doubt


def test_a_calendar_of_the_past_is_one_doubt(path: Path) -> None:
    old = _LINE.format("Leeds v Derby", 5).replace("2026-12", "2025-12")
    (doubt,) = found(path, f"{BASE}fixtures:\n{old}")

    assert doubt.startswith("every fixture is in the past: the last of 1 is Leeds v Derby at 2025")


def test_a_calendar_without_fixtures_is_one_doubt(path: Path) -> None:
    assert found(path, BASE) == ["there is no fixture: every level stays at its baseline"]


def test_provisioned_concurrency_without_a_qualifier_and_a_target_without_demand(
    path: Path,
) -> None:
    target = "  late:\n    function: late\n    provisioned: {baseline: 0, max: 5}\nprofiles:\n"
    text = BASE.replace("profiles:\n", target, 1)
    doubts = found(path, f"{text}fixtures:\n{_LINE.format('Leeds v Derby', 5)}")

    assert [doubt.partition(":")[0] for doubt in doubts] == ["targets.late", "targets.late"]
    assert "add the qualifier that callers use" in doubts[0]
    assert "no coming fixture demands it" in doubts[1]


@pytest.mark.parametrize("glob", ["cup", "*women\u2019s*"])
def test_a_rule_that_matches_no_entry_is_a_doubt_with_its_line(path: Path, glob: str) -> None:
    entry = "BEGIN:VEVENT\nUID:1\nDTSTART:20261205T150000Z\nSUMMARY:FA Cup, women's\nEND:VEVENT\n"
    (path.parent / "cup.ics").write_text(f"BEGIN:VCALENDAR\n{entry}END:VCALENDAR\n")
    rules = f"  - {{title: '*fa cup*', scale: 2}}\n  - {{title: '{glob}', leave_out: true}}\n"
    text = f"{BASE}calendars:\n- ics: cup.ics\n  profile: league-match\n  rules:\n{rules}"
    (doubt,) = found(path, text)

    line = len(text.splitlines())
    assert doubt.startswith(f"{path}:{line}:5: calendars[0].rules[1]: decides about no entry")
