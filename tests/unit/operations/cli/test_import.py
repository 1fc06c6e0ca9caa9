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
def config(tmp_path: Path) -> Path:
    """A calendar without fixtures."""
    path = tmp_path / "config.yaml"
    path.write_text(TARGETS + PROFILES)
    return path


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
        "understood: Leeds v Derby, Sat  5 Dec 12:30 2026",
        "understood: Hull v Stoke, Sat  5 Dec 15:00 2026",
        "understood: Luton v Norwich, Sat 26 Dec 15:00 2026",
        "left out: line 4: no kick-off in '13/12/2026 TBC'",
        "1 left out of list.csv; correct them there, or add their fixtures under fixtures",
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


def test_a_second_import_of_the_same_list_changes_nothing(import_text: Run, config: Path) -> None:
    config.write_text(TARGETS + PROFILES + import_text(_LEAGUE).out)
    again = import_text(_LEAGUE)
    assert (again.code, again.out) == (0, "")
    assert "already in the calendar: 3" in again.err
    assert "nothing new: the calendar has every fixture of the list" in again.err


def test_only_new_fixtures_are_printed(import_text: Run, config: Path) -> None:
    config.write_text(TARGETS + PROFILES + import_text(_LEAGUE).out)
    grown = import_text(_LEAGUE + "3,02/01/2027,15:00,Leeds,Hull,,\n")
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
    found = import_text(_LEAGUE, "--strict")
    assert (found.code, found.out) == (2, "")
    assert "left out: line 4" in found.err


@pytest.mark.parametrize(
    ("table", "kickoff"),
    [
        ("match,date,time,fetched\nA v B,2026-12-05,15:00,2026-11-20 16:13\n", "2026-12-05 15:00"),
        ("match,start,end\nA v B,2026-12-05 15:00,2026-12-05 17:00\n", "2026-12-05 15:00"),
        ("match,when\nA v B,05.12.26 15.00\nC v D,26.12.26 15.00\n", "2026-12-05 15:00"),
        ("match,when\nA v B,12/05/26 1:05 PM\nC v D,12/26/26 7 PM\n", "2026-12-05 13:05"),
        ("match,when\nA v B,2026-12-05 13:00 EST\n", "2026-12-05 18:00"),
        ("match,when\nA v B,2026-07-05 13:00 BST\n", "2026-07-05 13:00"),  # London's own
        ("match,when\nA v B,2026-12-05 13:00 UTC+2\n", "2026-12-05 11:00"),
        ("match,when\nA v B,2026-12-05T15:00:00.000Z\n", "2026-12-05 15:00"),
        ('match,when\nA v B,"Sat, Dec 5th 2026, 3pm"\n', "2026-12-05 15:00"),
        ("match,when\nA v B,20261205 15:00\n", "2026-12-05 15:00"),
    ],
)
def test_kickoffs_of_many_forms(import_text: Run, table: str, kickoff: str) -> None:
    found = import_text(table)
    assert f"kickoff: {kickoff}," in found.out, found.err


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2026-12-05 13:00 IST", "the zone IST has no single meaning; write an offset"),
        ("2026-12-05 13:00 or so", "'or so' after the time is not understood"),
        ("2026-12-05 25:00", "'25:00' is no time of day"),
        ("2026-13-05 15:00", "'2026-13-05' is no date"),
        ("2026-12-05", "no kick-off in '2026-12-05'"),
        ("Postponed", "no kick-off in 'Postponed'"),
    ],
)
def test_a_cell_with_no_single_meaning_is_left_out(
    import_text: Run, cell: str, reason: str
) -> None:
    found = import_text(f"match,when\nA v B,2026-12-05 15:00\nC v D,{cell}\n")
    assert reason in found.err
    assert "C v D" not in found.out


@pytest.mark.parametrize(
    ("head", "row", "name"),
    [
        ("id,home_id,home_team,away_id,away_team", "7,1,Leeds,2,Derby", "Leeds v Derby"),
        ("team1,team2,venue", "Leeds,Derby,Elland Road", "Leeds v Derby"),
        ("Team,Score,Team", "Leeds,,Derby", "Leeds v Derby"),
        ("player_one,player_two", "Ann,Bea", "Ann v Bea"),
    ],
)
def test_names_are_texts_and_never_numbers(
    import_text: Run, head: str, row: str, name: str
) -> None:
    other = row.replace("Leeds", "Hull").replace("Ann", "Cat").replace("Derby", "Bath")
    table = f"when,{head}\n2026-12-05 15:00,{row}\n2026-12-06 15:00,{other}\n"
    assert f'"{name}"' in import_text(table).out


