"""The last day of an entry, by the text of its rules, which may not be valid as a whole."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_NUMBER = re.compile(r"\d{1,4}")
_DAYS = {"DAILY": 1, "WEEKLY": 7}
# Parts by which a rule leaves out days or weeks, so that COUNT lasts longer.
_SPARSE = ("BYMONTH", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")


def last_day(first: date, rules: Iterable[str]) -> date | None:
    """Return the last day on which an entry can occur; None if the rules do not limit it.

    It is never too early: it only decides whether a problem still concerns somebody.
    """
    days = [_last(first, rule) for rule in rules]
    known = [day for day in days if day is not None]
    return max([first, *known]) if len(known) == len(days) else None


def _last(first: date, rule: str) -> date | None:
    parts = dict(_part(part) for part in rule.upper().split(";"))
    try:
        if until := _DATE.match(parts.get("UNTIL", "")):
            return date(*map(int, until.groups()))
        frequency = parts.get("FREQ", "")
        count, interval = (_number(parts.get(name, "")) for name in ("COUNT", "INTERVAL"))
        sparse = any(name.startswith(_SPARSE) for name in parts)
        sparse |= frequency == "DAILY" and "BYDAY" in parts
        if count and not sparse and frequency in _DAYS:
            return first + timedelta(days=count * (interval or 1) * _DAYS[frequency])
    except (ValueError, OverflowError):
        return None
    return None


def _part(text: str) -> tuple[str, str]:
    """Return the name and the value of a part of a rule."""
    name, _, value = text.partition("=")
    return name.strip(), value.strip()


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None
