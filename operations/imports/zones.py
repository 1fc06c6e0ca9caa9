"""Zones of a list: offsets, names, and abbreviations with one meaning."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from operations.imports.model import CellError, FixtureListError

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)
_ABBREVIATION = re.compile(r"[A-Z]{1,5}", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")
_LAST_WORD = re.compile(r"(?:^|[\s_-])([A-Za-z]{2,5})$")
_FURTHEST = timedelta(hours=14)
# Abbreviations with one meaning in fixture lists; hours from UTC.
_HOURS = {
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
# Abbreviations of several zones, or of a zone whose offset depends on the date.
_AMBIGUOUS = {"ACT", "AST", "BST", "CST", "CT", "ECT", "ET", "GST", "IST", "MSK", "MT", "PT", "SST"}


def parse_zone(text: str, local: datetime, zone: ZoneInfo) -> tzinfo | None:
    """Return the zone that stands after a time; None for none, or an abbreviation of `zone` itself.

    Raises:
        CellError: the text is no zone, or has no single meaning.
    """
    text = text.strip(" ()[]")
    name = text.upper()
    if not text or local.replace(tzinfo=zone).tzname() == name:
        return None
    if found := _known(text):
        return found
    if name in _AMBIGUOUS or (_ABBREVIATION.fullmatch(text) and text.isupper()):
        raise CellError(f"the zone {text} has no single meaning; write an offset such as +01:00")
    raise CellError(f"{text!r} after the time is not understood")


def zone_of_heading(heading: str, zone: ZoneInfo) -> str:
    """Return the zone in the name of a column, such as `Time (EST)` or `date_utc`; empty without.

    Raises:
        FixtureListError: the zone has no single meaning.
    """
    found = [match[1].strip() for match in _IN_BRACKETS.finditer(heading)]
    if match := _LAST_WORD.search(heading.strip()):
        found.append(match[1])
    for text in found:
        if _known(text):
            return text
        if text.upper() in _AMBIGUOUS and not _is_name_of(zone, text):
            raise FixtureListError(
                f"the zone {text} of column {heading!r} has no single meaning; give --timezone"
            )
    return ""


def is_zone(cell: str) -> bool:
    """Return whether a cell is the name of a zone or an offset."""
    return _known(cell) is not None or cell.upper() in _AMBIGUOUS


def _known(text: str) -> tzinfo | None:
    """Return the zone of an offset, an abbreviation with one meaning, or a name."""
    if match := _OFFSET.fullmatch(text):
        size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if size > _FURTHEST:
            return None
        return timezone(-size if match[1] == "-" else size)
    if text.upper() in _HOURS:
        hours = _HOURS[text.upper()]
        return timezone(timedelta(hours=hours)) if hours else UTC
    if "/" not in text:
        return None
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        return None


def _is_name_of(zone: ZoneInfo, text: str) -> bool:
    names = {datetime(2026, month, 1, tzinfo=zone).tzname() for month in (1, 7)}
    return text.upper() in names
