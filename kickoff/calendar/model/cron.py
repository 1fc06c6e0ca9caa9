"""Cron expressions in a time zone. No other module uses croniter.

As in EventBridge Scheduler, a local time that does not exist is skipped. A local time that
repeats fires once, the first time.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo

from croniter import CroniterError, croniter
from pydantic import BeforeValidator

from kickoff.calendar.model.fields import rejection
from kickoff.calendar.model.times import as_text, exists

_FIELDS = 5
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
# Room for several expressions over a year and more.
_CACHED_DAYS = 10_000
_CACHED_EXPRESSIONS = 100
# Enough to list every minute of an hour, and every value of each other field.
_LONGEST = 500
# Leap days are at most eight years apart, so any rule that fires does so within them.
LONGEST_PAUSE = timedelta(days=8 * 366)


def parse(value: object) -> str:
    """Return a valid expression that fires on some date."""
    if not isinstance(value, str) or not is_valid(value):
        fields = "five cron fields (minute hour day month weekday)"
        raise rejection(f"{fields}, such as 0 20 * * TUE,WED")
    # 30 February, for example, never occurs.
    start = datetime(2024, 1, 1, tzinfo=UTC)
    if next(occurrences(value, ZoneInfo("UTC"), start, start + LONGEST_PAUSE), None) is None:
        raise rejection("a cron expression that ever fires")
    return value


Cron = Annotated[str, BeforeValidator(parse), as_text("0 20 * * TUE,WED")]


def is_valid(expression: str) -> bool:
    """Return whether an expression has five valid fields and a reasonable length."""
    fields = expression.split()
    if len(expression) > _LONGEST or len(fields) != _FIELDS:
        return False
    return all(_is_plain(part) for part in fields) and croniter.is_valid(expression)


def occurrences(
    expression: str, zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[datetime]:
    """Yield the UTC instants in [start, end) at which an expression fires, ascending."""
    for local in _local_times(expression, zone, start, end):
        if exists(local) and start <= (instant := local.astimezone(UTC)) < end:
            yield instant


def skipped(expression: str, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the local times in [start, end) that match but do not exist in the zone."""
    for local in _local_times(expression, zone, start, end):
        if not exists(local) and start <= local.astimezone(UTC) < end:
            yield local


def _local_times(
    expression: str, zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[datetime]:
    """Yield all matching local times around [start, end), those that do not exist included."""
    # A day more on both sides: no zone's offset or clock change is larger.
    first = start.astimezone(zone).replace(tzinfo=None) - _DAY
    last = end.astimezone(zone).replace(tzinfo=None) + _DAY
    days = croniter(_days(expression), first - _DAY, max_years_between_matches=9)
    while True:
        try:
            midnight = days.get_next(datetime)
        except CroniterError:
            return
        if midnight > last:
            return
        for time_of_day in _times(expression):
            yield (midnight + time_of_day).replace(tzinfo=zone)


def fires(expression: str, local: datetime) -> bool:
    """Return whether an expression matches the minute of a local time."""
    minute = local.replace(tzinfo=None, second=0, microsecond=0)
    return bool(croniter.match(expression, minute))


def count(expression: str, zone: ZoneInfo, start: datetime, end: datetime) -> int:
    """Count the whole minutes of [start, end), both UTC, at which it fires in local time.

    Counts by the day: a year has half a million minutes.
    """
    shifted = start.astimezone(zone).utcoffset() != end.astimezone(zone).utcoffset()
    if end - start > (_MINUTE if shifted else _DAY):
        middle = start + (end - start) // (2 * _MINUTE) * _MINUTE
        return count(expression, zone, start, middle) + count(expression, zone, middle, end)
    first = start.astimezone(zone).replace(tzinfo=None)
    last = first + (end - start)
    days = (first.date(), last.date())
    return sum(_count_of_day(expression, day, first, last) for day in dict.fromkeys(days))


def _count_of_day(expression: str, day: date, start: datetime, end: datetime) -> int:
    """Count the minutes of a day in [start, end) at which it fires, all in one local time."""
    if not _fires_on(expression, day):
        return 0
    midnight, times = datetime.combine(day, time()), _times(expression)
    return bisect_left(times, end - midnight) - bisect_left(times, start - midnight)


@lru_cache(_CACHED_DAYS)
def _fires_on(expression: str, day: date) -> bool:
    """Return whether an expression fires at any time of a day."""
    return bool(croniter.match(_days(expression), datetime.combine(day, time())))


def _days(expression: str) -> str:
    """Return the expression that fires at midnight of the same days."""
    _, _, *days = expression.split()
    return " ".join(("0 0", *days))


@lru_cache(_CACHED_EXPRESSIONS)
def _times(expression: str) -> tuple[timedelta, ...]:
    """Return the times of day at which an expression fires, on the days it does."""
    (minutes, hours, *_), _ = croniter.expand(expression)
    return tuple(
        timedelta(hours=hour, minutes=minute)
        for hour in range(24)
        for minute in range(60)
        if {hour, "*"} & set(hours) and {minute, "*"} & set(minutes)
    )


def _is_plain(field: str) -> bool:
    """Return whether a field avoids croniter's hashed and random values, which vary by tick."""
    return "(" not in field and not {"H", "R"} & set(re.split(r"[,/-]", field.upper()))
