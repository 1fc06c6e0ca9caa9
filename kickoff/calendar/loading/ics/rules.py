"""Recurrence rules on a local clock. Far dates cost no more than near ones."""

from collections.abc import Sequence
from datetime import MAXYEAR, date, datetime, time, timedelta
from functools import lru_cache
from math import lcm, prod

import icalendar
from dateutil.rrule import rrule, rrulestr

from kickoff.calendar.loading.ics.effort import Effort

_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 30, "YEARLY": 365}
_MONTHS = {"MONTHLY": 1, "YEARLY": 12}
# Dates of the years from 1970 to 2099 are the same after this many months, also 29 February.
_SAME_DATES = 48
_TIMES_OF_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_LIMITS = {"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "BYEASTER"}
_MOST_A_DAY = 24
_MOST_COUNTED = 10_000
_MOST_CHARACTERS = 2_000
# dateutil searches for dates up to the year 9999. Weekdays and leap years repeat every 28 years
# within a century: a rule is tested in a year like its first, in the last century.
_CENTURY, _LAST_CENTURY, _CYCLE = 1901, 9901, 28
# Units of effort of a rule besides its dates.
_UNITS = 100
# Days without a date are passed this much faster than a unit of effort.
_PASSED_PER_UNIT = 2
_CACHED_YEARS = 2


class Rule:
    """A recurrence rule of an entry."""

    def __init__(self, text: str, start: datetime, effort: Effort, *, years: int = 1) -> None:
        """Make a rule that begins at a local time with a zone; effort is spent for its years.

        `years` are the least, unless the rule ends before.

        Raises:
            ValueError: the rule is not usable, recurs too often, or never; the message says which.
        """
        parts = _parts(text, effort)
        ended = {part: parts.pop(part) for part in ("UNTIL", "COUNT") if part in parts}
        local = start.replace(tzinfo=None)
        passed = _passed_at_first(parts, local, effort)
        self._rule = _parsed(parts, local)
        (self._frequency,) = parts["FREQ"]
        (self._interval,) = parts.get("INTERVAL", [1])
        self._start = local
        self._counts = "COUNT" in ended
        if self._counts:
            count = int(ended["COUNT"][0])
            if count > _MOST_COUNTED:
                raise ValueError(f"it recurs more than {_MOST_COUNTED:,} times; give it an UNTIL")
            effort.spend(count * (1 + passed // _PASSED_PER_UNIT))
            self._rule = self._rule.replace(count=count)
        else:
            years = max(years, effort.last_year - local.year + 1)
            if "UNTIL" in ended:
                until = _until(ended["UNTIL"][0], start)
                self._rule = self._rule.replace(until=until)
                years = min(years, max(until.year - local.year + 1, 1))
            effort.spend(_dates_a_year(parts) * years)
        self._near = lru_cache(_CACHED_YEARS)(self._since)

    def between(self, first: datetime, last: datetime) -> Sequence[datetime]:
        """Return the local times in [first, last]."""
        rule = self._near(self._start.year if self._counts else first.year)
        found: Sequence[datetime] = rule.between(first, last, inc=True)
        return found

    def _since(self, year: int) -> rrule:
        """Return the rule with a start near the beginning of a year.

        The start moves by whole intervals, and stays an interval before the year: the first period
        of a rule can be incomplete.
        """
        try:
            moved = self._moved(year)
        except (ValueError, OverflowError):  # 29 February of 2100; an interval of millennia
            moved = self._start
        return self._rule.replace(dtstart=moved, cache=True)

    def _moved(self, year: int) -> datetime:
        start = self._start
        if months := _MONTHS.get(self._frequency):
            every = lcm(months * self._interval, _SAME_DATES)
            ahead = (year - start.year - 1) * 12 - months * self._interval
            return start.replace(year=start.year + max(ahead // every, 0) * every // 12)
        step = timedelta(days=_DAYS[self._frequency] * self._interval)
        return start + max((start.replace(year=year, month=1, day=1) - start) // step - 1, 0) * step


def check_zone_rule(text: str, effort: Effort) -> None:
    """Check a rule of a zone's definition.

    Raises:
        ValueError: it recurs more than monthly, too often, or never.
    """
    parts = _parts(text, effort)
    if parts["FREQ"][0] not in _MONTHS:
        raise ValueError("a zone changes more than monthly")
    for part in ("UNTIL", "COUNT"):
        parts.pop(part, None)
    effort.spend(_dates_a_year(parts))
    _passed_at_first(parts, datetime(_CENTURY, 1, 1), effort)  # noqa: DTZ001 (a local clock)


def _parts(text: str, effort: Effort) -> icalendar.vRecur:
    if len(text) > _MOST_CHARACTERS:
        raise ValueError(f"a recurrence rule has more than {_MOST_CHARACTERS:,} characters")
    effort.spend(_UNITS + len(text))
    parts: icalendar.vRecur = icalendar.vRecur.from_ical(text)
    for part in [name for name in parts if name.startswith("X-")]:
        del parts[part]
    if len(parts.get("FREQ", ())) != 1 or parts["FREQ"][0] not in _DAYS:
        raise ValueError("it recurs neither daily, weekly, monthly nor yearly")
    if _times_a_day(parts) > _MOST_A_DAY:
        raise ValueError(f"it recurs more than {_MOST_A_DAY} times a day")
    intervals = parts.get("INTERVAL", [1])
    if len(intervals) != 1 or intervals[0] < 1:
        raise ValueError("it recurs at an interval of less than 1")
    if {"UNTIL", "COUNT"} <= parts.keys():
        raise ValueError("it recurs both by COUNT and UNTIL, which exclude each other")
    return parts


def _times_a_day(parts: icalendar.vRecur) -> int:
    return prod(max(len(parts.get(part, ())), 1) for part in _TIMES_OF_DAY)


def _dates_a_year(parts: icalendar.vRecur) -> int:
    """Return the most dates that are computed for a year, at least 1."""
    frequency, interval = parts["FREQ"][0], parts.get("INTERVAL", [1])[0]
    days = _DAYS[frequency]
    if not parts.keys() & (_LIMITS | {"BYDAY"}):
        days = 1
    periods: int = 366 // (_DAYS[frequency] * interval) + 1
    return periods * days * _times_a_day(parts)


def _passed_at_first(parts: icalendar.vRecur, start: datetime, effort: Effort) -> int:
    """Return the number of days that are tried before the first date.

    Raises:
        ValueError: no date is found.
    """
    if not parts.keys() & (_LIMITS | {"BYDAY"}):
        return 0
    begin = start.replace(year=_LAST_CENTURY + (start.year - _CENTURY) % _CYCLE)
    first = next(iter(_parsed(parts, begin)), None)
    days = ((first or begin.replace(year=MAXYEAR)) - begin).days
    tried: int = days // parts.get("INTERVAL", [1])[0]
    effort.spend(tried * (_times_a_day(parts) if "BYSETPOS" in parts else 1) // _PASSED_PER_UNIT)
    if first is None:
        raise ValueError("it never recurs")
    return tried


def _until(until: datetime | date, start: datetime) -> datetime:
    """Return the last local time of a rule; a day is included as a whole."""
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    return (until.astimezone(start.tzinfo) if until.tzinfo else until).replace(tzinfo=None)


def _parsed(parts: icalendar.vRecur, start: datetime) -> rrule:
    text = parts.to_ical().decode()  # type: ignore[no-untyped-call]  # icalendar has no types here
    try:
        rule = rrulestr(text, dtstart=start)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"it recurs by no usable rule ({error})") from None
    if not isinstance(rule, rrule):
        raise ValueError("it recurs by no usable rule")  # noqa: TRY004 (a fault of the file)
    return rule
