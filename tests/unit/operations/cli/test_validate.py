"""`kickoff validate`."""

from pathlib import Path

import pytest

from tests.unit.operations.conftest import CALENDAR, Run


def test_a_right_calendar_is_told_so_with_what_is_in_it(run: Run, config: Path) -> None:
    result = run("validate", "--config", config)
    assert result.code == 0
    assert f"{config}: fine; 2 targets with 4 dimensions, configuration " in result.out


def test_what_is_left_out_of_an_import_is_noted(run: Run, config: Path) -> None:
    config.write_text(CALENDAR + "calendars: [{ics: league.ics, profile: league-match}]\n")
    (config.parent / "league.ics").write_text(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Boxing Day\r\n"
        "DTSTART;VALUE=DATE:20261226\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    result = run("validate", "--config", config)
    assert result.code == 0
    assert "note: league.ics: left out 'Boxing Day' on 2026-12-26" in result.out


def test_the_shipped_calendar_is_right(run: Run) -> None:
    shipped = Path(__file__).parents[4] / "config.yaml"
    assert run("validate", "--config", shipped).code == 0


def test_what_the_functions_would_refuse_is_refused_before_they_see_it(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_MOST_UNITS", "80")
    for verb in (["validate"], ["push", "s3://calendars/config.yaml", "--yes"]):
        result = run(*verb, "--config", config)
        assert result.code == 2
        assert "capacity units" in result.err
        assert "accepted: 80, the stack's MostUnits" in result.err


def test_a_cap_that_is_no_number_is_wrong_use(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_MOST_DOLLARS_A_DAY", "ten")
    result = run("validate", "--config", config)
    assert result.code == 2
    assert "is no number" in result.err
