"""The calendar of the season, its edits, and the fixtures as played."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.season.simulation import CalendarEdit, Scenario
from kickoff.calendar import load

START = datetime(2026, 8, 3, tzinfo=UTC)  # a Monday
WEEK = timedelta(weeks=1)
SATURDAY = timedelta(days=5, hours=15)
POSTPONED, CUP_TIE, BLIND = "Hull v Stoke 2", "Cup tie 3", "Luton v Burnley 1"
SPECIAL = {
    POSTPONED: "postponed on the Thursday to the Tuesday after",
    CUP_TIE: "goes to extra time that the calendar does not contain",
    BLIND: "played while the calendar is broken",
}
_PAIRS = ("Leeds v Derby", "Hull v Stoke", "Luton v Burnley")
_TABLES: dict[str, Any] = {
    "prices": {
        "table": "prices",
        "read": {"baseline": 50, "max": 6000},
        "write": {"baseline": 20, "max": 3000},
        "indexes": {"by-fixture": {"write": {"baseline": 20, "max": 3000}}},
    },
    "bets": {
        "table": "bets",
        "read": {"baseline": 20, "max": 2000},
        "write": {"baseline": 20, "max": 4000},
    },
}
_LEAGUE = {
    "prices": {"read": 600, "write": 250, "indexes": {"by-fixture": {"write": 250}}},
    "bets": {"read": 150, "write": 300},
}
_CUP = {
    "prices": {"read": 900, "write": 400, "indexes": {"by-fixture": {"write": 400}}},
    "bets": {"read": 250, "write": 500},
}


def season_scenario(weeks: int, path: Path) -> Scenario:
    """A season of at least four weeks; `path` is the future calendar file."""
    planned = _fixtures(weeks)
    moved = [_moved(each) if each["name"] == POSTPONED else each for each in planned]
    played = [each | {"lasts": "2h40m"} if each["name"] == CUP_TIE else each for each in moved]
    broken = START + WEEK + timedelta(days=3)
    announced = START + 2 * WEEK + timedelta(days=3)
    edits = (
        CalendarEdit(START, _calendar(planned)),
        CalendarEdit(broken, "version: 1\nfixtures: ["),
        CalendarEdit(broken + timedelta(days=5), _calendar(planned)),
        CalendarEdit(announced, _calendar(moved)),
    )
    path.write_text(_calendar(played), encoding="utf-8")
    return Scenario(START, START + weeks * WEEK, edits, load(path))


def _fixtures(weeks: int) -> list[dict[str, Any]]:
    saturdays = [START + week * WEEK + SATURDAY for week in range(weeks)]
    league = [
        {"name": f"{pair} {week}", "kickoff": _local(kickoff), "profile": "league-match"}
        for week, kickoff in enumerate(saturdays)
        for pair in _PAIRS
    ]
    cup = START + 3 * WEEK + timedelta(days=2, hours=19, minutes=45)
    return [*league, {"name": CUP_TIE, "kickoff": _local(cup), "profile": "cup-tie"}]


def _moved(fixture: dict[str, Any]) -> dict[str, Any]:
    kickoff = START + 3 * WEEK + timedelta(days=1, hours=19, minutes=45)
    return fixture | {"kickoff": _local(kickoff)}


def _local(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"


def _calendar(fixtures: list[dict[str, Any]]) -> str:
    window = {"lasts": "2h", "lead": "20m", "tail": "30m"}
    return json.dumps(
        {
            "version": 1,
            "timezone": "UTC",
            "targets": _TABLES,
            "profiles": {
                "league-match": window | {"demand": _LEAGUE},
                "cup-tie": window | {"demand": _CUP},
            },
            "fixtures": fixtures,
        }
    )
