"""Whether an iCalendar recurrence rule (RFC 5545) is one of fixtures: others may never end."""

from datetime import date, datetime, time
from math import prod

from dateutil.rrule import rrulestr
from icalendar import vRecur

_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_TIMES_OF_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_MOST_A_DAY = 24
# dateutil looks for dates up to the year 9999. The calendar repeats every 400 years, so a rule
# is tried in the last ones there are, but for enough of them to find its first date.
_LATE_ENOUGH = 9999 - 40
_CYCLE = 400


def check(rule: vRecur, start: date) -> None:
    """Accept a rule that recurs daily or less often, and does recur.

    Raises:
        ValueError: it is not one; the message says how, as what an entry does.
    """
    if not set(rule.get("FREQ", [""])) <= _FREQUENCIES:
        raise ValueError("recurs neither daily, weekly, monthly nor yearly")
    if prod(max(len(rule.get(part, ())), 1) for part in _TIMES_OF_DAY) > _MOST_A_DAY:
        raise ValueError(f"recurs more than {_MOST_A_DAY} times a day")
    if any(interval < 1 for interval in rule.get("INTERVAL", ())):
        raise ValueError("recurs at an interval of less than 1")
    if {"UNTIL", "COUNT"} <= rule.keys():
        raise ValueError("recurs both by COUNT and UNTIL, which exclude each other")
    endless = vRecur({part: rule[part] for part in rule if part not in {"UNTIL", "COUNT"}})
    late = start.replace(year=start.year + (_LATE_ENOUGH - start.year) // _CYCLE * _CYCLE)
    text = endless.to_ical().decode()  # type: ignore[no-untyped-call]  # icalendar's gap
    try:
        series = rrulestr(text, dtstart=datetime.combine(late, time()))
    except ValueError as error:
        raise ValueError(f"recurs by no usable rule ({error})") from None
    if next(iter(series), None) is None:
        raise ValueError("never recurs")
