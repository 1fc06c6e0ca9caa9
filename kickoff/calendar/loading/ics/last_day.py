"""The last day of an entry, by the text of its rules, which may not be valid as a whole."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

_UNTIL = re.compile(r"\bUNTIL=(\d{4})-?(\d\d)-?(\d\d)", re.IGNORECASE)
_NUMBERS = {
    name: re.compile(rf"\b{name}=(\d{{1,4}})\b", re.IGNORECASE) for name in ("COUNT", "INTERVAL")
}
_DAYS = {"DAILY": 1, "WEEKLY": 7}
# Parts by which a rule leaves out days or weeks, so that COUNT lasts longer.
_SPARSE = re.compile(r"\bBY(?:MONTH|YEARDAY|WEEKNO|SETPOS)", re.IGNORECASE)


def last_day(first: date, rules: Iterable[str]) -> date | None:
    """Return the last day on which an entry can occur; None if the rules do not limit it.

    It is never too early: it only decides whether a problem still concerns somebody.
    """
    days = [_last(first, rule) for rule in rules]
    known = [day for day in days if day is not None]
    return max([first, *known]) if len(known) == len(days) else None


def _last(first: date, rule: str) -> date | None:
    try:
        if until := _UNTIL.search(rule):
            return date(*map(int, until.groups()))
        count, interval = (_number(name, rule) for name in ("COUNT", "INTERVAL"))
        for name, days in _DAYS.items():
            text = rule.upper()
            sparse = _SPARSE.search(text) or (name == "DAILY" and "BYDAY" in text)
            if count and not sparse and f"FREQ={name}" in text:
                return first + timedelta(days=count * (interval or 1) * days)
    except (ValueError, OverflowError):
        return None
    return None


def _number(name: str, rule: str) -> int | None:
    found = _NUMBERS[name].search(rule)
    return int(found[1]) if found else None
