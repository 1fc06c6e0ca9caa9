"""Cells of a list: dates with times. A cell that could mean two things is refused."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from kickoff.calendar.model.times import exists, repeats
from operations.imports.dates import date_text, parse_date
from operations.imports.model import CellError, DateOrder
from operations.imports.zones import parse_zone

_TIME = re.compile(
    r"(\d{1,2})(?:[:.h](\d\d)|(h)(?![a-z]))?(?::(\d\d)(?:[.,]\d+)?)?\s*([ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"^(?:[,;\s]|\bat\b|-\s)*(?:[Tt](?=\d))?", re.IGNORECASE)
_UNITS = re.compile(r"^\s*(?:uhr|hrs?|h|o'clock)\b\.?", re.IGNORECASE)
_NOON, _HOURS, _MINUTES = 12, 24, 60
_ANY_DAY, _ANY_ZONE = date(2026, 1, 1), ZoneInfo("Etc/GMT-13")


def has_date(cell: str) -> bool:
    """Return whether a cell begins with a date."""
    return date_text(cell) is not None


def has_time(cell: str) -> bool:
    """Return whether a cell is a time of day, with or without a zone."""
    return _has_clock(cell) and not has_date(cell)


def is_instant(cell: str) -> bool:
    """Return whether a cell is a date with a time of day."""
    return _has_clock(_split(cell)[1])


def is_midnight(cell: str) -> bool:
    """Return whether a cell is a date with the time 00:00, as spreadsheets write a date alone."""
    try:
        return _parse_clock(_split(cell)[1])[0] == time()
    except CellError:
        return False


def has_offset(cell: str) -> bool:
    """Return whether a cell is a date and time with an offset from UTC."""
    try:
        clock, behind = _parse_clock(_split(cell)[1])
        local = datetime.combine(_ANY_DAY, clock)
        return parse_zone(behind, local, _ANY_ZONE) is not None
    except CellError:
        return False


def join(day: str, clock: str) -> str:
    """Return a date and a time of two cells as one text; the date's own time is left out."""
    return f"{date_text(day) or day} {clock}".strip()


def parse_instant(text: str, order: DateOrder, zone: ZoneInfo) -> datetime:
    """Parse a date with a time of day; the result is naive without an offset.

    An abbreviation of `zone` itself is local time.

    Raises:
        CellError: the text is no date and time, its zone has no single meaning, or the local clocks
            show the time twice or never.
    """
    day, rest = _split(text)
    if not (day and _has_clock(rest)):
        raise CellError(f"no kick-off in {text!r}")
    clock, behind = _parse_clock(rest)
    local = datetime.combine(parse_date(day, order), clock)
    offset = parse_zone(behind, local, zone)
    if isinstance(offset, ZoneInfo) or offset is None:
        _check_clocks(local.replace(tzinfo=offset or zone), text)
    return local.replace(tzinfo=offset) if offset else local


def _check_clocks(local: datetime, text: str) -> None:
    if not exists(local):
        raise CellError(f"the clocks of {local.tzinfo} never show {text!r}; correct it")
    if repeats(local):
        example = f"{local.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        raise CellError(
            f"the clocks of {local.tzinfo} show {text!r} twice; write an offset, such as {example}"
        )


def _split(cell: str) -> tuple[str, str]:
    """Return the date at the start of a cell, and the text after it."""
    day = date_text(cell)
    if day is None:
        return "", ""
    return day, _SEPARATOR.sub("", cell[len(day) :]).strip()


def _has_clock(text: str) -> bool:
    match = _TIME.match(text)
    return match is not None and bool(match[2] or match[3] or match[5])


def _parse_clock(text: str) -> tuple[time, str]:
    """Return a time of day, and the text after it."""
    match = _TIME.match(text)
    if match is None:
        raise CellError(f"no time of day in {text!r}")
    hour, minute, second = (int(match[each] or 0) for each in (1, 2, 4))
    half = (match[5] or "").lower().replace(".", "")
    if half and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    elif half and (hour == 0 or half == "am"):
        hour = _HOURS
    if hour >= _HOURS or minute >= _MINUTES or second >= _MINUTES:
        raise CellError(f"{text!r} is no time of day")
    return time(hour, minute, second), _UNITS.sub("", text[match.end() :])
