"""Tables of fixtures: columns, statuses and rows."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from operations.imports.fixture_table import read_table
from operations.imports.model import FixtureList, FixtureListError, ListOptions

LONDON = ZoneInfo("Europe/London")


def read(text: str) -> FixtureList:
    return read_table(text, ListOptions(), LONDON)


def kickoffs(found: FixtureList) -> list[str]:
    """Return each kick-off in UTC, or as local time if it has no zone."""
    return [f"{_in_utc(each.kickoff):%m-%d %H:%M}" for each in found.fixtures]


def _in_utc(kickoff: datetime) -> datetime:
    return kickoff.astimezone(ZoneInfo("UTC")) if kickoff.tzinfo else kickoff


@pytest.mark.parametrize(
    ("head", "row", "kickoff"),
    [
        ("day,hour,watched", "2026-12-05,15:00,2026-11-01T09:30:00Z", ("day", "hour")),
        ("date,time,last_seen", "2026-12-05,15:00,2026-11-01 09:30", ("date", "time")),
        ("start,other", "2026-12-05 15:00,2026-11-01T09:30:00Z", ("start",)),
        ("created_at,begins", "2026-11-01T09:30Z,2026-12-05T15:00Z", ("begins",)),
        ("day,fetched", "2026-12-05 15:00,2026-11-01 09:30", ("day",)),
        ("date,time,utc", "2026-12-05,16:00,2026-12-05T15:00Z", ("utc",)),
        ("date,time,Doors open", "2026-12-05,15:00,13:30", ("date", "time")),
        ("date,ko,clock", "2026-12-05,15:00,13:30", ("date", "ko")),
        ("date,time", "2026-12-05 00:00:00,15:00", ("date", "time")),
        ("when,when", "2026-12-05 15:00,2026-12-05 15:00", ("when",)),
    ],
)
def test_another_timestamp_is_not_the_kickoff(
    head: str, row: str, kickoff: tuple[str, ...]
) -> None:
    found = read(f"{head},match\n{row},Leeds v Hull\n{row},Bath v Bury\n")
    assert found.kickoff == kickoff
    assert kickoffs(found) == ["12-05 15:00"] * 2


@pytest.mark.parametrize(
    ("head", "row", "names"),
    [
        ("date,time,kickoff_utc", "2026-12-05,15:00,2026-11-01T09:30Z", "date and time, kickoff"),
        ("date,morning,evening", "2026-12-05,11:00,19:00", "morning, evening"),
        ("played,announced", "2026-12-05 15:00,2026-11-01T09:30Z", "played, announced"),
    ],
)
def test_two_possible_kickoffs_need_an_option(head: str, row: str, names: str) -> None:
    with pytest.raises(FixtureListError, match="--kickoff") as refused:
        read(f"{head},match\n{row},Leeds v Hull\n")
    assert names in str(refused.value)
    assert "has '" in str(refused.value)


def test_a_list_with_only_another_timestamp_has_no_kickoff() -> None:
    with pytest.raises(FixtureListError, match="no column of dates and times"):
        read("match,date,updated\nLeeds v Hull,2026-12-05,2026-11-01 09:30\n")


@pytest.mark.parametrize(
    ("head", "row", "name"),
    [
        ("home_id,home,away_id,away", "L-1,Leeds,H-2,Hull", "Leeds v Hull"),
        ("home_code,away_code,home_name,away_name", "LEE,HUL,Leeds,Hull", "Leeds v Hull"),
        ("HomeTeamId,AwayTeamId,HomeTeam,AwayTeam", "LEE,HUL,Leeds,Hull", "Leeds v Hull"),
        ("fixture_ref,fixture", "F-17,Leeds v Hull", "Leeds v Hull"),
        ("ground,league,sides", "Elland Road,One,Leeds v Hull", "Leeds v Hull"),
        ("Heim,Gast,Ort", "Köln,Mainz,Köln", "Köln v Mainz"),
        ("Domicile,Extérieur", "Lens,Nice", "Lens v Nice"),
        ("Side,Result,Side", "Leeds,,Hull", "Leeds v Hull"),
        ("event id,event", "E-9,Cup draw", "Cup draw"),
        ("stadium,contest", "Crewe Park,Cup night", "Cup night"),
        ("home/away,opponent", "H,Leeds", "Leeds"),
    ],
)
def test_a_code_or_a_place_is_not_a_name(head: str, row: str, name: str) -> None:
    other = row.replace("L", "M").replace("C", "D").replace("K", "L")
    found = read(f"when,{head}\n2026-12-05 15:00,{row}\n2026-12-06 15:00,{other}\n")
    assert found.fixtures[0].name == name


def test_two_columns_without_known_names_need_an_option() -> None:
    with pytest.raises(
        FixtureListError, match=r"several columns may be names: red, blue; .*--name"
    ):
        read("when,red,blue\n2026-12-05 15:00,Leeds,Hull\n2026-12-06 15:00,Bath,Bury\n")


@pytest.mark.parametrize(
    "first",
    [
        "TBC,Leeds,Hull",
        "soon (TBC),Leeds,Hull",
        "Postponed,Leeds,Hull",
        ",Leeds,Hull",
        "15:00,Leeds,Hull",
    ],
)
def test_a_first_row_without_a_date_is_no_heading(first: str) -> None:
    found = read(f"{first}\n2026-12-05 15:00,Bath,Bury\n2026-12-06 15:00,Luton,York\n")
    assert [each.name for each in found.fixtures] == ["Bath v Bury", "Luton v York"]
    assert found.left_out[0].startswith("line 1: no kick-off in")


def test_lines_above_the_heading_are_skipped() -> None:
    found = read("sep=;\nAll fixtures;;\n\nWhen;Home;Away\n2026-12-05 15:00;Leeds;Hull\nTBC;X;Y\n")
    assert [each.name for each in found.fixtures] == ["Leeds v Hull"]
    assert found.left_out == ("line 6: no kick-off in 'TBC'",)


def test_a_name_over_two_lines_is_one_name() -> None:
    found = read('match,when\n"Leeds\nv Hull",2026-12-05 15:00\nBath v Bury,soon\n')
    assert found.fixtures[0].name == "Leeds v Hull"
    assert found.left_out == ("line 4: no kick-off in 'soon'",)


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("2026-12-05 15:00 (postponed)", "postponed"),
        ("Cancelled - 2026-12-05 15:00", "cancelled"),
        ("2026-12-05 15:00 Abandoned", "cancelled"),
    ],
)
def test_a_status_beside_the_kickoff_is_read(cell: str, status: str) -> None:
    found = read(f"match,when\nA v B,{cell}\nC v D,2026-12-05 15:00\n")
    assert [each.status for each in found.fixtures] == [status, None]
    assert kickoffs(found) == ["12-05 15:00"] * 2


def test_a_provisional_time_is_read_with_a_note() -> None:
    found = read("match,when\nA v B,2026-12-05 15:00 TBC\n")
    assert kickoffs(found) == ["12-05 15:00"]
    assert found.notes == ("line 2: '2026-12-05 15:00 TBC' may still change; read as the kick-off",)


def test_rows_without_a_time_do_not_hide_the_columns() -> None:
    rows = "TBC,,A,B\n06.12.2026,Postponed,C,D\n07.12.2026,TBD,E,F\n13.12.2026,15:00,G,H\n"
    found = read(f"Date,Time,Home,Away\n{rows}")
    assert kickoffs(found) == ["12-13 15:00"]
    assert [each.partition(":")[0] for each in found.left_out] == ["line 2", "line 3", "line 4"]


@pytest.mark.parametrize(
    ("cell", "status"), [("yes", "cancelled"), ("TRUE", "cancelled"), ("no", None)]
)
def test_a_column_of_yes_and_no_sets_its_status(cell: str, status: str | None) -> None:
    found = read(f"match,when,is_cancelled\nA v B,2026-12-05 15:00,{cell}\n")
    assert [each.status for each in found.fixtures] == [status]


@pytest.mark.parametrize("word", ["TBC", "to be confirmed", "Void", "Date TBD", "unknown"])
def test_a_fixture_without_a_time_is_left_out(word: str) -> None:
    found = read(f"match,when,status\nA v B,2026-12-05 15:00,{word}\nC v D,2026-12-06 15:00,\n")
    assert [each.name for each in found.fixtures] == ["C v D"]
    assert found.left_out == (
        f"line 2: the status is {word!r}; add the fixture when its time is known",
    )


def test_a_place_that_is_not_known_leaves_out_no_fixture() -> None:
    found = read("match,when,venue\nA v B,2026-12-05 15:00,TBC\nC v D,2026-12-06 15:00,York\n")
    assert len(found.fixtures) == 2


def test_a_negated_word_is_not_known() -> None:
    found = read("match,when,status\nA v B,2026-12-05 15:00,Not postponed\n")
    assert found.fixtures[0].status is None
    assert "'Not postponed' is not known" in found.notes[0]


def test_a_word_that_is_not_known_is_one_note() -> None:
    rows = "".join(f"A v {n},2026-12-05 15:00,7\n" for n in range(5))
    found = read(f"match,when,status\n{rows}")
    assert found.notes == (
        "lines 2, 3, 4 and 2 more: the status '7' is not known; read as scheduled",
    )


def test_a_row_that_repeats_another_is_read_once() -> None:
    found = read("match,when\nA v B,2026-12-05 15:00\nA v B,2026-12-05 15:00\n")
    assert len(found.fixtures) == 1
    assert found.notes == ("line 3: repeats line 2, and is read once",)


@pytest.mark.parametrize(
    ("head", "row", "kickoff"),
    [
        ("date,time (EST),match", "2026-12-05,13:00,A v B", "12-05 18:00"),
        ("kickoff_utc,match", "2026-07-05 13:00,A v B", "07-05 13:00"),
        ("Start (UTC+2),match", "2026-07-05 13:00,A v B", "07-05 11:00"),
        ("when,timezone,match", "2026-07-05 13:00,America/New_York,A v B", "07-05 17:00"),
        ("when,zone,match", "2026-12-05 13:00,EST,A v B", "12-05 18:00"),
        ("when,tz,match", "2026-12-05T13:00Z,Europe/Paris,A v B", "12-05 13:00"),
        ("KO (UK),match", "2026-12-05 13:00,A v B", "12-05 13:00"),
        ("KO (BST),match", "2026-07-05 13:00,A v B", "07-05 13:00"),  # London's own
    ],
)
def test_a_zone_beside_the_time_counts(head: str, row: str, kickoff: str) -> None:
    found = read(f"{head}\n{row}\n")
    assert kickoffs(found) == [kickoff]
    assert (found.fixtures[0].kickoff.tzinfo is None) == ("(UK)" in head or "(BST)" in head)


def test_a_zone_of_a_heading_is_reported_and_gives_way_to_the_option() -> None:
    table = "time (EST),match\n2026-12-05 13:00,A v B\n"
    assert "times are in EST, as the column is named" in read(table).notes[0]
    found = read_table(table, ListOptions(zone_is_given=True), LONDON)
    assert (kickoffs(found), found.notes) == (["12-05 13:00"], ())


def test_an_ambiguous_zone_of_a_heading_is_refused() -> None:
    with pytest.raises(FixtureListError, match=r"the zone IST of column .* give --timezone"):
        read("Start (IST),match\n2026-12-05 13:00,A v B\n")


def test_an_apostrophe_is_part_of_a_name() -> None:
    found = read("match,when\nQueen's v King's,2026-12-05 15:00\n'Boro v Hull,2026-12-06 15:00\n")
    assert [each.name for each in found.fixtures] == ["Queen's v King's", "'Boro v Hull"]
