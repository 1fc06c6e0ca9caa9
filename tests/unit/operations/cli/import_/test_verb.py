"""Options, output and errors of the verb."""

import os
from pathlib import Path

import pytest

from tests.unit.kickoff.files import PROFILES, TARGETS
from tests.unit.operations.cli.import_.lists import LEAGUE
from tests.unit.operations.conftest import Run


def test_the_summary_and_the_rows_left_out_go_to_standard_error(import_text: Run) -> None:
    lines = import_text(LEAGUE).err.splitlines()
    assert lines[1:] == [
        "3 fixtures, Sat  5 Dec 12:30 2026 to Sat 26 Dec 15:00 2026 (Europe/London)",
        "understood: Leeds v Derby, Sat  5 Dec 12:30 2026",
        "understood: Hull v Stoke, Sat  5 Dec 15:00 2026",
        "understood: Luton v Norwich, Sat 26 Dec 15:00 2026",
        "left out: line 4: no kick-off in '13/12/2026 TBC'",
        "1 left out of list.csv; correct them there, or add their fixtures under fixtures",
    ]


def test_the_entries_are_valid_in_a_calendar(import_text: Run, run: Run, config: Path) -> None:
    config.write_text(TARGETS + PROFILES + import_text(LEAGUE).out)
    assert run("validate", "--config", config).code == 0


def test_an_ambiguous_day_and_month_needs_an_option(import_text: Run) -> None:
    table = "match,when\nLeeds v Derby,5/12/2026 12:30\n"
    assert "give --day-first or --month-first" in import_text(table).err
    assert "2026-12-05" in import_text(table, "--day-first").out
    assert "2026-05-12" in import_text(table, "--month-first").out


def test_columns_can_be_given_by_option(import_text: Run) -> None:
    table = "a,b,c,d\nLeeds,Cup,2026-12-05 12:30,2026-12-06 15:00\n"
    found = import_text(table, "--kickoff", "d", "--name", "b", "--name", "a")
    assert '"Cup v Leeds", kickoff: 2026-12-06 15:00' in found.out
    assert "no column 'e'; there are: a, b, c, d" in import_text(table, "--kickoff", "e").err


def test_an_instant_in_a_repeated_local_hour_is_written_in_utc(import_text: Run) -> None:
    table = "match,when\nLate,2026-10-25T00:30:00Z\n"
    assert "kickoff: 2026-10-25T00:30:00Z" in import_text(table).out


def test_special_characters_of_a_name_are_escaped(import_text: Run, run: Run, config: Path) -> None:
    table = 'match,when\n"x"", status: cancelled}\n#",2026-12-05 12:30\n'
    config.write_text(TARGETS + PROFILES + import_text(table).out)
    assert run("validate", "--config", config).code == 0


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "no rows below the column names"),
        ("match,when\n", "no rows below the column names"),
        ("match,when\nLeeds v Derby,soon\n", "no column of dates and times found"),
        ("when\n2026-12-05 12:30\n", "no column of names found; name it with --name"),
        (os.urandom(4_000_001), "larger than 4,000,000 bytes"),
        (bytes(range(256)) * 40, ""),
    ],
)
def test_a_file_without_fixtures_is_wrong_use(
    import_text: Run, content: str | bytes, fault: str
) -> None:
    found = import_text(content)
    assert (found.code, found.out) == (2, "")
    assert fault in found.err


@pytest.mark.parametrize(
    ("options", "day"),
    [
        (["--date-order", "dmy"], "2026-06-05"),
        (["--date-order", "mdy"], "2026-05-06"),
        (["--date-order", "ymd"], "2005-06-26"),
        (["--day-first", "--date-order", "dmy"], "2026-06-05"),
    ],
)
def test_the_order_of_dates_is_an_option(import_text: Run, options: list[str], day: str) -> None:
    found = import_text("match,when\nA v B,05/06/26 15:00\n", *options)
    assert f"kickoff: {day} 15:00" in found.out


def test_orders_that_differ_are_refused(import_text: Run) -> None:
    found = import_text("match,when\nA v B,5/6/26 15:00\n", "--day-first", "--date-order", "mdy")
    assert (found.code, found.out) == (2, "")
    assert "--date-order differs from --day-first" in found.err


def test_an_ambiguous_order_is_shown_in_each_reading(import_text: Run) -> None:
    found = import_text("match,when\nA v B,05/06/26 15:00\nC v D,07/08/26 15:00\n")
    assert found.code == 2
    assert "--date-order: dmy is 05 Jun 2026, mdy is 06 May 2026" in " ".join(found.err.split())


def test_more_names_than_columns_are_refused(import_text: Run) -> None:
    found = import_text("2026-12-05 15:00,A v B\n", "--columns", "a,b,c")
    assert "--columns has 3 names, the list has 2 columns" in found.err


def test_a_workbook_is_refused_with_the_way_out(import_text: Run) -> None:
    assert "save it as CSV" in import_text(b"PK\x03\x04 and more", name="list.xlsx").err


def test_a_row_left_out_is_an_error_with_strict(import_text: Run) -> None:
    found = import_text(LEAGUE, "--strict")
    assert (found.code, found.out) == (2, "")
    assert "left out: line 4" in found.err
