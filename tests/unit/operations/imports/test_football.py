"""Openfootball's formats: football.txt and JSON."""

import json
from zoneinfo import ZoneInfo

import pytest

from operations.imports.football_json import read_json
from operations.imports.football_txt import is_football_txt, read_football_txt
from operations.imports.model import FixtureListError, ImportedFixture

LONDON = ZoneInfo("Europe/London")

_CUP = """\
= Cup 2026/27   # a comment v a comment

# Teams v Matches
» Round 1
  Sat Dec/5 2026
    15.00  1. FC York              v Bath 04                  4-2 (1-0)
           Bath & Bury FC          v Hull                     [postponed]
    17.30  Luton United v Derby County
             (Smith 4', 90+2'; Jones 3' - Brown 7')
  Jan 2
    20:00  Leeds  3-4 pen. (1-1, 0-1)  Norwich   @ Leeds, Elland Road
(7) Sun Jan 3 13:00   Wigan - Leigh   @ Park, Natal (UTC-3)
 1.York     3  2  1  0   8- 2   7
  2027-01-09
    12.30  Crewe  v  Stoke   [cancelled]
"""


def read(text: str) -> list[tuple[str, str, str | None]]:
    return [_row(each) for each in read_football_txt(text, LONDON).fixtures]


def _row(fixture: ImportedFixture) -> tuple[str, str, str | None]:
    return fixture.name, fixture.kickoff.isoformat(timespec="minutes"), fixture.status


def test_matches_are_read_without_scores_and_with_their_status() -> None:
    assert is_football_txt(_CUP)
    assert read(_CUP) == [
        ("1. FC York v Bath 04", "2026-12-05T15:00", None),
        ("Bath & Bury FC v Hull", "2026-12-05T15:00", "postponed"),
        ("Luton United v Derby County", "2026-12-05T17:30", None),
        ("Leeds v Norwich", "2027-01-02T20:00", None),
        ("Wigan v Leigh", "2027-01-03T13:00-03:00", None),
        ("Crewe v Stoke", "2027-01-09T12:30", "cancelled"),
    ]
    assert read_football_txt(_CUP, LONDON).left_out == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("   A v B", "line 2: no day for 'A v B'"),
        (" Dec 5\n   A v B", "line 3: no time for 'A v B'"),
        (" 5-12-26 @ Town   A  0-0  B", "line 2: no time for 'A v B'"),
        (" Dec 5\n 15.00 A v B [tbc]", "line 3: 'A v B' has no date yet"),
        (" Feb 30\n 15.00 A v B", "line 3: no day for 'A v B'"),
    ],
)
def test_a_match_without_a_day_or_a_time_is_left_out(line: str, reason: str) -> None:
    found = read_football_txt(f"= Cup 2026\n{line}\n", LONDON)
    assert found.fixtures == ()
    assert found.left_out[0].startswith(reason)


def test_a_match_of_json_is_read_with_its_status() -> None:
    teams = {"team1": "A", "team2": "B"}
    at = {"date": "2026-12-05", "time": "15:00"}
    matches = [
        {**teams, **at, "status": "POSTPONED"},
        {**teams, **at, "status": "TBD"},
        {**at, "team1": "A", "team2": None},
        "not a match",
        {**teams, **at},
    ]
    for data in (matches, {"matches": matches}, {"rounds": [{"matches": matches}]}):
        found = read_json(json.dumps(data), LONDON)
        assert [each.status for each in found.fixtures] == ["postponed", None]
        assert [each.partition(":")[0] for each in found.left_out] == [
            "match 2",
            "match 3",
            "match 4",
        ]


@pytest.mark.parametrize("text", ["{}", "[]", '{"matches": 7}', '{"rounds": [7]}', "{", "[" * 9999])
def test_json_without_matches_is_refused(text: str) -> None:
    with pytest.raises(FixtureListError):
        read_json(text, LONDON)
