"""Dates of a list: their forms, and the order of day, month and year in numbers."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from dateutil import parser

from kickoff.calendar.model.times import YEARS
from operations.imports.model import CellError, DateOrder, FixtureListError

_NUMBERS = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)(?!\d)")
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_MONTH = r"[a-z]{3,9}\.?,?"
_YEAR = r"(?:\d{4}|'?\d{2})(?![\d:.h])"
_WORDS = re.compile(
    rf"(?:[a-z]{{2,9}}\.?,?\s+)?(?:{_DAY}[\s-]+{_MONTH}|{_MONTH}\s+{_DAY},?)[\s-]+{_YEAR}",
    re.IGNORECASE,
)
_MONTH_NAME = re.compile(
    r"(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE
)
_SHORT = 2  # digits of a day, a month, or a year without its century
_CENTURY = 2000
# A list covers a season or two: a reading over more years is not meant.
_LONGEST_LIST = timedelta(days=800)


def date_text(cell: str) -> str | None:
    """Return the date at the start of a cell, as written; None without one."""
    for form in (_NUMBERS, _COMPACT, _WORDS):
        match = form.match(cell)
        if match and (form is not _WORDS or _MONTH_NAME.search(match[0])):
            return match[0]
    return None


def parse_date(text: str, order: DateOrder) -> date:
    """Parse the text of a date.

    Raises:
        CellError: there is no such date in the order.
    """
    try:
        found = _parse(text, order)
    except (ValueError, OverflowError):
        raise CellError(f"{text!r} is no date in the order {order}") from None
    if found.year not in YEARS:
        raise CellError(f"the year of {text!r} is not from {YEARS[0]} to {YEARS[-1]}")
    return found


def date_order(cells: Iterable[str], chosen: DateOrder | None) -> DateOrder:
    """Return the order of dates of numbers, judged by all of them together.

    A year of four digits in front needs no order. Dates with dots have the day first if they can.

    Raises:
        FixtureListError: the dates fit more than one order, or none.
    """
    matches = [match for cell in cells if (match := _NUMBERS.match(cell))]
    found = [match for match in matches if len(match[1]) <= _SHORT and _readings(match)]
    if chosen is not None or not found:
        return chosen or DateOrder.DAY_FIRST
    fitting = [order for order in DateOrder if all(order in _readings(each) for each in found)]
    likely = _likely(fitting, found)
    if len(likely) == 1 or (likely and all(match[2] == "." for match in found)):
        return likely[0]
    text = found[0][0]
    if not likely:
        raise FixtureListError(f"the dates have no common order, such as {text}; correct them")
    meanings = ", ".join(f"{order} is {_readings(found[0])[order]:%d %b %Y}" for order in likely)
    raise FixtureListError(
        f"{text} is ambiguous; give --day-first or --month-first, or --date-order: {meanings}"
    )


def _likely(orders: list[DateOrder], found: list[re.Match[str]]) -> list[DateOrder]:
    """Choose between years of two digits in front and behind, if both are possible.

    They stand in front only between hyphens, or where the list would cover many years otherwise.
    """
    behind: list[DateOrder] = [order for order in orders if order is not DateOrder.YEAR_FIRST]
    if not behind or DateOrder.YEAR_FIRST not in orders:
        return orders
    short = _spread(DateOrder.YEAR_FIRST, found) <= _LONGEST_LIST
    if short and all(_spread(order, found) > _LONGEST_LIST for order in behind):
        return [DateOrder.YEAR_FIRST]
    return orders if short and all(match[2] == "-" for match in found) else behind


def _spread(order: DateOrder, found: list[re.Match[str]]) -> timedelta:
    days = [_readings(match)[order] for match in found]
    return max(days) - min(days)


def _readings(match: re.Match[str]) -> dict[DateOrder, date]:
    """Return the dates that three numbers may mean."""
    found = {}
    for order in DateOrder:
        try:
            found[order] = _numbers(match, order)
        except ValueError:
            continue
    return found


def _parse(text: str, order: DateOrder) -> date:
    if match := _NUMBERS.match(text):
        return _numbers(match, order)
    if match := _COMPACT.match(text):
        return date(*map(int, match.groups()))
    return parser.parse(text.replace("'", ""), dayfirst=True).date()


def _numbers(match: re.Match[str], order: DateOrder) -> date:
    """Return the date of three numbers; a year of two digits is of this century.

    Raises:
        ValueError: there is no such date.
    """
    first, _, second, third = match.groups()
    if len(first) > _SHORT or order is DateOrder.YEAR_FIRST:
        year, month, day = first, second, third
    elif order is DateOrder.MONTH_FIRST:
        month, day, year = first, second, third
    else:
        day, month, year = first, second, third
    return date(int(year) + (_CENTURY if len(year) <= _SHORT else 0), int(month), int(day))
