"""Scheduled actions: their times, and the bounds that they set."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kickoff.calendar.model import cron
from simulator.errors import invalid

_FORM = re.compile(r"(at|rate|cron)\((.*)\)")
_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
_DAYS = dict(zip("1234567", "0123456", strict=True))  # SUN is 1 in AWS, 0 in croniter
_YEAR = timedelta(days=366)

NextRun = Callable[[datetime], datetime | None]
"""The first run after an instant; None if there is none."""


@dataclass(slots=True)
class BoundsAction:
    """A scheduled action: it sets the bounds of a scalable target; None leaves a bound.

    It does not store the earlier bounds and never restores them.
    """

    name: str
    schedule: str
    zone: str | None
    start: datetime | None
    end: datetime | None
    minimum: int | None
    maximum: int | None
    created: datetime
    _next: datetime | None = None

    def __post_init__(self) -> None:
        first = self.start - timedelta(seconds=1) if self.start else self.created
        self._next = self._after(max(first, self.created))

    def due(self, now: datetime) -> bool:
        """Return whether to run now, and plan the next run; missed runs count as one."""
        if self._next is None or now < self._next:
            return False
        self._next = self._after(now)
        return True

    def _after(self, instant: datetime) -> datetime | None:
        following = next_run(self.schedule, self.zone or "UTC", self.created)(instant)
        beyond = following is None or (self.end is not None and following > self.end)
        return None if beyond else following


def next_run(schedule: str, zone: str, created: datetime) -> NextRun:
    """The runs of a schedule: `at(...)`, `rate(5 minutes)` or `cron(...)` with six fields.

    Raises:
        ServiceError: ValidationException.
    """
    form = _FORM.fullmatch(schedule)
    try:
        place = ZoneInfo(zone)
        match form.groups() if form else ():
            case ("at", text):
                at = datetime.fromisoformat(text).replace(tzinfo=place).astimezone(UTC)
                return lambda instant: at if instant < at else None
            case ("rate", text):
                value, unit = text.split()
                period = int(value) * _UNITS[unit.removesuffix("s")]
                return lambda instant: created + ((instant - created) // period + 1) * period
            case ("cron", text):
                return _cron(text.split(), place)
    except (ValueError, KeyError, ZoneInfoNotFoundError) as error:
        raise invalid(f"Invalid schedule expression {schedule} in {zone}: {error}") from error
    raise invalid(f"Invalid schedule expression: {schedule}")


def _cron(fields: list[str], zone: ZoneInfo) -> NextRun:
    *first_four, day, year = fields
    days = re.sub(r"[1-7]", lambda found: _DAYS[found[0]], day)
    expression = " ".join([*first_four, days]).replace("?", "*")
    if not cron.is_valid(expression):
        raise ValueError("not a cron expression of six fields")

    def runs(instant: datetime) -> Iterator[datetime]:
        after = instant + timedelta(seconds=1)
        for each in cron.occurrences(expression, zone, after, after + _YEAR):
            if year in {"*", "?", str(each.astimezone(zone).year)}:
                yield each

    return lambda instant: next(runs(instant), None)
