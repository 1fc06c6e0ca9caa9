"""How a calendar writes times: durations, kick-offs, days, phases, how often to ping."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, WithJsonSchema

from kickoff.calendar.model import cron
from kickoff.calendar.model.fields import refused

_DURATION = re.compile(r"(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?")
_KICKOFF = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MARK = re.compile(r"(kickoff|end)(?:([+-])(\S+))?")
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime.fromtimestamp(0, UTC)
# What is further away is a slip of the pen, and would make rules recur for centuries.
YEARS = range(1970, 2101)
_NEAR = f"from {YEARS[0]} to {YEARS[-1]}"

# Windows are looked up by their openings, so they need a bound; a month is longer than any event.
LONGEST = timedelta(days=31)


class Anchor(StrEnum):
    """The two instants of a fixture that its phases are counted from."""

    KICKOFF = "kickoff"
    END = "end"


@dataclass(frozen=True, slots=True)
class FixtureOffset:
    """A point of a fixture: so long after its kick-off or its end (negative: before)."""

    anchor: Anchor
    offset: timedelta


@dataclass(frozen=True, slots=True)
class PingSchedule:
    """How often to ping: a period counted from the epoch, or a cron expression on the wall clock.

    An autumn hour that repeats is pinged both times (the fixtures of a recurring rule fire once):
    containers cool through both.
    """

    period: timedelta | str

    def due(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether the tick of an instant's minute pings."""
        if isinstance(self.period, str):
            return cron.fires(self.period, at.astimezone(zone))
        return (at - _EPOCH) // _MINUTE % (self.period // _MINUTE) == 0

    def count(self, start: datetime, end: datetime, zone: ZoneInfo) -> int:
        """How many ticks ping in [start, end)."""
        if isinstance(self.period, str):
            return cron.count(self.period, zone, start, end)
        return -((_EPOCH - end) // self.period) + (_EPOCH - start) // self.period


def duration(value: object) -> timedelta:
    """Read `20m`, `2h`, `1h30m`."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) and value else None
    if match is None:
        raise refused("a number with its unit, such as 20m, 2h or 1h30m")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if length > LONGEST:
        raise refused(f"at most {LONGEST.days}d")
    return length


def kickoff(value: object) -> datetime:
    """Read `2026-12-05 12:30`; naive where no offset is written."""
    if (moment := _read(_KICKOFF, value)) is None:
        raise refused(f"a date and time that exist, {_NEAR}, such as 2026-12-05 12:30")
    return moment


def _length(value: object) -> timedelta:
    length = duration(value)
    if not length:
        raise refused("longer than nothing, such as 2h")
    return length


def _day(value: object) -> date:
    if (day := _read(_DAY, value)) is None:
        raise refused(f"a date that exists, {_NEAR}, such as 2026-12-05")
    return day.date()


def _read(form: re.Pattern[str], value: object) -> datetime | None:
    """A date that exists, in the form wanted and in a year that is meant; else None."""
    if not isinstance(value, str) or not form.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.year in YEARS else None


def _cron(value: object) -> str:
    if not isinstance(value, str) or not cron.is_valid(value):
        raise refused("five cron fields (minute hour day month weekday), such as 0 20 * * TUE,WED")
    if not cron.ever_fires(value):
        raise refused("a cron expression that ever fires")
    return value


def _mark(value: object) -> FixtureOffset:
    match = _MARK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise refused("kickoff or end, and how long before or after it, such as kickoff-20m")
    anchor, sign, length = match.groups()
    offset = duration(length) if length else timedelta()
    return FixtureOffset(Anchor(anchor), -offset if sign == "-" else offset)


def _every(value: object) -> PingSchedule:
    if isinstance(value, str) and " " in value.strip():
        return PingSchedule(_cron(value))
    period = duration(value)
    if not period or period % _MINUTE:
        raise refused("whole minutes, such as 5m, or five cron fields")
    return PingSchedule(period)


def _written(*examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": list(examples)})


Duration = Annotated[timedelta, BeforeValidator(duration), _written("20m", "1h30m")]
Length = Annotated[timedelta, BeforeValidator(_length), _written("2h", "90m")]
Kickoff = Annotated[datetime, BeforeValidator(kickoff), _written("2026-12-05 12:30")]
Day = Annotated[date, BeforeValidator(_day), _written("2026-12-23")]
Cron = Annotated[str, BeforeValidator(_cron), _written("0 20 * * TUE,WED")]
FixturePoint = Annotated[
    FixtureOffset, BeforeValidator(_mark), _written("kickoff-20m", "kickoff", "end-10m")
]
PingPeriod = Annotated[PingSchedule, BeforeValidator(_every), _written("5m", "*/5 8-23 * * *")]
