"""`kickoff import`: fixture lists of other formats."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.kickoff.files import PROFILES, TARGETS
from tests.unit.operations.conftest import Result, Run

_LEAGUE = """\
Round,Date,KO (UK),Home Team,Away Team,TV,Status
1,05/12/2026,12:30,Leeds,Derby,Sky,
1,05/12/2026,15:00,Hull,Stoke,,Postponed
2,13/12/2026,TBC,Luton,Bury,,
2,26/12/2026,3pm,Luton,Norwich,,
"""
_DERBY = '  - {name: "Leeds v Derby", kickoff: 2026-12-05 12:30, profile: "league-match"}'


@pytest.fixture
def import_text(run: Run, config: Path, tmp_path: Path) -> Run:
    """Imports a text with options, under the profile league-match."""

    def file(text: str | bytes, *options: str, name: str = "list.csv") -> Result:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run("import", path, "--config", config, "--profile", "league-match", *options)

    return file


def test_columns_are_recognised_by_their_cells(import_text: Run) -> None:
    found = import_text(_LEAGUE)
    assert found.code == 0
    assert found.out.splitlines()[:2] == ["fixtures:", _DERBY]
    assert "kick-off from Date and KO (UK), name from Home Team and Away Team" in found.err


def test_the_summary_and_the_rows_left_out_go_to_standard_error(import_text: Run) -> None:
    lines = import_text(_LEAGUE).err.splitlines()
    assert lines[1:] == [
        "3 fixtures, Sat  5 Dec 12:30 2026 to Sat 26 Dec 15:00 2026 (Europe/London)",
        "left out: line 4: no kick-off in '13/12/2026 TBC'",
    ]


def test_a_postponed_match_keeps_its_status(import_text: Run) -> None:
    assert 'name: "Hull v Stoke"' in (line := import_text(_LEAGUE).out.splitlines()[2])
    assert line.endswith("status: postponed}")


def test_the_entries_are_valid_in_a_calendar(import_text: Run, run: Run, config: Path) -> None:
    config.write_text(TARGETS + PROFILES + import_text(_LEAGUE).out)
    assert run("validate", "--config", config).code == 0


@pytest.mark.parametrize(
    "table",
    [
        "Match;Kick-off\nLeeds v Derby;2026-12-05 12:30\n",
        "Match\tKick-off\nLeeds v Derby\t5 Dec 2026 12:30\n",
        "when,utc,what\n2026-12-05T13:30,2026-12-05T12:30Z,Leeds v Derby\n",
        "Game,When\nLeeds v Derby,Saturday 5 December 2026 12:30pm\n",
        "id,KO,Fixture\n17,2026-12-05T12:30:00+00:00,Leeds v Derby\n",
        "\ufeffFixture,Start\nLeeds v Derby,12/13/2026 12:30\nHull v Bury,12/5/2026 12:30\n",
    ],
)
def test_tables_of_many_formats_are_read(import_text: Run, table: str) -> None:
    lines = import_text(table).out.splitlines()
    assert any("2026-12-05 12:30" in line for line in lines)
    assert any('"Leeds v Derby"' in line for line in lines)


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
        ("a,a\n1,2\n", "two columns have the same name"),
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


def test_recurrences_of_an_ics_file_become_entries(import_text: Run) -> None:
    entry = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Cup tie\r\n"
        "DTSTART:{}\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    soon = datetime.now(UTC) + timedelta(days=2)
    found = import_text(entry.format(f"{soon:%Y%m%dT%H%M%SZ}"), name="cup.ics")
    assert found.out.count('"Cup tie"') == 3
    assert import_text("BEGIN:NOTHING", name="cup.ics").code == 2
