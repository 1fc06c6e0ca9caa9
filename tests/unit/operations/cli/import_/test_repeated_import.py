"""Fixtures of a list that the calendar has already."""

from pathlib import Path

from tests.unit.kickoff.files import PROFILES, TARGETS
from tests.unit.operations.cli.import_.lists import LEAGUE
from tests.unit.operations.conftest import Run


def test_a_second_import_of_the_same_list_changes_nothing(import_text: Run, config: Path) -> None:
    config.write_text(TARGETS + PROFILES + import_text(LEAGUE).out)
    again = import_text(LEAGUE)
    assert (again.code, again.out) == (0, "")
    assert "already in the calendar: 3" in again.err
    assert "nothing new: the calendar has every fixture of the list" in again.err


def test_only_new_fixtures_are_printed(import_text: Run, config: Path) -> None:
    config.write_text(TARGETS + PROFILES + import_text(LEAGUE).out)
    grown = import_text(LEAGUE + "3,02/01/2027,15:00,Leeds,Hull,,\n")
    assert [line for line in grown.out.splitlines() if "name:" in line] == [
        '  - {name: "Leeds v Hull", kickoff: 2027-01-02 15:00, profile: "league-match"}'
    ]


def test_a_status_that_differs_from_the_calendar_is_reported(
    import_text: Run, config: Path
) -> None:
    table = "match,when,status\nA v B,2026-12-05 15:00,{}\n"
    config.write_text(TARGETS + PROFILES + import_text(table.format("")).out)
    found = import_text(table.format("Postponed"))
    assert found.out == ""
    assert "A v B is postponed in the list and scheduled in the calendar" in found.err
    assert "add status: postponed to its entry" in found.err


def test_a_fixture_that_has_moved_is_printed_and_reported(import_text: Run, config: Path) -> None:
    table = "match,when\nA v B,2026-12-{} 15:00\n"
    config.write_text(TARGETS + PROFILES + import_text(table.format("05")).out)
    found = import_text(table.format("08"))
    assert "kickoff: 2026-12-08 15:00" in found.out
    assert "line 2: A v B is also in the calendar, at 2026-12-05 15:00; remove that" in found.err


def test_a_new_date_of_a_postponed_fixture_is_reported(import_text: Run, config: Path) -> None:
    table = "match,when,status\nA v B,2026-12-{},{}\n"
    config.write_text(TARGETS + PROFILES + import_text(table.format("05 15:00", "PPD")).out)
    found = import_text(table.format("12 15:00", ""))
    assert "kickoff: 2026-12-12 15:00" in found.out
    assert "remove that entry if this is its new date" in found.err


def test_a_list_of_nothing_but_left_out_rows_is_not_called_known(import_text: Run) -> None:
    found = import_text("match,when\nA v B,2026-12-05 25:00\n")
    assert (found.out, found.code) == ("", 0)
    assert "no fixtures" in found.err
    assert "nothing new" not in found.err