def test_several_columns_of_kickoffs_need_an_option(import_text: Run) -> None:
    found = import_text("match,one,other\nA v B,2026-12-05 15:00,2026-12-06 15:00\n")
    assert found.code == 2
    assert "several columns hold kick-offs: one, other; name the right ones with --kickoff" in (
        found.err
    )


def test_a_list_without_heading_is_read_and_its_columns_can_be_named(import_text: Run) -> None:
    table = "2026-12-05,15:00,Leeds,Derby,x\n2026-12-06,15:00,Hull,Bath,y\n"
    assert "several columns may be names: column 3, column 4, column 5" in import_text(table).err
    found = import_text(table, "--columns", "date,time,home,away,note")
    assert '"Leeds v Derby"' in found.out
    assert '"Hull v Bath"' in found.out


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Match Postponed", "postponed"),
        ("P-P", "postponed"),
        ("CANC", "cancelled"),
        ("Abandoned", "cancelled"),
        ("Not Started", None),
        ("FT", None),
        ("Exploded", None),
    ],
)
def test_words_of_a_status(import_text: Run, word: str, status: str | None) -> None:
    found = import_text(f"match,when,status\nA v B,2026-12-05 15:00,{word}\n")
    assert found.out.count("status: ") == (status is not None)
    assert status is None or f"status: {status}}}" in found.out
    assert ("'Exploded' is not known" in found.err) == (word == "Exploded")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1250", "cp1252"])
def test_encodings_of_spreadsheets_are_read(import_text: Run, encoding: str) -> None:
    rows = "".join(f"Málaga v Köln {n},2026-12-{n:02} 15:00\n" for n in range(1, 20))
    found = import_text(f"match,when\n{rows}".encode(encoding))
    assert '"Málaga v Köln 1"' in found.out


def test_a_zone_can_be_named_for_times_without_one(import_text: Run) -> None:
    table = "match,when\nA v B,2026-12-05 15:00\n"
    assert "kickoff: 2026-12-05 20:00" in import_text(table, "--timezone", "America/New_York").out
    assert "'Mars' is no time zone" in import_text(table, "--timezone", "Mars").err


def test_openfootball_json_is_read(import_text: Run) -> None:
    text = (
        '{"name": "League", "matches": [{"round": "1", "date": "2026-12-05", "time": "15:00",'
        ' "team1": "Leeds", "team2": {"name": "Derby"}}, {"date": "2026-12-06", "team1": "Hull",'
        ' "team2": "Bath"}, {"date": "2026-12-07", "time": "20:00 UTC+1", "team1": "Bury",'
        ' "team2": "Wigan"}]}'
    )
    found = import_text(text, name="league.json")
    assert '"Leeds v Derby", kickoff: 2026-12-05 15:00' in found.out
    assert '"Bury v Wigan", kickoff: 2026-12-07 19:00' in found.out
    assert "left out: match 2: no kick-off in '2026-12-06'" in found.err


def test_football_txt_is_read(import_text: Run) -> None:
    text = (
        "= League 2026/27\n\n» Matchday 1\n  Sat Dec/5\n    15:00  Leeds   v  Derby\n"
        "           Hull  2-1 (1-0)  Bath  @ MKM Stadium\n  [Sat Jan/2]\n    17.30  Bury - Wigan\n"
    )
    found = import_text(text, name="league.txt")
    assert [line.split("profile")[0].strip(" -") for line in found.out.splitlines()[1:]] == [
        '{name: "Leeds v Derby", kickoff: 2026-12-05 15:00,',
        '{name: "Hull v Bath", kickoff: 2026-12-05 15:00,',
        '{name: "Bury v Wigan", kickoff: 2027-01-02 17:30,',
    ]


def test_an_encoding_can_be_named(import_text: Run) -> None:
    table = "match,when\nBeşiktaş v Rize,2026-12-05 15:00\n".encode("cp1254")
    assert "give --encoding if names look wrong" in import_text(table).err
    assert '"Beşiktaş v Rize"' in import_text(table, "--encoding", "cp1254").out
    assert "not in the encoding utf-8" in import_text(table, "--encoding", "utf-8").err
