"""Kick-offs, names and statuses are recognised in lists of many formats."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.operations.cli.import_.lists import DERBY, LEAGUE
from tests.unit.operations.conftest import Run


def test_columns_are_recognised_by_their_cells(import_text: Run) -> None:
    found = import_text(LEAGUE)
    assert found.code == 0
    assert found.out.splitlines()[:2] == ["fixtures:", DERBY]
    assert "kick-off from Date and KO (UK), name from Home Team and Away Team" in found.err


def test_a_postponed_match_keeps_its_status(import_text: Run) -> None:
    assert 'name: "Hull v Stoke"' in (line := import_text(LEAGUE).out.splitlines()[2])
    assert line.endswith("status: postponed}")


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


def test_recurrences_of_an_ics_file_become_entries(import_text: Run) -> None:
    entry = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Cup tie\r\n"
        "DTSTART:{}\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    soon = datetime.now(UTC) + timedelta(days=2)
    found = import_text(entry.format(f"{soon:%Y%m%dT%H%M%SZ}"), name="cup.ics")
    assert found.out.count('"Cup tie"') == 3
    assert import_text("BEGIN:NOTHING", name="cup.ics").code == 2


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


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r"])
def test_a_short_list_in_cyrillic_is_read(import_text: Run, encoding: str) -> None:
    rows = "Спартак v Динамо,2026-12-05 15:00\nЗенит v Локомотив,2026-12-06 15:00\n"  # noqa: RUF001
    found = import_text(f"match,when\n{rows}".encode(encoding))
    assert '"Спартак v Динамо"' in found.out


def test_an_encoding_that_is_not_known_is_asked_for(import_text: Run) -> None:
    table = "match,when\n浦和レッズ v 鹿島アントラーズ,2026-12-05 15:00\n".encode("shift_jis")
    refused = import_text(table)
    assert refused.code == 2
    assert "its encoding is not known; give --encoding" in refused.err
    assert '"浦和レッズ v 鹿島アントラーズ"' in import_text(table, "--encoding", "shift_jis").out


def test_an_encoding_can_be_named(import_text: Run) -> None:
    table = "match,when\nBeşiktaş v Rize,2026-12-05 15:00\n".encode("cp1254")
    assert "give --encoding if names look wrong" in import_text(table).err
    assert '"Beşiktaş v Rize"' in import_text(table, "--encoding", "cp1254").out
    assert "not in the encoding utf-8" in import_text(table, "--encoding", "utf-8").err
