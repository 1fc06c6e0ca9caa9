"""Fixtures in the formats of openfootball: its JSON, and the text format football.txt."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from operations.imports.cells import CellError, parse_instant
from operations.imports.model import DateOrder, FixtureList, FixtureListError, ImportedFixture

_SEASON = re.compile(r"^=+\s*.*?((?:19|20)\d\d)(?:[/-](\d{2,4}))?")
_DAY = re.compile(
    r"^\s*\[?\s*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?"
    r"(?:([A-Z][a-z]{2,8})[/ ](\d{1,2})|(\d{1,2})\s+([A-Z][a-z]{2,8}))(?:[ ,/]+(\d{4}))?\s*\]?\s*$"
)
_MATCH = re.compile(
    r"^\s+(?:\(\d+\)\s*)?(?:(\d{1,2})[.:h](\d\d)(?:\s+(UTC[+-]\d{1,2}(?::\d\d)?))?\s+)?"
    r"(\S.*?)\s+(?:vs?\.?|-|\d+\s*-\s*\d+(?:\s*\([^)]*\)|\s+(?:a\.e\.t\.|pen\.?|n\.V\.),?)*)\s+"
    r"(\S.*?)\s*(?:@.*|\[.*\])?$"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_OF_SEASON = 7  # a season over two years begins in July


def read_json(text: str, zone: ZoneInfo) -> FixtureList:
    """Read openfootball's JSON: `matches`, or `rounds` of them.

    Raises:
        FixtureListError: the text is no such list.
    """
    try:
        data = json.loads(text)
        rounds = data.get("rounds", [data])
        matches = [match for each in rounds for match in each.get("matches", [])]
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise FixtureListError(f"not a list of matches in JSON: {error}") from None
    if not matches:
        raise FixtureListError("the JSON has no matches")
    fixtures, left_out = [], []
    for number, match in enumerate(matches, 1):
        try:
            name = f"{_team(match, 'team1')} v {_team(match, 'team2')}"
            written = f"{match.get('date', '')} {match.get('time', '')}".strip()
            kickoff = parse_instant(written, DateOrder.YEAR_FIRST, zone)
        except (CellError, KeyError, AttributeError, TypeError) as error:
            left_out.append(f"match {number}: {error}")
        else:
            fixtures.append(ImportedFixture(name, kickoff))
    return FixtureList(("date", "time"), ("team1", "team2"), tuple(fixtures), tuple(left_out))


def _team(match: Mapping[str, Any], side: str) -> str:
    team = match[side]
    return str(team["name"] if isinstance(team, dict) else team)


def is_football_txt(text: str) -> bool:
    """Return whether a text has the heading of a season and a line of a match."""
    lines = text.splitlines()
    return any(map(_SEASON.match, lines)) and any(map(_MATCH.match, lines))


def read_football_txt(text: str, zone: ZoneInfo) -> FixtureList:
    """Read football.txt: a season, days, and matches below them. A time holds until the next."""
    found = list(_matches(text.splitlines(), zone))
    fixtures = tuple(each for each in found if isinstance(each, ImportedFixture))
    left_out = tuple(each for each in found if isinstance(each, str))
    return FixtureList(("day", "time"), ("team1", "team2"), fixtures, left_out)


def _matches(lines: Iterable[str], zone: ZoneInfo) -> Iterator[ImportedFixture | str]:
    """Yield each match, or the reason why a line is left out."""
    seasons: tuple[int, bool] = (0, False)
    day: date | None = None
    clock: str | None = None
    for number, line in enumerate(lines, 1):
        if season := _SEASON.match(line):
            seasons = int(season[1]), season[2] is not None
        elif found := _DAY.match(line):
            day, clock = _day(found, *seasons), None
        elif match := _MATCH.match(line):
            if match[1]:
                clock = f"{match[1]}:{match[2]} {match[3] or ''}".strip()
            if day is None or clock is None:
                yield f"line {number}: no {'time' if day else 'day'} for {line.strip()!r}"
                continue
            name = f"{match[4].strip()} v {match[5].strip()}"
            try:
                written = f"{day.isoformat()} {clock}"
                yield ImportedFixture(name, parse_instant(written, DateOrder.YEAR_FIRST, zone))
            except CellError as error:
                yield f"line {number}: {error}"


def _day(match: re.Match[str], first_year: int, over_two: bool) -> date | None:  # noqa: FBT001 (a fact)
    month_name, number = (match[1], match[2]) if match[1] else (match[4], match[3])
    if (key := month_name[:3].lower()) not in _MONTHS:
        return None
    month = _MONTHS.index(key) + 1
    year = int(match[5]) if match[5] else first_year + (over_two and month < _FIRST_OF_SEASON)
    try:
        return date(year, month, int(number))
    except ValueError:
        return None
