"""Cells of a list: dates, times and zones. A cell that could mean two things is refused."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from dateutil import parser

from operations.imports.model import DateOrder, FixtureListError

_NUMBERS = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)(?!\d)")
_WORDS = re.compile(
    r"(?:[a-z]{2,9},?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3,9}\.?,?|[a-z]{3,9}\.?\s+\d{1,2}"
    r"(?:st|nd|rd|th)?,?)\s+\d{4}",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(\d{1,2})(?:[:.h](\d\d))?(?::(\d\d)(?:\.\d+)?)?\s*([ap]\.?m\.?)?", re.IGNORECASE
)
_SEPARATOR = re.compile(r"^[,;\s]*(?:[Tt](?=\d))?")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d\d)?")
_ABBREVIATION = re.compile(r"[A-Z]{1,5}")
_SHORT = 2  # digits of a day, a month, or a year without its century
_NOON = 12
_HOURS = 24
# Abbreviations with one meaning in fixture lists; hours from UTC.
_ZONES = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "WET": 0,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "EST": -5,
    "EDT": -4,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "JST": 9,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
}


class CellError(ValueError):
    """A cell is no date, no time, or its zone is not known; the message says which."""


def has_date(cell: str) -> bool:
    """Return whether a cell begins with a date."""
    return _date_text(cell) is not None


def has_time(cell: str) -> bool:
    """Return whether a cell is a time of day, with or without a zone."""
    return _has_clock(cell) and not has_date(cell)


def is_instant(cell: str) -> bool:
    """Return whether a cell is a date with a time of day."""
    text = _date_text(cell)
    return text is not None and has_time(_rest(cell, text))


def has_offset(cell: str) -> bool:
    """Return whether a cell is a date and time with an offset from UTC."""
    text = _date_text(cell)
    try:
        return text is not None and _time(_rest(cell, text), None)[1] is not None
    except CellError:
        return False


def date_order(cells: Iterable[str], chosen: DateOrder | None) -> DateOrder:
    """Return the order of dates of numbers, judged by all of them together.

    A year of four digits in front needs no order. A year of two digits stands last, unless no such
    order fits.

    Raises:
        FixtureListError: the dates fit more than one order, or none.
    """
    matches = (_NUMBERS.match(cell) for cell in cells)
    found = [match for match in matches if match and len(match[1]) <= _SHORT]
    if chosen is not None or not found:
        return chosen or DateOrder.DAY_FIRST
    fitting = [order for order in DateOrder if all(_fits(each, order) for each in found)]
    usual = [order for order in fitting if order is not DateOrder.YEAR_FIRST]
    if len(usual or fitting) == 1:
        return (usual or fitting)[0]
    text = found[0][0]
    if not fitting:
        raise FixtureListError(f"the dates have no common order, such as {text}; correct them")
    raise FixtureListError(
        f"{text} is ambiguous; give --day-first or --month-first, or --date-order"
    )


def parse_instant(text: str, order: DateOrder, zone: ZoneInfo) -> datetime:
    """Parse a date with a time of day; the result is naive without an offset.

    An abbreviation of `zone` itself is local time.

    Raises:
        CellError: the text is no date and time, or its zone has no single meaning.
    """
    day_text = _date_text(text)
    if day_text is None:
        raise CellError(f"no kick-off in {text!r}")
    rest = _rest(text, day_text)
    if not _has_clock(rest):
        raise CellError(f"no kick-off in {text!r}")
    day = _date(day_text, order)
    clock, offset = _time(rest, (day, zone))
    return datetime.combine(day, clock, offset)


def _date_text(cell: str) -> str | None:
    for form in (_NUMBERS, _COMPACT, _WORDS):
        if match := form.match(cell):
            return match[0]
    return None


def _rest(cell: str, day: str) -> str:
    return _SEPARATOR.sub("", cell[len(day) :]).strip()


def _has_clock(text: str) -> bool:
    match = _TIME.match(text)
    return match is not None and bool(match[2] or match[4])


def _fits(match: re.Match[str], order: DateOrder) -> bool:
    try:
        _numbers(match, order)
    except ValueError:
        return False
    return True


def _numbers(match: re.Match[str], order: DateOrder) -> date:
    """Return the date of three numbers; a year of two digits is of this century.

    Raises:
        ValueError: there is no such date.
    """
    first, second, third = match.groups()
    if len(first) > _SHORT or order is DateOrder.YEAR_FIRST:
        year, month, day = first, second, third
    elif order is DateOrder.MONTH_FIRST:
        month, day, year = first, second, third
    else:
        day, month, year = first, second, third
    return date(int(year) + (2000 if len(year) <= _SHORT else 0), int(month), int(day))


def _date(text: str, order: DateOrder) -> date:
    try:
        if match := _NUMBERS.match(text):
            return _numbers(match, order)
        if match := _COMPACT.match(text):
            return date(*map(int, match.groups()))
        return parser.parse(text).date()
    except (ValueError, OverflowError):
        raise CellError(f"{text!r} is no date in the order {order}") from None


def _time(text: str, where: tuple[date, ZoneInfo] | None) -> tuple[time, tzinfo | None]:
    """Return a time of day and its offset from UTC, None without one."""
    match = _TIME.match(text)
    if match is None:
        raise CellError(f"no time of day in {text!r}")
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    half = (match[4] or "").lower().replace(".", "")
    if half and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    if hour >= _HOURS or minute >= 60 or second >= 60 or (half == "am" and hour > _NOON):  # noqa: PLR2004
        raise CellError(f"{text!r} is no time of day")
    return time(hour, minute, second), _zone(text[match.end() :], time(hour, minute), where)


def _zone(text: str, clock: time, where: tuple[date, ZoneInfo] | None) -> tzinfo | None:
    text = text.strip(" ()")
    if not text:
        return None
    if match := _OFFSET.fullmatch(text):
        size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-size if match[1] == "-" else size)
    if where is not None and datetime.combine(where[0], clock, where[1]).tzname() == text:
        return None
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text])) if _ZONES[text] else UTC
    if _ABBREVIATION.fullmatch(text):
        raise CellError(f"the zone {text} has no single meaning; write an offset such as +01:00")
    raise CellError(f"{text!r} after the time is not understood")
