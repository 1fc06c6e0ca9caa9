"""Cron expressions, zone-aware: the one place that knows croniter.

The convention is EventBridge Scheduler's: a local time that does not exist is skipped, one that
repeats fires once, the first time.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from croniter import CroniterError, croniter

from kickoff.calendar.model.local_time import exists

_FIELDS = 5
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
# A year and more of some expressions: functions are pinged by few.
_DAYS_KEPT = 10_000
_EXPRESSIONS_KEPT = 100
# Every minute of an hour, and every other field, written out.
_LONGEST = 500
# Leap days are at most eight years apart, so a rule that ever fires does so within them.
LONGEST_PAUSE = timedelta(days=8 * 366)


def is_valid(expression: str) -> bool:
    """Whether it is a five-field expression, of a sane length."""
    fields = expression.split()
    if len(expression) > _LONGEST or len(fields) != _FIELDS:
        return False
    return all(_plain(part) for part in fields) and croniter.is_valid(expression)


def ever_fires(expression: str) -> bool:
    """Whether there is a date that a valid expression fires on: none is the 30th of February."""
    start = datetime(2024, 1, 1, tzinfo=UTC)
    fired = occurrences(expression, ZoneInfo("UTC"), start, start + LONGEST_PAUSE)
    return next(fired, None) is not None


def occurrences(
    expression: str, zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[datetime]:
    """The UTC instants in [start, end) at which the expression fires in a zone, ascending."""
    for aware in _local(expression, zone, start, end):
        if exists(aware) and start <= (instant := aware.astimezone(UTC)) < end:
            yield instant


def skipped(expression: str, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The local times in [start, end) at which it would fire if the zone's clocks showed them."""
    for aware in _local(expression, zone, start, end):
        if not exists(aware) and start <= aware.astimezone(UTC) < end:
            yield aware


def _local(expression: str, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """What it matches around [start, end), whether a clock shows it or not."""
    # A day of slack on both sides is more than any zone's distance from UTC or jump.
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


def fires(expression: str, wall_clock: datetime) -> bool:
    """Whether the minute of a wall clock matches the expression."""
    minute = wall_clock.replace(tzinfo=None, second=0, microsecond=0)
    return bool(croniter.match(expression, minute))


def count(expression: str, zone: ZoneInfo, start: datetime, end: datetime) -> int:
    """At how many whole minutes of [start, end), both UTC, it fires by a zone's wall clock.

    They are not walked but counted by the day: a year has half a million.
    """
    shifted = start.astimezone(zone).utcoffset() != end.astimezone(zone).utcoffset()
    if end - start > (_MINUTE if shifted else _DAY):
        middle = start + (end - start) // (2 * _MINUTE) * _MINUTE
        return count(expression, zone, start, middle) + count(expression, zone, middle, end)
    first = start.astimezone(zone).replace(tzinfo=None)
    last = first + (end - start)
    days = (first.date(), last.date())
    return sum(_of_day(expression, day, first, last) for day in dict.fromkeys(days))


def _of_day(expression: str, day: date, start: datetime, end: datetime) -> int:
    """At how many minutes of a day it fires in [start, end), all by one wall clock."""
    if not _is_on(expression, day):
        return 0
    midnight, times = datetime.combine(day, time()), _times(expression)
    return bisect_left(times, end - midnight) - bisect_left(times, start - midnight)


@lru_cache(_DAYS_KEPT)
def _is_on(expression: str, day: date) -> bool:
    """Does it fire on a day at all?"""
    return bool(croniter.match(_days(expression), datetime.combine(day, time())))


def _days(expression: str) -> str:
    """The expression that fires at midnight of its days."""
    _, _, *days = expression.split()
    return " ".join(("0 0", *days))


@lru_cache(_EXPRESSIONS_KEPT)
def _times(expression: str) -> tuple[timedelta, ...]:
    """The times of day at which it fires, on the days on which it does."""
    (minutes, hours, *_), _ = croniter.expand(expression)
    return tuple(
        timedelta(hours=hour, minutes=minute)
        for hour in range(24)
        for minute in range(60)
        if {hour, "*"} & set(hours) and {minute, "*"} & set(minutes)
    )


def _plain(field: str) -> bool:
    """Without croniter's hashed and random fields, which would differ from tick to tick."""
    return "(" not in field and not {"H", "R"} & set(re.split(r"[,/-]", field.upper()))
