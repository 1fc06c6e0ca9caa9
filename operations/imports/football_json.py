"""Fixtures in openfootball's JSON."""

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from operations.imports.cells import parse_instant
from operations.imports.model import (
    CellError,
    DateOrder,
    FixtureList,
    FixtureListError,
    ImportedFixture,
)
from operations.imports.status_words import ListedStatus, entry_status, listed_status


def read_json(text: str, zone: ZoneInfo) -> FixtureList:
    """Read openfootball's JSON: `matches`, `rounds` of them, or a plain list of matches.

    Raises:
        FixtureListError: the text is no such list.
    """
    try:
        data = json.loads(text)
        rounds = [{"matches": data}] if isinstance(data, list) else data.get("rounds", [data])
        matches = [match for each in rounds for match in each.get("matches", [])]
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise FixtureListError(f"not a list of matches in JSON: {error}") from None
    if not matches:
        raise FixtureListError("the JSON has no matches")
    fixtures, left_out = [], []
    for number, match in enumerate(matches, 1):
        try:
            fixtures.append(_fixture(match, f"match {number}", zone))
        except CellError as error:
            left_out.append(f"match {number}: {error}")
    return FixtureList(("date", "time"), ("team1", "team2"), tuple(fixtures), tuple(left_out))


def _fixture(match: object, place: str, zone: ZoneInfo) -> ImportedFixture:
    if not isinstance(match, dict):
        raise CellError("not a match with team1, team2, date and time")
    name = f"{_team(match, 'team1')} v {_team(match, 'team2')}"
    status = listed_status(str(match.get("status") or ""))
    if status is ListedStatus.UNDATED:
        raise CellError(
            f"the status is {match['status']!r}; add the fixture when its time is known"
        )
    written = f"{match.get('date') or ''} {match.get('time') or ''}".strip()
    kickoff = parse_instant(written, DateOrder.YEAR_FIRST, zone)
    return ImportedFixture(name, kickoff, entry_status(status), place)


def _team(match: Mapping[str, Any], side: str) -> str:
    team = match.get(side)
    name = team.get("name") if isinstance(team, dict) else team
    if not isinstance(name, str) or not name.strip():
        raise CellError(f"no name of {side}")
    return name.strip()
