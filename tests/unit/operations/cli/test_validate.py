"""`kickoff validate`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.kickoff.files import BASE
from tests.unit.operations.conftest import CALENDAR, Run


def test_a_valid_calendar_is_reported_with_its_counts(run: Run, config: Path) -> None:
    result = run("validate", "--config", config)
    assert result.code == 0
    assert f"{config}: valid; 2 targets with 4 dimensions, configuration " in result.out


def test_the_answer_names_the_number_of_fixtures_and_the_next_kick_off(
    run: Run, config: Path
) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    config.write_text(
        f"{BASE}fixtures:\n- {{name: Leeds v Derby, kickoff: '{tomorrow:%Y-%m-%d} 12:30', "
        "profile: league-match}\n"
    )
    last = run("validate", "--config", config).out.splitlines()[-1]
    assert last.startswith("1 fixture in the coming year; next kick-off: Leeds v Derby, ")
    assert last.endswith(" 12:30")


def test_the_answer_counts_the_fixtures_that_are_called_off(run: Run, config: Path) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    line = f"kickoff: '{tomorrow:%Y-%m-%d} 12:30', profile: league-match"
    off = f"- {{name: Hull v Stoke, {line}, status: cancelled}}\n"
    config.write_text(f"{BASE}fixtures:\n- {{name: Leeds v Derby, {line}}}\n{off}")
    last = run("validate", "--config", config).out.splitlines()[-1]
    assert last.startswith("1 fixture in the coming year, 1 postponed or cancelled; next kick-off")


def test_doubts_are_warnings_before_the_answer(run: Run, config: Path) -> None:
    config.write_text(BASE)
    result = run("validate", "--config", config)
    assert result.code == 0
    assert result.out.startswith("warning: there is no fixture")


def test_entries_left_out_of_an_import_are_noted(run: Run, config: Path) -> None:
    config.write_text(CALENDAR + "calendars: [{ics: league.ics, profile: league-match}]\n")
    (config.parent / "league.ics").write_text(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Boxing Day\r\n"
        "DTSTART;VALUE=DATE:20261226\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    result = run("validate", "--config", config)
    assert result.code == 0
    assert "note: league.ics: left out 'Boxing Day' on 2026-12-26" in result.out


def test_entries_left_out_are_noted_beside_a_level_above_a_max(run: Run, config: Path) -> None:
    imported = "calendars: [{ics: league.ics, profile: league-match}]\n"
    config.write_text(CALENDAR.replace("max: 4000", "max: 2000") + imported)
    (config.parent / "league.ics").write_text(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Boxing Day\r\n"
        "DTSTART;VALUE=DATE:20261226\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    result = run("validate", "--config", config)
    assert result.code == 2
    assert "of prices.read at" in result.err
    assert "note: league.ics: left out 'Boxing Day' on 2026-12-26" in result.out


def test_the_shipped_calendar_is_valid(run: Run) -> None:
    shipped = Path(__file__).parents[4] / "config.yaml"
    assert run("validate", "--config", shipped).code == 0


def test_a_calendar_beyond_the_stacks_caps_is_refused_before_upload(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_MOST_UNITS", "80")
    for verb in (["validate"], ["push", "s3://calendars/config.yaml", "--yes"]):
        result = run(*verb, "--config", config)
        assert result.code == 2
        assert "capacity units" in result.err
        assert "accepted: 80, the stack's MostUnits" in result.err


def test_a_cap_that_is_not_a_number_is_wrong_use(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_MOST_DOLLARS_A_DAY", "ten")
    result = run("validate", "--config", config)
    assert result.code == 2
    assert "is not a number" in result.err


def test_a_missing_calendar_has_no_line(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.yaml"
    result = run("validate", "--config", missing)
    assert result.code == 2
    assert result.err == f"{missing}: no such file; name a calendar with --config\n"


def test_one_target_is_counted_in_the_singular(run: Run, config: Path) -> None:
    config.write_text(
        "version: 1\ntargets: {prices: {table: prices, read: {baseline: 5, max: 9}}}\n"
    )
    assert "valid; 1 target with 1 dimension, " in run("validate", "--config", config).out
