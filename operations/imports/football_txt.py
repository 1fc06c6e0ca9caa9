"""Fixtures in the text format football.txt of openfootball."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from operations.imports.cells import parse_instant
from operations.imports.dates import parse_date
from operations.imports.model import CellError, DateOrder, FixtureList, ImportedFixture
from operations.imports.status_words import ListedStatus, entry_status, listed_status

_SEASON = re.compile(r"^=+\s*.*?((?:19|20)\d\d)(?:[/-](\d{2,4}))?")
_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?:{'|'.join(each.capitalize() for each in _MONTHS)})[a-z]*"
_NUMBERS = r"\d{4}-\d\d-\d\d|\d{1,2}[.-]\d{1,2}[.-]\d{2,4}"
_DAY = re.compile(
    rf"^\s*\[?\s*{_WEEKDAY}(?:(?P<numbers>{_NUMBERS})|"
    rf"(?:(?P<month>{_MONTH})[/ ](?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})[. ]+(?P<month2>{_MONTH}))"
    r"(?:[ ,/]+(?P<year>\d{4}))?)\s*\]?(?=\s|$)"
)
_NUMBER = re.compile(r"^\s*\(\d+\)\s*")
_CLOCK = re.compile(
    r"^\s*(\d{1,2})[.:h](\d\d)(?:\s*(?:\((?:[^()]*)\)|(UTC[+-]\d{1,2}(?::?\d\d)?)))?\s+"
)
_SCORE = (
    r"\d+\s*[-:\u2013]\s*\d+(?:\s*(?:a\.?e\.?t\.?|pen\.?|n\.V\.|i\.E\.|aet|awd\.?))?,?"
    r"(?:\s*\([\d\s,:;-]*\))?"
)
_VERSUS = re.compile(
    rf"\s+(?:vs?\.?\s|-\s|(?:n/p|abd)\s|{_SCORE}(?:\s*,?\s*{_SCORE})*\s)\s*", re.IGNORECASE
)
_AFTER = re.compile(rf"\s{{2,}}(?:{_SCORE}|\().*$")
_GROUND_FIRST = re.compile(r"^\s*@\s.*?\s{2,}")
_STANDINGS = re.compile(r"\d\s+\d+\s+\d")
_LONGEST_LINE = 500
_GROUND = re.compile(r"\s+@\s+(.*)$")
_GROUND_ZONE = re.compile(r"\((UTC[+-]\d{1,2}(?::?\d\d)?)\)")
_NOTE = re.compile(r"\s*\[([^\]]*)\]")
_FIRST_OF_SEASON = 7  # a season over two years begins in July


@dataclass(frozen=True, slots=True)
class _MatchLine:
    """A match as written: the time is empty where an earlier one holds."""

    clock: str
    name: str
    zone: str
    status: ListedStatus | None


def is_football_txt(text: str) -> bool:
    """Return whether a text has the heading of a season and a line of a match."""
    lines = text.splitlines()
    return any(map(_SEASON.match, lines)) and any(_match(_split(line)[1]) for line in lines)


def read_football_txt(text: str, zone: ZoneInfo) -> FixtureList:
    """Read football.txt: a season, days, and matches below them. A time holds until the next."""
    found = list(_matches(text.splitlines(), zone))
    fixtures = tuple(each for each in found if isinstance(each, ImportedFixture))
    left_out = tuple(each for each in found if isinstance(each, str))
    return FixtureList(("day", "time"), ("team1", "team2"), fixtures, left_out)


def _matches(lines: list[str], zone: ZoneInfo) -> Iterator[ImportedFixture | str]:
    """Yield each match, or the reason why a line is left out."""
    first_year, over_two = 0, False
    day: date | None = None
    clock = ""
    for number, line in enumerate(lines, 1):
        if season := _SEASON.match(line):
            first_year, over_two = int(season[1]), season[2] is not None
            continue
        found, rest = _split(line)
        if found:
            day, clock = _day(found, first_year, over_two=over_two), ""
        if (match := _match(rest)) is None:
            continue
        clock = match.clock or clock
        try:
            yield _fixture(match, day, clock, number, zone)
        except CellError as error:
            yield f"line {number}: {error}"


def _fixture(
    match: _MatchLine, day: date | None, clock: str, number: int, zone: ZoneInfo
) -> ImportedFixture:
    if day is None or not clock:
        raise CellError(f"no {'time' if day else 'day'} for {match.name!r}")
    if match.status is ListedStatus.UNDATED:
        raise CellError(f"{match.name!r} has no date yet; add the fixture when its time is known")
    offset = match.zone if "UTC" not in clock else ""
    kickoff = parse_instant(f"{day.isoformat()} {clock} {offset}", DateOrder.YEAR_FIRST, zone)
    return ImportedFixture(match.name, kickoff, entry_status(match.status), f"line {number}")


def _match(line: str) -> _MatchLine | None:
    """Return the match of a line; None if the line is no match, such as a list of goals."""
    if not line.startswith((" ", "\t")):
        return None
    line = _GROUND_FIRST.sub("  ", line)
    clock = ""
    if found := _CLOCK.match(line):
        clock, line = f"{found[1]}:{found[2]} {found[3] or ''}".strip(), line[found.end() :]
    notes = " ".join(_NOTE.findall(line))
    line = _NOTE.sub("", line)
    ground = _GROUND.search(line)
    place = _GROUND_ZONE.search(ground[1]) if ground else None
    line = _GROUND.sub("", line).strip()
    teams = _VERSUS.split(line, maxsplit=1)
    if len(teams) != 2 or not teams[0] or teams[0].startswith(("(", "@")):  # noqa: PLR2004
        return None
    second = _AFTER.sub("", teams[1]).strip()
    if not second or ";" in line or _STANDINGS.search(teams[0]):
        return None
    status = listed_status(notes) if notes else None
    return _MatchLine(clock, f"{teams[0].strip()} v {second}", place[1] if place else "", status)


def _split(line: str) -> tuple[re.Match[str] | None, str]:
    """Return the day at the start of a line, and the text after it without a comment."""
    line = _NUMBER.sub("  ", re.sub(r"(?:^|\s)#.*$", "", line[:_LONGEST_LINE]))
    day = _DAY.match(line)
    return day, line[day.end() :] if day else line


def _day(match: re.Match[str], first_year: int, *, over_two: bool) -> date | None:
    """Return the day of a heading; without a year it is in the season."""
    try:
        if match["numbers"]:
            return parse_date(match["numbers"], DateOrder.DAY_FIRST)
        key = (match["month"] or match["month2"])[:3].lower()
        month = _MONTHS.index(key) + 1
        year = first_year + (over_two and month < _FIRST_OF_SEASON)
        return date(int(match["year"] or year), month, int(match["day"] or match["day2"]))
    except ValueError:
        return None
