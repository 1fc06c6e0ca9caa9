"""Times in a calendar: durations, kick-offs, days, points of a fixture; local time and zones."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from kickoff.calendar.model.fields import Model, rejection

_DURATION = re.compile(r"(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?")
_KICKOFF = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")
_NAMED_ZONE = re.compile(r"\d ?[A-Za-z]{2,}(/[A-Za-z_]+)?$")
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_POINT = re.compile(r"(kickoff|end)(?:([+-])(\S+))?")
# Other years are typing errors, and would make rules recur for centuries.
YEARS = range(1970, 2101)
_NEAR = f"from {YEARS[0]} to {YEARS[-1]}"

# Lookups by opening time need a longest window; no event lasts longer than a month.
LONGEST = timedelta(days=31)


class Anchor(StrEnum):
    """The two instants of a fixture from which its phases count."""

    KICKOFF = "kickoff"
    END = "end"


@dataclass(frozen=True, slots=True)
class FixtureOffset:
    """A point of a fixture: an offset from its kick-off or its end. Negative is earlier."""

    anchor: Anchor
    offset: timedelta


def exists(local: datetime) -> bool:
    """Return whether the clocks of an aware time's zone ever show it; false in a spring gap."""
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)


def repeats(local: datetime) -> bool:
    """Return whether the zone's clocks show an aware time twice (an autumn fold)."""
    offsets = (local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset())
    return exists(local) and offsets[0] != offsets[1]


def duration(value: object) -> timedelta:
    """Parse `20m`, `2h`, `1h30m`."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) and value else None
    if match is None:
        raise rejection("a number with its unit, such as 20m, 2h or 1h30m")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if length > LONGEST:
        raise rejection(f"at most {LONGEST.days}d")
    return length


def kickoff(value: object) -> datetime:
    """Parse `2026-12-05 12:30`; the result is naive if the text has no offset."""
    if (moment := _parse(_KICKOFF, value)) is None:
        accepted = f"a date and time that exist, {_NEAR}, such as 2026-12-05 12:30"
        if isinstance(value, str) and _NAMED_ZONE.search(value):
            accepted += "; no name of a zone: the calendar's timezone counts, or an offset (+01:00)"
        raise rejection(accepted)
    return moment


def as_text(*examples: str) -> WithJsonSchema:
    """Return the JSON Schema of a field that the file writes as text."""
    return WithJsonSchema({"type": "string", "examples": list(examples)})


def _length(value: object) -> timedelta:
    length = duration(value)
    if not length:
        raise rejection("longer than nothing, such as 2h")
    return length


def _day(value: object) -> date:
    if (day := _parse(_DAY, value)) is None:
        raise rejection(f"a date that exists, {_NEAR}, such as 2026-12-05")
    return day.date()


def _parse(form: re.Pattern[str], value: object) -> datetime | None:
    """Parse a date in a form; None if the text, the date or the year is not accepted."""
    if not isinstance(value, str) or not form.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.year in YEARS else None


def _clock_time(value: object) -> time:
    try:
        if isinstance(value, str) and _CLOCK.fullmatch(value):
            return time.fromisoformat(value)
    except ValueError:
        pass
    raise rejection("a local time in quotes, such as '06:00'")


def _day_range(value: object) -> object:
    """Accept one day for a range of one day."""
    if not isinstance(value, str):
        return value
    day = _day(value)
    return DayRange.model_construct(start=day, until=day)


def _point(value: object) -> FixtureOffset:
    match = _POINT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise rejection("kickoff or end, and how long before or after it, such as kickoff-20m")
    anchor, sign, length = match.groups()
    offset = duration(length) if length else timedelta()
    return FixtureOffset(Anchor(anchor), -offset if sign == "-" else offset)


Duration = Annotated[timedelta, BeforeValidator(duration), as_text("20m", "1h30m")]
Length = Annotated[timedelta, BeforeValidator(_length), as_text("2h", "90m")]
Kickoff = Annotated[datetime, BeforeValidator(kickoff), as_text("2026-12-05 12:30")]
Day = Annotated[date, BeforeValidator(_day), as_text("2026-12-23")]
FixturePoint = Annotated[
    FixtureOffset, BeforeValidator(_point), as_text("kickoff-20m", "kickoff", "end-10m")
]
ClockTime = Annotated[time, BeforeValidator(_clock_time), as_text("06:00")]


class DayRange(Model):
    """Days from the first to the last, both included."""

    start: Day = Field(alias="from")
    until: Day

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.until < self.start:
            raise rejection(f"on or after from ({self.start})", got=f"until {self.until}")
        return self

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.until


_DAYS_SCHEMA = {
    "anyOf": [
        {"type": "string", "examples": ["2026-12-23"]},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {key: {"type": "string"} for key in ("from", "until")},
            "required": ["from", "until"],
        },
    ]
}
Days = tuple[Annotated[DayRange, BeforeValidator(_day_range), WithJsonSchema(_DAYS_SCHEMA)], ...]


def next_clock_time(after: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """Return the first instant after another at which a zone's clocks show a time, in UTC."""
    day = after.astimezone(zone).date()
    found = datetime.combine(day, clock, zone).astimezone(UTC)
    if found <= after:
        found = datetime.combine(day + timedelta(days=1), clock, zone).astimezone(UTC)
    return found
